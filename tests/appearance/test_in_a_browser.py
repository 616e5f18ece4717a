"""What was chosen is what a browser shows, on every kind of page and inside frames."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse
from wagtail.models import Site

from blog.appearance.style_sheet import Style, build_palette
from blog.themes.discovery import get_theme
from tests.appearance.conftest import choose
from tests.support import factories
from tests.support.browser.admin import assert_accessible, enter
from tests.support.samples.embeds import embed_block, page_with

FILM = "https://www.youtube.com/watch?v=abcdefghijk"
CHOICES = {
    "accent": "#7a1fa2",
    "paper": "#eef4ff",
    "faces": "humanist",
    "width": "narrow",
}


def as_rgb(color: str) -> str:
    red, green, blue = (int(color[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgb({red}, {green}, {blue})"


@pytest.mark.parametrize("device", ["light", "dark"])
@pytest.mark.parametrize("scheme", ["", "light", "dark"])
def test_colors_are_those_of_the_site_and_the_device(browse, live_site, device, scheme):
    choices = CHOICES | {"scheme": scheme}
    if scheme == "dark":
        choices |= {"accent": "#ffb74d", "paper": "#000000"}
    choose(**choices)
    style = Style("paper", scheme, choices["accent"], choices["paper"])
    light, dark = build_palette(style, get_theme("paper").tokens)
    expected = dark if (scheme or device) == "dark" else light
    visit = browse(color_scheme=device)

    for path in (factories.post().url, "/privacy/", "/search/"):
        visit.page.goto(live_site + path)
        body = visit.page.evaluate(
            "() => getComputedStyle(document.body).backgroundColor"
        )
        link = visit.page.locator("a").first
        link.focus()
        outline = visit.page.evaluate(
            "() => { const e = document.activeElement; "
            "return getComputedStyle(e).outlineColor }"
        )
        assert body == as_rgb(expected["paper"]), path
        assert outline == as_rgb(expected["accent"]), path
    assert visit.complaints == []
    assert visit.cookies == set()
    assert visit.storage == set()


def test_faces_and_width_are_those_of_the_site(browse, live_site):
    post = factories.post()
    visit = browse(viewport={"width": 1600, "height": 900})
    measure = "() => document.querySelector('.prose').getBoundingClientRect().width"
    face = "(name) => getComputedStyle(document.querySelector(name)).fontFamily"

    visit.page.goto(live_site + post.url)
    before = visit.page.evaluate(measure)
    choose(**CHOICES)
    visit.page.goto(live_site + post.url)

    assert visit.page.evaluate(measure) == pytest.approx(before * 0.85, abs=1)
    assert visit.page.evaluate(face, "h1").startswith("Seravek")
    assert visit.page.evaluate(face, "body").startswith('"Iowan')


def test_inside_a_frame_it_looks_the_same(browse, live_site):
    choose(**CHOICES)
    visit = browse()
    visit.page.goto(live_site + page_with(embed_block(FILM, title="A film")).url)
    gate = visit.page.locator(".embed-gate")
    action = gate.locator("form").first.get_attribute("action")

    visit.page.goto(live_site + str(action))

    sheets = visit.page.evaluate(
        "() => [...document.styleSheets].map(one => one.href).join()"
    )
    assert re.search(r"/appearance/\w+\.css", sheets)


@pytest.mark.parametrize("theme", ["paper"])
@pytest.mark.parametrize("device", ["light", "dark"])
def test_page_in_chosen_colors_has_no_accessibility_fault(
    browse, live_site, device, theme
):
    choose(theme=theme, accent="#a85700", paper="#f8e9cb", faces="slab")
    page = browse(color_scheme=device).page
    page.goto(live_site + factories.post().url)

    assert_accessible(page)


@pytest.fixture
def form(browse, live_site, request) -> Any:
    """Return the form in the admin, in the language of the parameter."""
    factories.post()
    visit = browse(viewport={"width": 1280, "height": 900})
    page = enter(visit, live_site, factories.editor(), request.param)
    site = Site.objects.get(is_default_site=True)
    page.goto(
        live_site
        + reverse("wagtailsettings:edit", args=["blog", "appearance", site.pk])
    )
    return page


@pytest.mark.parametrize("form", ["en", "de"], indirect=True)
def test_form_has_no_accessibility_fault_and_fits_a_phone(form):
    assert_accessible(form)  # ends at 320 px

    width = form.evaluate("() => document.documentElement.scrollWidth")
    assert width <= 320


@pytest.mark.parametrize("form", ["en"], indirect=True)
def test_offered_color_is_taken_with_the_keyboard(form):
    form.get_by_label("Accent colour", exact=True).fill("#ffff00")
    form.get_by_role("button", name="Save").click()
    offer = form.get_by_role("button", name="Use #717100")
    offer.wait_for()

    assert_accessible(form)
    offer.focus()
    form.keyboard.press("Enter")
    form.get_by_role("button", name="Save").click()

    form.get_by_text("Appearance updated").wait_for()
    assert form.locator("input[name=accent]").input_value() == "#717100"


@pytest.mark.parametrize("form", ["en"], indirect=True)
def test_picked_color_is_written_into_the_field(form):
    form.get_by_label("Pick a colour").first.fill("#0055ff")

    assert form.locator("input[name=accent]").input_value() == "#0055ff"
