"""Each block shows what it should, and contacts nobody."""

import re

import pytest
from django.core.exceptions import ValidationError

from blog.blocks.body import BodyBlock, CleanHTMLBlock, EmbedBlock, reading_minutes
from blog.blocks.highlight import LANGUAGES, highlight_code

WORDS_IN_FIVE_MINUTES = 1100


def render(kind: str, value: object) -> str:
    body = BodyBlock()
    return str(body.render(body.to_python([{"type": kind, "value": value}])))


def test_code_is_highlighted_by_classes_alone():
    html = render("code", {"code": "def f(): pass", "language": "python"})

    assert '<span class="hl-k">def</span>' in html
    assert "style=" not in html


def test_code_is_escaped():
    html = render("code", {"code": "<script>x()</script>", "language": "text"})

    assert "<script>" not in html


@pytest.mark.parametrize("language", [code for code, _name in LANGUAGES])
def test_every_language_on_offer_can_be_highlighted(language):
    assert "x" in highlight_code("x", language)


def test_a_heading_can_be_linked_to():
    html = render("heading", {"text": "Über Bücher", "level": "2"})

    assert '<h2 dir="auto" id="section-über-bücher">' in html


def test_two_headings_with_the_same_words_are_told_apart():
    body = BodyBlock()
    heading = {"type": "heading", "value": {"text": "Comments", "level": "2"}}
    html = str(body.render(body.to_python([heading, heading])))

    assert re.findall(r'id="([^"]*)"', html) == [
        "section-comments",
        "section-comments-2",
    ]


def test_a_heading_without_letters_has_an_anchor_too():
    assert '<h2 dir="auto" id="section">' in render(
        "heading", {"text": "?!", "level": "2"}
    )


def test_a_quote_names_its_source():
    html = render(
        "quote", {"quote": "So.", "source": "Somebody", "url": "https://a.example/"}
    )

    assert "<blockquote" in html
    assert 'href="https://a.example/"' in html
    assert "Somebody" in html


def test_something_elsewhere_is_a_link_that_names_its_host_and_loads_nothing():
    html = render(
        "embed", {"url": "https://www.film.example/1", "title": "", "note": ""}
    )

    assert 'href="https://www.film.example/1"' in html
    assert "Leads to film.example." in html
    assert "src=" not in html


def test_a_link_card_needs_an_address_on_the_web():
    block = EmbedBlock()

    with pytest.raises(ValidationError):
        block.clean(block.to_python({"url": "ftp-is-no-web", "title": "", "note": ""}))


def test_imported_html_is_cleaned_when_saved():
    assert "script" not in CleanHTMLBlock().clean("<p>a</p><script>x()</script>")


def test_imported_html_is_cleaned_again_when_shown():
    html = render("html", '<p>a</p><img src="https://a.example/p.png">')

    assert "<p>a</p>" in html
    assert "<img" not in html


def test_a_table_has_its_caption_and_headings():
    html = render(
        "table",
        {
            "data": [["What", "Where"], ["Name", "Here"]],
            "first_row_is_table_header": True,
            "first_col_is_header": True,
            "table_caption": "Data",
        },
    )

    assert "<caption>Data</caption>" in html.replace("\n", "").replace("  ", "")
    assert 'scope="col"' in html
    assert 'tabindex="0"' in html


def test_reading_time_is_at_least_a_minute_and_counts_words():
    body = BodyBlock()
    short = body.to_python([{"type": "paragraph", "value": "<p>One.</p>"}])
    words = "<p>" + "word " * WORDS_IN_FIVE_MINUTES + "</p>"
    long = body.to_python([{"type": "paragraph", "value": words}])

    assert reading_minutes(short) == 1
    assert reading_minutes(long) == 5
