"""What a printer would get: the text, on few sheets, and nothing to press."""

from __future__ import annotations

import io
import json
from unicodedata import normalize

import pytest
from django.utils import timezone
from playwright.sync_api import Page
from pypdf import PdfReader
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from blog.models import Author, Category
from privacy_plugin.comments.models import Comment
from privacy_plugin.comments.moderation import actions
from tests.support import factories
from tests.support.clock import Clock
from tests.support.reader import Reader
from tests.support.samples.embeds import PROVIDERS, embed_block, page_with

POST_SHEETS, FRONT_PAGE_SHEETS, EMBED_SHEETS = 5, 4, 7
pytestmark = pytest.mark.long

TO_PRESS = (
    *("Send comment", "Show me exactly", "Reply", "Load it once", "Withdraw consent"),
    *("Withdraw this consent", "Yes, delete it"),
)
SENTENCE = "Nobody reads over your shoulder here, and nobody keeps a list of it. "


@pytest.fixture
def picture(db):
    """Return a picture in the size of a photograph."""
    file = get_test_image_file(size=(1600, 1000))
    return get_image_model().objects.create(title="A photograph", file=file)


def print_page(browse, address: str, *, language: str = "en-GB") -> list[str]:
    """Print to A4 as Chromium does; return the text of each sheet."""
    visit = browse(locale=language)
    visit.page.goto(address)
    return read_sheets(visit.page)


def read_sheets(page: Page) -> list[str]:
    """Return the text of each sheet of the page that is open."""
    pdf = page.pdf(format="A4", prefer_css_page_size=True)
    return [sheet.extract_text() for sheet in PdfReader(io.BytesIO(pdf)).pages]


def three_minutes(picture) -> list[dict]:
    """Return a text of 660 words with one of each block."""
    paragraph = {"type": "paragraph", "value": f"<p>{SENTENCE * 6}</p>"}
    cells = {"data": [["What", "Who"], *[[SENTENCE, "Nobody"]] * 8]}
    image = {"image": {"image": picture.pk, "alt_text": "", "decorative": True}}
    return [
        *[paragraph] * 3,
        {"type": "heading", "value": {"text": "A heading", "level": "2"}},
        {"type": "image", "value": image | {"caption": SENTENCE, "width": "wide"}},
        {"type": "quote", "value": {"quote": SENTENCE, "source": "A", "url": ""}},
        *[paragraph] * 2,
        {"type": "table", "value": cells | {"first_row_is_table_header": True}},
        {"type": "code", "value": {"code": "x = 1\n" * 8, "language": "python"}},
        *[paragraph] * 2,
    ]


def write_comments(post, number: int) -> None:
    """Publish comments below a post."""
    reader = Reader(Clock())
    for index in range(number):
        reader.write(post.url, f"{index} {SENTENCE}", name="Ada")
    waiting = list(Comment.objects.values_list("pk", flat=True))
    actions.approve(waiting, editor=factories.editor(), at=timezone.now())


def test_a_three_minute_post_prints_on_five_sheets(browse, post, url, picture):
    post.body = json.dumps(three_minutes(picture))
    post.lead_image = picture
    post.intro = SENTENCE
    post.save_revision().publish()
    assert post.reading_minutes == 3
    write_comments(post, 5)

    sheets = print_page(browse, url(post.url))

    assert len(sheets) <= POST_SHEETS
    text = "".join(sheets)
    assert "5 comments" in text
    assert "What happens with your" not in text
    assert [words for words in TO_PRESS if words in text] == []


def test_note_about_the_author_stands_alone_on_no_sheet(browse, live_site, post):
    """However long the post is: it grows by a line until a sheet is full and more."""
    post.author = Author.objects.create(
        locale=post.locale, name="Ada", bio="She reads a lot. " * 8
    )
    paragraph = {"type": "paragraph", "value": f"<p>{SENTENCE * 6}</p>"}
    post.body = json.dumps([paragraph] * 6)
    post.save_revision().publish()
    page = browse().page
    page.goto(post.full_url)

    notes = 0
    for _line in range(24):
        last = read_sheets(page)[-1]
        notes += "She reads a lot" in last
        assert "over your shoulder" in last
        page.evaluate(
            "document.querySelector('.prose p').append(' and so on'.repeat(9))"
        )
    assert notes == 24


def test_printed_category_keeps_its_distance_from_the_title(browse, live_site, post):
    post.categories = [Category.objects.create(locale=post.locale, name="Workshop")]
    post.save_revision().publish()
    page = browse(viewport={"width": 643, "height": 900}).page
    page.emulate_media(media="print")
    page.goto(post.full_url)

    category = page.locator(".post-head .label").bounding_box()
    title = page.locator(".post-head h1").bounding_box()

    assert category
    assert title
    assert title["y"] - category["y"] - category["height"] >= 4


def test_the_front_page_prints_on_four_sheets(browse, post, url, picture):
    for number in range(9):
        made = factories.post(title=f"What was said about it, part {number}")
        made.lead_image = picture
        made.intro = SENTENCE * 2
        made.save_revision().publish()

    sheets = print_page(browse, url("/"))

    assert len(sheets) <= FRONT_PAGE_SHEETS
    text = "".join(sheets)
    assert text.count("What was said about it") == 9
    assert [words for words in TO_PRESS if words in text] == []


def test_seven_embeds_print_on_seven_sheets_with_their_addresses(
    browse, post, url, settings
):
    settings.PRIVACY_EMBEDS_PROVIDERS = PROVIDERS
    addresses = [f"https://film.example/film{number}" for number in range(7)]
    paragraph = {"type": "paragraph", "value": f"<p>{SENTENCE * 3}</p>"}
    blocks = [
        block
        for number, address in enumerate(addresses)
        for block in (paragraph, embed_block(address, title=f"Film {number}"))
    ]
    films = page_with(*blocks, title="Seven films")

    sheets = print_page(browse, url(films.url))

    assert len(sheets) <= EMBED_SHEETS
    text = normalize("NFKC", "".join("".join(sheets).split()))  # without ligatures
    assert [address for address in addresses if address not in text] == []
    assert [words for words in TO_PRESS if words in "".join(sheets)] == []


def test_a_printed_receipt_holds_the_text_that_was_shown(browse, pages, url):
    text = "".join(print_page(browse, url(pages["receipt"])))

    assert "legal basis" in text.lower()
    assert "Withdraw this consent" not in text


def test_no_printed_page_shows_anything_to_press(browse, pages, url):
    pressable = {}
    del pages["frame of an embed"]  # prints with the page around it, or not at all
    for name, path in pages.items():
        text = "".join(print_page(browse, path if "://" in path else url(path)))
        text = text.replace("Reply to a comment", "")  # a heading, not the link
        found = [words for words in TO_PRESS if words in text]
        if found:
            pressable[name] = found

    assert pressable == {}
