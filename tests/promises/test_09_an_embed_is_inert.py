"""Promise 9: what lies elsewhere loads when a reader asks for it, and never before.

Seen in a real browser, with scripts and without. The providers are invented; they
answer under their own names, behind TLS, on this machine.
"""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect
from wagtail.contrib.redirects.models import Redirect

from privacy_plugin.consent.models import ConsentEvent
from tests.invented import (
    FILM,
    FILM_URL,
    OTHER_FILM_URL,
    PROVIDERS,
    TOOT_URL,
    embed_block,
    page_with,
    rich_text,
)
from tests.providers import (
    browse_providers,
    provider_chromium,
    provider_server,
    providers,
)

__all__ = ["browse_providers", "provider_chromium", "provider_server", "providers"]

FILM_HOST, TOOT_HOST = "player.film.example", "toots.example"
WAYS = {"block": embed_block, "rich text": rich_text}
COOKIE = "always.embeds.film"

pytestmark = pytest.mark.browser


@pytest.fixture
def own_host(live_site):
    return urlsplit(live_site).netloc


@pytest.fixture(params=[True, False], ids=["scripting", "no-scripting"])
def reader(request, browse_providers, providers):
    return browse_providers(javascript=request.param)


def open_page(visit, live_site, *blocks, title="A post"):
    """Publish a page with these blocks and open it."""
    post = page_with(*blocks, title=title)
    visit.page.goto(live_site + post.url)
    return post


def gate(visit, number=1):
    return visit.page.locator(".embed-gate").nth(number - 1)


def frame_of(visit, number=1):
    return gate(visit, number).frame_locator(".embed-gate__frame")


def press(visit, words, number=1):
    gate(visit, number).get_by_role("button", name=words).click()


def has_loaded(visit, number=1):
    """Wait until the provider's own page stands in the frame of a gate."""
    inner = frame_of(visit, number).frame_locator(".embed-loaded__frame")
    expect(inner.get_by_role("heading")).to_contain_text("has just learned this")


@pytest.mark.parametrize("way", WAYS)
def test_nothing_is_loaded_before_a_reader_asks(reader, live_site, own_host, way):
    open_page(reader, live_site, WAYS[way](FILM_URL), WAYS[way](TOOT_URL))
    reader.page.mouse.wheel(0, 5000)
    reader.page.wait_for_load_state("networkidle")

    assert reader.hosts == {own_host}
    assert reader.cookies == set()
    assert reader.storage == set()
    assert reader.complaints == []


@pytest.mark.parametrize("way", WAYS)
def test_then_it_loads_from_the_one_declared_host(
    reader, live_site, own_host, providers, way
):
    open_page(reader, live_site, WAYS[way](FILM_URL), WAYS[way](TOOT_URL))

    press(reader, "Load it once")
    has_loaded(reader)

    assert reader.hosts == {own_host, FILM_HOST}
    assert providers.hosts == {FILM_HOST}
    our_cookies = reader.context.cookies(live_site)
    assert our_cookies == []


def test_the_provider_learns_the_site_and_never_the_article(
    reader, live_site, providers
):
    post = open_page(reader, live_site, embed_block(FILM_URL))

    press(reader, "Load it once")
    has_loaded(reader)

    visited = providers.visited[0]
    assert visited.path == "/embed/f1lm?dnt=1"
    assert visited.headers["Referer"] == f"{live_site}/"
    told = json.dumps([dict(one.headers) for one in providers.visited])
    assert post.slug not in told.replace(visited.path, "")
    assert "/embeds/" not in told


def test_what_it_learns_is_what_was_disclosed(reader, live_site, providers):
    open_page(reader, live_site, embed_block(FILM_URL))
    disclosed = gate(reader).inner_text()

    press(reader, "Load it once")
    has_loaded(reader)

    declared = {
        "User-Agent": "Which browser",
        "Accept-Language": "Your languages",
        "Referer": "The address of this site",
    }
    told = dict(providers.visited[0].headers)
    for header, words in declared.items():
        assert header in told
        assert words in disclosed
    technical = {
        "Host", "Connection", "Accept", "Accept-Encoding", "Upgrade-Insecure-Requests",
        "Priority", "Sec-Purpose",
    }  # fmt: skip
    about_the_browser = {name for name in told if name.lower().startswith("sec-")}
    assert set(told) <= set(declared) | technical | about_the_browser


