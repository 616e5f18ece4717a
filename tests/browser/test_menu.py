"""The menu by keyboard and finger, with and without scripts, on any screen."""

from __future__ import annotations

import pytest
from wagtail.models import Page

from blog.models import StandardPage
from blog.models.menu import Licence
from tests.browser.test_long_words import WORDS, fill
from tests.support import factories
from tests.support.browser.admin import assert_accessible, enter

WIDTHS = (320, 390, 736, 800, 1216, 1440)
ENTRIES = 6
SMALLEST_TARGET = 24  # WCAG 2.2, 2.5.8
# Wagtail's own: rich text has no name, and blocks of one kind share theirs.
FORM = """axe.run(
    {include: ['#tab-menu_and_footer'], exclude: ['.public-DraftEditor-content']},
    {resultTypes: ['violations'], rules: {'landmark-unique': {enabled: false}}}
)"""


def set_up(label: str = "") -> list[Page]:
    """Fill menu and footer of the front page; the first page stands below the second.

    Return the pages.
    """
    index = factories.index()
    pages = [
        index.add_child(instance=StandardPage(title=f"Page {n}", locale=index.locale))
        for n in range(ENTRIES)
    ]
    below = [
        ("page", {"page": pages[0], "label": label}),
        ("link", {"url": "/search/?q=a", "label": label or "A search"}),
    ]
    index.menu = [
        ("page", {"page": page, "label": label, "children": below})
        for page in pages[1:]
    ]
    text = "<p>Words <a href='https://a.example/'>elsewhere</a></p>"
    index.footer_text = text  # type: ignore[assignment] # Wagtail is untyped
    index.footer_links = [
        ("link", {"url": "https://a.example/", "label": label or "Elsewhere"})
    ]
    index.licence = Licence.CC_BY_NC_SA
    index.imprint = pages[2]
    index.save()
    return pages


def test_submenu_opens_by_keyboard(visit, live_site):
    pages = set_up()
    page = visit.page
    page.goto(live_site + "/")
    summary = page.locator(".submenu summary").first
    child = page.locator(".submenu li a").nth(1)
    assert not child.is_visible()

    summary.focus()
    page.keyboard.press("Enter")
    assert child.is_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(live_site + pages[0].url)

    current = page.locator("nav [aria-current=page]").first
    assert current.get_attribute("href") == pages[0].url
    assert page.locator(".submenu summary[data-current]").count() == ENTRIES - 1
    assert not visit.complaints
    assert not visit.cookies | visit.storage


def test_submenu_opens_and_closes_by_finger(browse, live_site):
    set_up()
    page = browse(has_touch=True, viewport={"width": 390, "height": 700}).page
    page.goto(live_site + "/")
    summaries = page.locator(".submenu summary")
    lists = page.locator(".submenu ul")

    summaries.nth(0).tap()
    assert lists.nth(0).is_visible()
    summaries.nth(1).tap()
    assert lists.nth(1).is_visible()
    assert not lists.nth(0).is_visible()
    summaries.nth(1).tap()
    assert not lists.nth(1).is_visible()


@pytest.mark.parametrize("path", ["/", "/search/"])
@pytest.mark.parametrize("word", [pytest.param(WORDS[name], id=name) for name in WORDS])
def test_menu_fits_however_long_its_labels_are(browse, live_site, word, path):
    set_up(fill(word, 80))
    page = browse().page
    page.goto(live_site + path)

    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        for number in range(ENTRIES - 1):
            page.locator(".submenu summary").nth(number).click()
            needed = page.evaluate("document.documentElement.scrollWidth")
            assert needed <= width, (width, number)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", ["/", "/search/"])
def test_opening_leaves_the_entry_where_it_is(browse, live_site, width, path):
    set_up()
    page = browse(viewport={"width": width, "height": 900}).page
    page.goto(live_site + path)
    summary = page.locator(".submenu summary bdi").nth(2)
    before = summary.bounding_box()

    summary.click()

    assert summary.bounding_box() == before


def test_targets_are_large_enough(browse, live_site):
    set_up()
    page = browse(viewport={"width": 320, "height": 900}).page
    page.goto(live_site + "/")
    page.locator(".submenu summary").first.click()

    targets = page.locator("nav a, nav summary, .site-footer .link-row a").all()
    heights = [one.bounding_box()["height"] for one in targets if one.is_visible()]
    assert len(heights) > ENTRIES
    assert min(heights) >= SMALLEST_TARGET


@pytest.mark.parametrize("path", ["/", "/search/", "/de/"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browse, live_site, path, scheme):
    factories.german_post(factories.post())
    set_up()
    page = browse(color_scheme=scheme, reduced_motion="reduce").page
    page.goto(live_site + path)
    for summary in page.locator(".submenu summary").all()[:1]:
        summary.click()

    assert_accessible(page)


def test_paper_shows_no_menu(browse, live_site):
    set_up()
    page = browse().page
    page.goto(live_site + "/")
    page.emulate_media(media="print")

    assert not page.locator(".submenu").first.is_visible()


def test_editor_adds_an_entry_on_a_small_screen(browse, live_site):
    set_up()
    index = factories.index()
    visit = browse(viewport={"width": 320, "height": 900})
    page = enter(visit, live_site, factories.editor(name="admin"))
    page.goto(f"{live_site}/admin/pages/{index.pk}/edit/#tab-menu_and_footer")
    page.wait_for_selector("#tab-menu_and_footer .public-DraftEditor-content")

    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert_accessible(page, FORM)
