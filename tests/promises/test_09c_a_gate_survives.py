"""Promise 9: a gate keeps its word however it is printed, stopped, gone back from."""

from __future__ import annotations

from contextlib import suppress

import pytest
from playwright.sync_api import TimeoutError, expect  # noqa: A004 - Playwright's own

from privacy_plugin.consent.models import ConsentEvent
from tests.support.samples.embeds import (
    FILM_URL,
    OTHER_FILM_URL,
    TOOT_URL,
    embed_block,
    page_with,
)
from tests.support.servers.embed_providers import (
    browse_providers,
    frame_of,
    gate,
    has_loaded,
    open_page,
    press,
    provider_chromium,
    provider_server,
    providers,
)

__all__ = ["browse_providers", "provider_chromium", "provider_server", "providers"]

FILM_HOST = "player.film.example"
STOP = "Stop and forget"
TALL = {"type": "paragraph", "value": "<p>Text.</p>" * 120}

pytestmark = pytest.mark.browser


@pytest.fixture(params=[True, False], ids=["scripting", "no-scripting"])
def reader(request, browse_providers, providers):
    return browse_providers(javascript=request.param)


@pytest.fixture
def scripted(browse_providers, providers):
    return browse_providers()


def stop(visit, number=1):
    frame_of(visit, number).get_by_role("button", name=STOP).press("Enter")


def playing(visit):
    """Return the addresses of the provider's frames on the page, seen or unseen."""
    return [frame.url for frame in visit.page.frames if FILM_HOST in frame.url]


def is_quiet(visit, providers):
    """Say whether nothing of a provider is left, nor comes by itself."""
    visit.page.wait_for_load_state("networkidle")
    providers.reset()
    visit.page.wait_for_timeout(400)
    return not playing(visit) and providers.visited == ()


def test_gates_printed_twice_load_into_their_own_frames(reader, live_site):
    open_page(reader, live_site, *[embed_block(FILM_URL)] * 3)

    press(reader, "Load it once", 2)
    has_loaded(reader, 2)

    assert len(playing(reader)) == 1
    for other in (1, 3):
        frame = gate(reader, other).locator(".embed-gate__frame")
        expect(frame).not_to_be_visible()


@pytest.mark.parametrize("words", ["Load it once", "Always load from Film House"])
@pytest.mark.parametrize("stopped", [1, 2])
def test_stopping_one_player_stops_all_of_its_provider(
    scripted, live_site, providers, words, stopped
):
    blocks = embed_block(FILM_URL), embed_block(OTHER_FILM_URL), embed_block(TOOT_URL)
    open_page(scripted, live_site, *blocks)
    press(scripted, "Load it once")
    has_loaded(scripted)
    press(scripted, words, 2)
    has_loaded(scripted, 2)

    stop(scripted, stopped)

    expect(gate(scripted, stopped).get_by_role("status")).to_contain_text("Stopped.")
    assert is_quiet(scripted, providers)
    for number in (1, 2):
        button = gate(scripted, number).get_by_role("button", name="Load it once")
        expect(button).to_be_visible()


def test_stopping_leaves_other_providers_alone(scripted, live_site):
    open_page(scripted, live_site, embed_block(FILM_URL), embed_block(TOOT_URL))
    for number in (1, 2):
        press(scripted, "Load it once", number)
        has_loaded(scripted, number)

    stop(scripted)

    expect(gate(scripted).get_by_role("status")).to_contain_text("Stopped.")
    has_loaded(scripted, 2)


def test_without_scripts_stopping_speaks_of_its_own_frame(
    browse_providers, live_site, providers
):
    reader = browse_providers(javascript=False)
    open_page(reader, live_site, embed_block(FILM_URL), embed_block(OTHER_FILM_URL))
    for number in (1, 2):
        press(reader, "Load it once", number)
        has_loaded(reader, number)

    stop(reader)

    notice = frame_of(reader).get_by_role("status")
    expect(notice).to_contain_text("This frame loads nothing from Film House any more")
    expect(notice).to_contain_text("stop it in its own frame")
    assert len(playing(reader)) == 1