def test_always_holds_on_the_next_page_too(browse_providers, live_site, providers):
    reader = browse_providers()
    open_page(reader, live_site, embed_block(FILM_URL), embed_block(OTHER_FILM_URL))

    press(reader, "Always load from Film House")
    has_loaded(reader)
    has_loaded(reader, 2)
    expect(gate(reader, 1).get_by_role("status")).to_contain_text("Loaded from Film")

    open_page(
        reader, live_site, embed_block(FILM_URL), embed_block(TOOT_URL), title="Next"
    )
    has_loaded(reader)
    assert TOOT_HOST not in providers.hosts


def test_always_without_scripts_is_one_press_on_the_next_page(
    browse_providers, live_site, providers
):
    reader = browse_providers(javascript=False)
    open_page(reader, live_site, embed_block(FILM_URL))
    press(reader, "Always load from Film House")
    has_loaded(reader)
    assert [one["name"] for one in reader.context.cookies(live_site)] == [COOKIE]

    providers.reset()
    open_page(reader, live_site, embed_block(FILM_URL), title="Next")
    reader.page.wait_for_load_state("networkidle")
    assert providers.visited == ()
    press(reader, "Load it once")
    has_loaded(reader)


def test_stop_and_forget_ends_it_with_one_press(reader, live_site, providers):
    open_page(reader, live_site, embed_block(FILM_URL), embed_block(OTHER_FILM_URL))
    press(reader, "Always load from Film House")
    has_loaded(reader)

    frame_of(reader).get_by_role("button", name="Stop and forget").click()
    expect(reader.page.locator("body")).to_contain_text("A post")
    if reader.has_scripting:
        status = gate(reader).get_by_role("status")
        expect(status).to_contain_text("Stopped. Nothing is loaded from Film House")
    else:
        stopped = frame_of(reader).get_by_text("Your permission is withdrawn")
        expect(stopped).to_be_visible()

    assert COOKIE not in reader.cookies
    states = ConsentEvent.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["given", "withdrawn"]
    providers.reset()
    reader.page.reload()
    reader.page.wait_for_load_state("networkidle")
    assert providers.hosts == set()


def test_taking_it_back_on_the_page_of_choices_ends_it(reader, live_site, providers):
    post = open_page(reader, live_site, embed_block(FILM_URL))
    press(reader, "Always load from Film House")
    has_loaded(reader)

    reader.page.goto(f"{live_site}/privacy/choices/")
    reader.page.get_by_role("button", name="Take it back").click()
    expect(reader.page.get_by_text("This browser remembers nothing")).to_be_visible()

    providers.reset()
    reader.page.goto(live_site + post.url)
    reader.page.wait_for_load_state("networkidle")
    assert providers.hosts == set()


TRICKS = {
    "a redirect of our own": "f.src = '/away/'",
    "a frame": "f.src = 'https://player.film.example/embed/f1lm'",
    "srcdoc": "f.srcdoc = '<iframe src=https://player.film.example/x></iframe>'",
    "a blank frame": (
        "f.onload = () => { const g = f.contentDocument.createElement('iframe');"
        " g.src = 'https://player.film.example/x'; f.contentDocument.body.append(g); }"
    ),
    "a script": (
        "const s = document.createElement('script');"
        " s.src = 'https://player.film.example/x.js'; document.head.append(s)"
    ),
    "a picture": "new Image().src = 'https://player.film.example/x.png'",
    "an object": (
        "const o = document.createElement('object');"
        " o.data = 'https://player.film.example/x'; document.body.append(o)"
    ),
    "a style": (
        "document.body.style.background = 'url(https://player.film.example/x.png)'"
    ),
    "a question": "fetch('https://player.film.example/x').catch(() => {})",
    "a form": (
        "const q = document.createElement('form');"
        " q.action = 'https://player.film.example/x'; document.body.append(q);"
        " q.submit()"
    ),
}


