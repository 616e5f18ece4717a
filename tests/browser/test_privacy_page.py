"""The privacy page in a browser: anchors, keyboard, what is in sight, and on paper."""

from __future__ import annotations

import io
from itertools import pairwise

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader
from wagtail.models import Site

from privacy_plugin.disclosure.models import ControllerSettings

WORDS_IN_SIGHT, SHEETS = 450, 24
COUNT = """() => {
    const walker = document.createTreeWalker(
        document.querySelector('main'), NodeFilter.SHOW_TEXT);
    let text = '';
    while (walker.nextNode()) {
        const element = walker.currentNode.parentElement;
        const isSaid = element.closest('.privacy-visually-hidden');
        if (!isSaid && element.checkVisibility({visibilityProperty: true}))
            text += ' ' + walker.currentNode.data;
    }
    return text.trim().split(/\\s+/).length;
}"""
HEADINGS = """() => [...document.querySelectorAll('main :is(h1, h2, h3, h4, h5)')]
    .filter(one => one.checkVisibility({visibilityProperty: true}))
    .map(one => Number(one.localName[1]))"""


@pytest.fixture
def address(live_site: str, server, settings) -> str:
    """Return the address of the page of a site with a controller."""
    ControllerSettings.objects.update_or_create(
        site=Site.objects.get(is_default_site=True),
        defaults={
            "name": "Ada Lovelace",
            "address": "1 Engine Street\nLondon",
            "email": "ada@blog.example",
            "protection_officer": "Grace Hopper, grace@blog.example",
        },
    )
    return f"{live_site}/privacy/"


@pytest.mark.parametrize(
    "anchor", ["comments-publication", "disclosure-comments-publication"]
)
def test_anchor_of_an_activity_opens_its_group(visit, address, anchor):
    visit.page.goto(f"{address}#{anchor}")

    title = visit.page.get_by_role("heading", name="Publishing your comment")
    expect(title).to_be_in_viewport()
    group = visit.page.locator("details:has(> #comment)")
    assert group.evaluate("one => one.open")
    assert not visit.page.locator("details:has(> #mail)").evaluate("one => one.open")


def test_anchor_of_a_group_lands_on_its_heading(visit, address):
    visit.page.goto(f"{address}#comment")

    heading = visit.page.get_by_role("heading", name="When you comment")
    expect(heading).to_be_in_viewport()
    group = visit.page.locator("details:has(> #comment)")
    assert group.evaluate("one => one.open") == visit.has_scripting


def test_group_opens_by_keyboard(visit, address):
    visit.page.goto(address)
    publication = visit.page.locator("#comments-publication")
    assert not publication.is_visible()

    visit.page.locator("#comment").focus()
    visit.page.keyboard.press("Enter")
    publication.wait_for()
    visit.page.keyboard.press("Tab")
    visit.page.keyboard.press("Enter")

    visit.page.locator("#comments-publication dt:text('Legal basis')").wait_for()


@pytest.mark.parametrize("path", ["", "/de"])
def test_few_words_are_in_sight(browse, address, path):
    visit = browse(javascript=False, viewport={"width": 390, "height": 844})
    visit.page.goto(
        address.replace("/privacy", f"/{path}/privacy") if path else address
    )

    words = visit.page.evaluate(COUNT)
    print(f"{words} words in sight on /privacy/")  # noqa: T201 - shown with -s
    assert 100 < words <= WORDS_IN_SIGHT


def test_headings_nest_closed_and_open(browse, address):
    page = browse().page
    page.goto(address)

    for script in ("", "document.querySelectorAll('details').forEach(o => o.open = 1)"):
        page.evaluate(script)
        levels = page.evaluate(HEADINGS)
        assert levels[0] == 1
        steps = pairwise(levels)
        assert all(after <= before + 1 for before, after in steps)
        assert levels.count(1) == 1


def test_headings_of_closed_groups_are_in_the_accessibility_tree(browse, address):
    page = browse(javascript=False).page
    page.goto(address)

    for name in ("Who is responsible", "Your right to object", "When you comment"):
        found = page.get_by_role("heading", name=name, level=2)
        assert found.count() == 1


def test_everything_is_printed_with_its_contents(browse, address):
    page = browse(javascript=False).page
    page.goto(address)

    pdf = PdfReader(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True)))
    sheets = [sheet.extract_text() for sheet in pdf.pages]
    text = " ".join(" ".join(sheets).split())

    print(f"{len(sheets)} sheets")  # noqa: T201 - shown with -s
    assert len(sheets) <= SHEETS
    assert text.count("Publishing your comment") >= 2
    assert "We want people to be able to talk about" in text
    assert "All details" not in text