def test_stopped_gate_can_be_opened_and_stopped_again(reader, live_site, providers):
    open_page(reader, live_site, embed_block(FILM_URL))

    for _time in range(2):
        asked = gate(reader) if reader.has_scripting else None
        if asked is None and playing(reader) == [] and _time:
            asked = frame_of(reader)
        (asked or gate(reader)).get_by_role("button", name="Load it once").press(
            "Enter"
        )
        has_loaded(reader)
        stop(reader)
        question = gate(reader) if reader.has_scripting else frame_of(reader)
        expect(question.get_by_role("button", name="Load it once")).to_be_visible()

    assert is_quiet(reader, providers)


def test_loading_and_stopping_leave_nothing_to_go_back_to(scripted, live_site):
    before = page_with(title="Before")
    scripted.page.goto(before.full_url)
    open_page(scripted, live_site, embed_block(FILM_URL))
    length = scripted.page.evaluate("history.length")

    for words in ("Load it once", "Always load from Film House"):
        press(scripted, words)
        has_loaded(scripted)
        stop(scripted)
        expect(gate(scripted).get_by_role("status")).to_contain_text("Stopped.")

    assert scripted.page.evaluate("history.length") == length
    scripted.page.go_back()
    assert scripted.page.url == before.full_url


@pytest.mark.parametrize("way", ["away", "reload", "stop"])
def test_going_back_loads_and_records_nothing(reader, live_site, providers, way):
    elsewhere = page_with(title="Elsewhere")
    open_page(reader, live_site, embed_block(FILM_URL))
    always = "Always load from Film House" if reader.has_scripting else "Load it once"
    press(reader, always if way == "stop" else "Load it once")
    has_loaded(reader)
    if way == "stop":
        stop(reader)
        asked = gate(reader) if reader.has_scripting else frame_of(reader)
        expect(asked.get_by_role("button", name="Load it once")).to_be_visible()
    events = ConsentEvent.objects.count()
    providers.reset()

    if way == "reload":
        reader.page.reload()
    else:
        reader.page.goto(elsewhere.full_url)
        reader.page.go_back()
    reader.page.wait_for_load_state("networkidle")
    reader.page.wait_for_timeout(300)
    if way == "stop" and not reader.has_scripting:
        with suppress(TimeoutError):  # it is the frame that goes back
            reader.page.go_back(timeout=1000)

    assert providers.visited == ()
    assert ConsentEvent.objects.count() == events
    assert not reader.context.cookies(live_site)


def test_remembered_embeds_load_when_they_come_into_view(
    scripted, live_site, providers
):
    open_page(scripted, live_site, embed_block(FILM_URL), title="First")
    press(scripted, "Always load from Film House")
    has_loaded(scripted)
    providers.reset()

    films = [embed_block(f"https://film.example/f{number}") for number in range(4)]
    blocks = [block for film in films for block in (film, TALL, TALL)]
    open_page(scripted, live_site, *blocks, title="Long")
    has_loaded(scripted)
    assert len(playing(scripted)) < len(films)

    gate(scripted, len(films)).scroll_into_view_if_needed()
    has_loaded(scripted, len(films))


def test_withdrawing_elsewhere_counts_when_the_page_is_gone_back_to(
    scripted, live_site, providers
):
    open_page(scripted, live_site, embed_block(FILM_URL))
    press(scripted, "Always load from Film House")
    has_loaded(scripted)
    scripted.page.goto(f"{live_site}/privacy/choices/")
    scripted.page.get_by_role("button", name="Withdraw consent").click()
    expect(scripted.page.get_by_text("This browser remembers nothing")).to_be_visible()

    scripted.page.go_back()
    scripted.page.go_back()

    button = gate(scripted).get_by_role("button", name="Load it once")
    expect(button).to_be_visible()
    assert is_quiet(scripted, providers)
