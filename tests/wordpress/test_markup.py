"""WordPress's HTML becomes safe HTML that loads nothing from anywhere."""

from __future__ import annotations

import pytest

from blog.wordpress import markup


def squeezed(html: str) -> str:
    return "".join(html.split("\n"))


def test_blank_lines_part_paragraphs_and_other_breaks_stay():
    html = markup.body("One\ntwo\n\nThree").html

    assert squeezed(html) == "<p>One<br>two</p><p>Three</p>"


def test_a_block_gets_no_paragraph_around_it():
    html = markup.body("<h2>Title</h2>\nText\n<ul><li>a</li><li>b</li></ul>").html

    assert squeezed(html) == "<h2>Title</h2><p>Text</p><ul><li>a</li><li>b</li></ul>"


def test_text_in_a_quotation_gets_paragraphs():
    html = markup.body("<blockquote>One\n\nTwo</blockquote>").html

    assert squeezed(html) == "<blockquote><p>One</p><p>Two</p></blockquote>"


def test_preformatted_text_keeps_its_blank_lines():
    assert "<pre>a\n\n  b</pre>" in markup.body("<pre>a\n\n  b</pre>").html


def test_the_block_editors_comments_go_and_its_html_stays():
    html = markup.body(
        '<!-- wp:paragraph {"align":"left"} -->\n<p>Text</p>\n<!-- /wp:paragraph -->\n'
        "<!-- wp:latest-posts /-->",
    ).html

    assert html == "<p>Text</p>"


def test_the_more_mark_goes():
    assert markup.body("a<!--more-->b").html == "<p>ab</p>"


def test_the_first_level_is_the_pages_own():
    assert squeezed(markup.body("<h1>Big</h1>").html) == "<h2>Big</h2>"


@pytest.mark.parametrize(
    "dangerous",
    [
        "<script>x()</script>",
        "<style>p{}</style>",
        '<p onclick="x()" style="color:red">a</p>',
        '<a href="javascript:x()">a</a>',
        '<form action="https://evil.example"><input name="a"></form>',
        '<svg onload="x()"></svg>',
    ],
)
def test_nothing_that_acts_is_left(dangerous):
    html = markup.body(dangerous).html

    for word in ("script", "style", "onclick", "onload", "form", "input", "x()"):
        assert word not in html


@pytest.mark.parametrize(
    "loading",
    [
        '<img src="https://pixel.example/1.gif" alt="A bean">',
        '<iframe src="https://pixel.example/frame"></iframe>',
        '<video><source src="https://pixel.example/film.mp4"></video>',
    ],
)
def test_what_would_be_loaded_from_elsewhere_becomes_a_link(loading):
    body = markup.body(loading)

    assert "<img" not in body.html
    assert "src=" not in body.html
    assert 'href="https://pixel.example/' in body.html
    assert body.replaced == 1


def test_shortcodes_stay_as_the_text_they_are():
    assert '[gallery ids="1,2"]' in markup.body('[gallery ids="1,2"]').html


def test_a_comments_paragraphs_and_headings_stay_apart():
    html = markup.comment("<h2>One</h2>\nTwo\n\nThree")

    assert [line for line in html.splitlines() if line] == [
        *("<p>", "One", "</p>", "<p>Two</p>", "<p>Three</p>"),
    ]


def test_plain_text_has_neither_tags_nor_entities():
    assert markup.plain("Beans &amp; <em>frost</em>\n now") == "Beans & frost now"
