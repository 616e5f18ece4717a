"""The plain part of a mail looks as a person would type it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from privacy_plugin.subscriptions.emails.plain_text import plain_text
from privacy_plugin.subscriptions.emails.post_html import clean_post_html

WORDS = "seven words of no importance at all, " * 6
LONGEST_LINE = 78


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("<p>One<br>Two</p>", "One\nTwo"),
        ("<ul><li>One</li><li>Two</li></ul><p>Three</p>", "- One\n- Two\n\nThree"),
        ("<ol start=9><li>One</li><li>Two</li></ol>", "9. One\n10. Two"),
        (
            "<ul><li>One<ul><li>Two</li></ul></li>"
            "<li><p>Three</p><p>Four</p></li></ul>",
            "- One\n  - Two\n- Three\n\n  Four",
        ),
        ("<blockquote><p>One</p><p>Two</p></blockquote>", "> One\n>\n> Two"),
        (
            "<blockquote>One<blockquote>Two</blockquote></blockquote>",
            "> One\n> > Two",
        ),
        ("<ul><li><pre>a\nb</pre></li></ul>", "-     a\n      b"),
        ("<ul><li><blockquote>One</blockquote></li></ul>", "- > One"),
        ("<p>One</p><hr><p>Two</p>", "One\n\n---\n\nTwo"),
        ("<pre>if a:\n    b()\n</pre>", "    if a:\n        b()"),
        ("<dl><dt>One</dt><dd>Two</dd></dl>", "One\n  Two"),
        (
            "<table><caption>All</caption><tr><th>A</th><th>B</th></tr>"
            "<tr><td></td><td><p>C</p><p>D</p></td></tr></table><p>End</p>",
            "All\n\nA | B\n| C D\n\nEnd",
        ),
        ('<p><a href="http://a/">One</a></p>', "One\nhttp://a/"),
        ('<p>So: <a href="http://a/">one</a>, two</p>', "So: one <http://a/>, two"),
        ('<p>So: <a href="http://a/">http://a/</a></p>', "So: http://a/"),
        ('<p>To <a href="mailto:a@b.example">a@b.example</a></p>', "To a@b.example"),
        ('<a href="http://a/"><p>One</p><p>Two</p></a>', "One\n\nTwo\n\n<http://a/>"),
        ("<p>a\x01b\x02c\x03d\x9be</p>", "abcde"),
        ('<p>One</p><p data-plain="no">Two</p>', "One"),
    ],
)
def test_each_element_has_a_form(html, text):
    assert plain_text(html) == f"{text}\n"


@pytest.mark.parametrize(
    "html",
    [
        "<p>{}</p>",
        "<blockquote><blockquote><p>{}</p></blockquote></blockquote>",
        "<ol><li>{}<ul><li>{}</li></ul></li></ol>",
        "<blockquote>" * 100 + "<p>{}</p>",
        "<ol start=100000><li>" * 400 + "<p>{}</p>",
        '<p>{} <a href="http://a/">{}</a></p>',
        "<table><tr><td>{}</td><td>{}</td></tr></table>",
    ],
)
def test_no_line_is_too_long_to_be_read(html):
    lines = plain_text(html.format(*[WORDS] * 2)).splitlines()

    assert max(map(len, lines)) <= LONGEST_LINE


def test_a_long_address_is_not_broken():
    address = "http://a.example/" + "x" * 200

    assert f"<{address}>" in plain_text(f'<p>So: <a href="{address}">one</a>.</p>')


@pytest.mark.parametrize("start", ["", "-3", "²", "9" * 5000, "x"])
def test_a_list_may_begin_with_nonsense(start):
    assert (
        plain_text(f'<ol start="{start}"><li>One</li></ol>').strip().endswith(". One")
    )


def test_a_post_nested_deeper_than_python_calls_itself_is_read():
    deep = "<div>" * 1500 + "<p>One</p>" + "</div>" * 1500

    assert plain_text(clean_post_html(deep, base="http://a.example/")) == "One\n"


PIECES = [
    "<ul>", "</ul>", "<ol>", "<li>", "</li>", "<table>", "<tr>", "<td>", "</td>",
    "</table>", "<pre>", "</pre>", "<dd>", "<hr>", "<blockquote>", "</blockquote>",
    "<p>", "</p>", "<a href='/x'>", "</a>", "<br>", "<img alt='b'>", "<figure>",
    "<p class=embed-card>", "<span>", "</span>", "<h1>", "someword",
]  # fmt: skip


@given(some.lists(some.sampled_from(PIECES), max_size=30))
def test_whatever_stands_in_a_post_all_its_words_are_in_the_plain_part(pieces):
    html = clean_post_html("".join(pieces), base="http://a.example/")

    text = plain_text(html)
    assert text.count("someword") == pieces.count("someword")
    assert text.replace("\n", "").isprintable()
