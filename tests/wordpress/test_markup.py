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
        '<video><source src="https://pixel.example/film.mp4"></video>',
    ],
)
def test_what_would_be_loaded_from_elsewhere_becomes_a_link(loading):
    body = markup.body(loading)

    assert "<img" not in body.html
    assert "src=" not in body.html
    assert 'href="https://pixel.example/' in body.html
    assert body.replaced == 1


FILM = "https://www.youtube.com/watch?v=aaaaaaaaaaa"


def embeds(content: str) -> list[tuple[str, str]]:
    """Return address and caption of each embed."""
    return [
        (piece.url, piece.caption) for piece in markup.body(content).pieces if piece.url
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "address"),
    [
        (f'<!-- wp:embed {{"url":"{FILM}"}} --><p>x</p><!-- /wp:embed -->', FILM),
        (f'<!-- wp:embed {{"url":"{FILM}"}} /-->', FILM),
        (
            f'<!-- wp:core-embed/youtube {{"url":"{FILM}\\u0026t=3"}} -->\n<figure>\n'
            f"{FILM}&amp;t=3\n</figure>\n<!-- /wp:core-embed/youtube -->",
            f"{FILM}&t=3",
        ),
        (
            '<!-- wp:embed {"url":"https://maps.example/1"} /-->',
            "https://maps.example/1",
        ),
        (f"[embed]{FILM}[/embed]", FILM),
        (f'[embed width="3"]{FILM}[/embed]', FILM),
        (f"[youtube {FILM}]", FILM),
        (f"[youtube={FILM}&amp;w=3]", f"{FILM}&w=3"),
        ("[youtube id='aaaaaaaaaaa']", FILM),
        ("[youtube]aaaaaaaaaaa[/youtube]", FILM),
        ("[vimeo 44633289]", "https://vimeo.com/44633289"),
        ("[dailymotion id=x8oma9]", "https://www.dailymotion.com/video/x8oma9"),
        ("[tweet https://twitter.com/a/status/1]", "https://twitter.com/a/status/1"),
        ("[gist https://gist.github.com/2314628 /]", "https://gist.github.com/2314628"),
        ('[soundcloud url="https://soundcloud.com/a/b"]', "https://soundcloud.com/a/b"),
        (FILM, FILM),
        (f"Before\n{FILM}\nafter", FILM),
        (f"<!-- wp:paragraph -->\n<p>{FILM}</p>\n<!-- /wp:paragraph -->", FILM),
        (f'<iframe src="{FILM}" width="560"></iframe>', FILM),
        (f'<p><iframe src="{FILM.removeprefix("https:")}"></iframe></p>', FILM),
        (f"<iframe src='about:blank' data-src='{FILM}'></iframe>", FILM),
    ],
)
def test_what_was_embedded_becomes_an_embed(content, address):
    body = markup.body(content)

    assert [piece.url for piece in body.pieces if piece.url] == [address]
    assert body.embedded == 1
    assert body.replaced == 0
    assert "[" not in body.html


@pytest.mark.django_db
@pytest.mark.parametrize(
    "content",
    [
        "[[youtube aaaaaaaaaaa]]",
        "<pre>[youtube aaaaaaaaaaa]</pre>",
        f"<pre>\n{FILM}\n</pre>",
        f"See {FILM} today",
        f'<a href="{FILM}">x</a>',
        "https://nobody-knows.example/1",
        '<!-- wp:embed {"url":"javascript:x()"} /-->',
        "<!-- wp:embed {broken} /-->",
        "<!-- wp:embed [] /-->",
        "[ted id=1969]",
    ],
)
def test_what_is_no_embed_is_left_as_it_is(content):
    assert not embeds(content)


@pytest.mark.django_db
def test_the_text_around_an_embed_keeps_its_place():
    pieces = markup.body(f"One\n\n{FILM}\n\nTwo").pieces

    assert [piece.url or piece.html for piece in pieces] == [
        *("<p>One</p>", FILM, "<p>Two</p>"),
    ]


@pytest.mark.django_db
def test_a_caption_stays_with_its_embed():
    content = (
        f'<!-- wp:embed {{"url":"{FILM}"}} --><figure><div>{FILM}'
        "</div><figcaption>Beans &amp; <em>frost</em></figcaption></figure>"
        "<!-- /wp:embed -->"
    )

    assert embeds(content) == [(FILM, "Beans & frost")]


def test_an_embed_within_a_list_stays_there_as_a_mark():
    body = markup.body(f'<ul><li><iframe src="{FILM}"></iframe></li></ul>')

    assert f'<li><embed embedtype="media" url="{FILM}"></li>' in squeezed(body.html)
    assert body.embedded == 1


def test_shortcodes_stay_as_the_text_they_are():
    assert '[gallery ids="1,2"]' in markup.body('[gallery ids="1,2"]').html


def test_a_comments_paragraphs_and_headings_stay_apart():
    html = markup.comment("<h2>One</h2>\nTwo\n\nThree")

    assert [line for line in html.splitlines() if line] == [
        *("<p>", "One", "</p>", "<p>Two</p>", "<p>Three</p>"),
    ]


def test_plain_text_has_neither_tags_nor_entities():
    assert markup.plain("Beans &amp; <em>frost</em>\n now") == "Beans & frost now"
