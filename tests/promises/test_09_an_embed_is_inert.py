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
from tests.support.samples.embeds import (
    FILM,
    FILM_URL,
    OTHER_FILM_URL,
    PROVIDERS,
    TOOT_URL,
    embed_block,
    rich_text,
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
        "User-Agent": "your browser",
        "Accept-Language": "your language",
        "Referer": "this site",
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


def test_always_is_not_offered_without_scripts(browse_providers, live_site, providers):
    reader = browse_providers(javascript=False)
    open_page(reader, live_site, embed_block(FILM_URL))
    always = gate(reader).get_by_text("Always load from Film House")
    expect(always).not_to_be_visible()  # nothing would load by itself the next time

    press(reader, "Load it once")
    has_loaded(reader)
    frame_of(reader).get_by_role("button", name="Stop and forget").click()

    asked = frame_of(reader)
    expect(asked.get_by_role("button", name="Load it once")).to_be_visible()
    expect(asked.get_by_text("Always load from Film House")).not_to_be_visible()
    assert reader.context.cookies(live_site) == []


def test_stop_and_forget_ends_it_with_one_press(browse_providers, live_site, providers):
    reader = browse_providers()
    open_page(reader, live_site, embed_block(FILM_URL), embed_block(OTHER_FILM_URL))
    press(reader, "Always load from Film House")
    has_loaded(reader)

    frame_of(reader).get_by_role("button", name="Stop and forget").click()
    status = gate(reader).get_by_role("status")
    expect(status).to_contain_text("Nothing on this page is loaded from Film House")

    assert COOKIE not in reader.cookies
    states = ConsentEvent.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["given", "withdrawn"]
    providers.reset()
    reader.page.reload()
    reader.page.wait_for_load_state("networkidle")
    assert providers.hosts == set()


def test_taking_it_back_on_the_page_of_choices_ends_it(
    browse_providers, live_site, providers
):
    reader = browse_providers()
    post = open_page(reader, live_site, embed_block(FILM_URL))
    press(reader, "Always load from Film House")
    has_loaded(reader)

    reader.page.goto(f"{live_site}/privacy/choices/")
    reader.page.get_by_role("button", name="Withdraw consent").click()
    expect(reader.page.get_by_text("This browser remembers nothing")).to_be_visible()

    providers.reset()
    reader.page.goto(post.full_url)
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
    form = gate(reader).locator(".embed-gate__ask")
    action = live_site + form.get_attribute("action")
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


CONTROLS = """gate => [...gate.querySelectorAll('.embed-gate__control')].map(one => {
  const { x, y, width, height } = one.getBoundingClientRect();
  const style = getComputedStyle(one);
  one.getAnimations().forEach(animation => animation.finish());
  const looks = ['color', 'backgroundColor', 'borderTopColor', 'borderTopWidth',
    'fontSize', 'fontWeight', 'opacity'].map(name => style[name]);
  return { box: { x, y, width, height }, looks };
})"""


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
@pytest.mark.parametrize("width", [320, 390, 1280])
@pytest.mark.parametrize("name", ["Film House", "Film House of Many Words " * 6])
def test_three_controls_differ_by_their_place_only(
    browse_providers, live_site, providers, settings, name, width, direction
):
    film = {**FILM, "name": name.strip()}
    settings.PRIVACY_EMBEDS_PROVIDERS = {**PROVIDERS, "film": film}
    reader = browse_providers(
        viewport={"width": width, "height": 844}, reduced_motion="reduce"
    )
    open_page(reader, live_site, embed_block(FILM_URL))
    reader.page.evaluate("way => { document.documentElement.dir = way }", direction)

    once, *others = gate(reader).evaluate(CONTROLS)
    picture = gate(reader).locator(".embed-gate__picture").bounding_box()

    assert len(others) == 2
    for other in others:
        assert other["looks"] == once["looks"]
        for side in ("width", "height"):
            assert other["box"][side] == pytest.approx(once["box"][side], abs=1)
    for side, length in (("x", "width"), ("y", "height")):
        assert picture[side] < once["box"][side]
        end = once["box"][side] + once["box"][length]
        assert end < picture[side] + picture[length]


@pytest.mark.parametrize("width", [390, 1280])
def test_player_is_in_view_where_it_was_pressed_and_keeps_its_height(
    reader, live_site, providers, settings, width
):
    name = ("Film House of Many Words " * 6).strip()
    settings.PRIVACY_EMBEDS_PROVIDERS = {**PROVIDERS, "film": {**FILM, "name": name}}
    reader.page.set_viewport_size({"width": width, "height": 844})
    open_page(reader, live_site, embed_block(FILM_URL))
    control = gate(reader).get_by_role("button", name="Load it once")
    control.hover()
    reader.page.mouse.wheel(0, control.bounding_box()["y"] - 300)
    reader.page.wait_for_timeout(300)

    control.click()
    has_loaded(reader)

    player = frame_of(reader).locator(".embed-player__frame").bounding_box()
    assert player["height"] >= player["width"] * 9 / 16 - 1
    shown = min(player["y"] + player["height"], 844) - max(player["y"], 0)
    assert shown > player["height"] / 2
    foot = frame_of(reader).locator(".embed-player__foot").bounding_box()
    assert foot["y"] >= player["y"] + player["height"] - 1


def test_three_controls_are_three_stops_in_a_row(
    browse_providers, live_site, providers
):
    reader = browse_providers()
    open_page(reader, live_site, embed_block(FILM_URL))

    stops = []
    for _ in range(25):
        reader.page.keyboard.press("Tab")
        stops.append(reader.page.evaluate("() => document.activeElement.className"))

    first = stops.index("embed-gate__control")
    assert stops[first : first + 3] == ["embed-gate__control"] * 3
    assert stops[first + 3] != "embed-gate__control"


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