@pytest.mark.parametrize("trick", TRICKS)
def test_the_page_itself_admits_nobody(browse_providers, live_site, providers, trick):
    away = "https://player.film.example/embed/f1lm"
    Redirect.objects.create(old_path="/away", redirect_link=away)
    reader = browse_providers()
    open_page(reader, live_site, embed_block(FILM_URL))

    reader.page.evaluate(
        f"() => {{ const f = document.createElement('iframe');"
        f" document.body.append(f); {TRICKS[trick]}; }}"
    )
    reader.page.wait_for_timeout(300)

    assert providers.visited == ()


def test_an_opened_gate_admits_nobody_else(browse_providers, live_site, providers):
    reader = browse_providers()
    open_page(reader, live_site, embed_block(FILM_URL))
    press(reader, "Load it once")
    has_loaded(reader)

    frame = next(one for one in reader.page.frames if "/embeds/" in one.url)
    frame.evaluate(
        "() => { const f = document.createElement('iframe');"
        " f.src = 'https://toots.example/x'; document.body.append(f);"
        " new Image().src = 'https://player.film.example/x.png'; }"
    )
    reader.page.wait_for_timeout(300)

    assert TOOT_HOST not in providers.hosts
    assert not [one for one in providers.visited if one.path.startswith("/x")]


def test_a_link_to_the_frame_from_elsewhere_loads_nothing(
    browse_providers, live_site, providers
):
    reader = browse_providers()
    open_page(reader, live_site, embed_block(FILM_URL))
    action = live_site + gate(reader).locator("form").get_attribute("action")
    press(reader, "Always load from Film House")
    has_loaded(reader)
    providers.reset()

    reader.page.goto(action)

    expect(reader.page.get_by_text("Nothing has been loaded from")).to_be_visible()
    assert providers.visited == ()


def test_with_a_privacy_signal_nothing_is_pressed_upon_the_reader(
    browse_providers, live_site, providers
):
    reader = browse_providers(extra_http_headers={"Sec-GPC": "1"})
    reader.page.add_init_script(
        "Object.defineProperty(navigator, 'globalPrivacyControl', {value: true})"
    )
    open_page(reader, live_site, embed_block(FILM_URL))

    always = gate(reader).get_by_role("button", name="Always load")
    expect(always).not_to_be_visible()
    gate(reader).get_by_text("Load it always nevertheless?").click()
    always.click()
    has_loaded(reader)

    assert [one["name"] for one in reader.context.cookies(live_site)] == [COOKIE]


def test_it_is_done_with_the_keyboard_alone(browse_providers, live_site, providers):
    reader = browse_providers()
    open_page(reader, live_site, embed_block(FILM_URL))

    gate(reader).get_by_role("button", name="Load it once").focus()
    reader.page.keyboard.press("Enter")
    has_loaded(reader)
    focused = reader.page.evaluate("() => document.activeElement.className")
    assert focused == "embed-gate__frame"

    frame_of(reader).get_by_role("button", name="Stop and forget").press("Enter")
    once = gate(reader).get_by_role("button", name="Load it once")
    expect(once).to_be_focused()


def test_a_question_in_the_frame_is_led_to_as_well(
    browse_providers, live_site, providers, settings
):
    reader = browse_providers()
    open_page(reader, live_site, embed_block(FILM_URL))
    status = gate(reader).get_by_role("status")
    expect(status).to_have_count(1)  # there before it speaks, so that it is heard
    changed = {**FILM, "uses": ["show", "profiles"]}
    settings.PRIVACY_EMBEDS_PROVIDERS = {**PROVIDERS, "film": changed}

    press(reader, "Load it once")

    question = frame_of(reader).get_by_text("Please read it and decide again")
    expect(question).to_be_visible()
    expect(gate(reader).locator(".embed-gate__frame")).to_be_focused()
    assert providers.visited == ()
