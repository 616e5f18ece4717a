"""What a form may contain and what happens then: a clear answer, the text kept."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from privacy_plugin.comments.models import Comment, CommentSettings, Policy
from privacy_plugin.comments.text import markdown
from privacy_plugin.consent.models import ConsentRecord
from privacy_plugin.disclosure.notice import save_version
from tests.support.comment_writer import ADDRESS, CHECK
from tests.support.factories.disclosures import disclose
from tests.support.reader import box_of


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text": ""}, "Please write something."),
        ({"text": " \n "}, "Please write something."),
        ({"text": "\u200b\u2060 \u3164"}, "Please write something."),
        ({"text": "x" * 10_001}, "at most 10000 characters"),
        ({"text": "a\x07b"}, "control characters"),
        ({"text": "a\x00b"}, "control characters"),
        ({"text": "fine", "name": "x" * 81}, "at most 80 characters"),
        ({"text": "fine", "name": "evil\u202ename"}, "control characters"),
        ({"text": "fine", "name": "two\nlines"}, "control characters"),
        ({"text": "fine", "parent": "x"}, "whole number"),
        ({"text": "fine", "parent": "9" * 5000}, "whole number"),
    ],
)
def test_a_field_that_cannot_be_taken_says_why_and_keeps_the_text(
    reader, no_checker, fields, words
):
    answer = reader.send(**fields)

    page = answer.content.decode()
    assert answer.status_code == 422
    if "parent" not in fields:
        assert words in page
    assert "Your text is kept." in page
    assert not Comment.objects.exists()


def test_damaged_characters_are_named(reader, no_checker):
    body = b"text=broken%FF&target=" + reader.target.encode()

    answer = Client().post(
        "/comments/post/",
        body,
        content_type="application/x-www-form-urlencoded",
        HTTP_SEC_FETCH_SITE="same-origin",
    )

    assert answer.status_code == 422
    assert "arrived damaged" in answer.content.decode()


def test_a_name_nobody_can_see_is_no_name(reader, no_checker):
    assert reader.write(name="\u200b\u2800").name == ""


def test_line_breaks_and_tabs_are_fine(reader, no_checker):
    assert reader.write(text="one\r\ntwo\tthree").text == "one\ntwo\tthree"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html,<script>alert(1)</script>)",
        "![x](https://tracker.example/p.gif)",
        '[x](https://a.example "onmouseover=alert(1)")',
        '<https://a.example/" onclick="x>',
        "<iframe src=https://a.example></iframe>",
        "`<script>`\n\n    <script>\n\n```\n<script>\n```",
        "&lt;script&gt; &#60;script>",
    ],
)
def test_nothing_a_reader_writes_becomes_active(text):
    html = markdown.render(text).lower()

    tags = "".join(re.findall(r"<[^>]*>", html))
    for part in ("<script", "<img", "<iframe", "javascript:", "data:", 'onclick="x'):
        assert part not in tags


def test_markdown_is_a_small_part_of_it():
    html = markdown.render(
        "# no heading\n\n*em* **strong** [a](https://a.example) <https://b.example>\n"
        "next line\n\n> quote\n\n- one\n- two\n\n3. three\n4. four\n\n`code`\n\n"
        "```\nblock\n```"
    )

    assert "<h1" not in html
    assert "<em>em</em> <strong>strong</strong>" in html
    assert '<a href="https://a.example" rel="nofollow ugc noopener">a</a>' in html
    assert "<br>" in html
    assert "<blockquote>" in html
    assert "<ul>" in html
    assert '<ol start="3">' in html
    assert "<pre><code>block" in html


@pytest.mark.parametrize(
    "text", [">" * 10_000, "[" * 10_000, "*a " * 3_000, "- " * 5_000]
)
def test_a_hostile_text_is_rendered_in_a_moment(text):
    assert markdown.render(text)


def test_the_same_text_gives_the_same_html():
    text = "*a* [b](https://b.example)"

    assert markdown.render(text) == markdown.render(text)


def test_a_forged_digest_is_refused_and_nothing_recorded(reader, checker):
    answer = reader.send(text="Mine.", **{box_of(CHECK): "0" * 64})

    assert answer.status_code == 400
    assert "Mine." in answer.content.decode()
    assert not Comment.objects.exists()
    assert not ConsentRecord.objects.exists()


def test_a_consent_for_an_activity_nobody_asked_about_is_ignored(reader, checker):
    reader.write(**{box_of("comments.publication"): "x", box_of("made.up"): "y"})

    assert not ConsentRecord.objects.exists()


def test_a_stale_disclosure_is_shown_anew_with_the_text_kept(reader, checker, settings):
    data = reader.fields(text="Kept.") | {box_of(CHECK): _shown_before(settings)}
    reader.clock.tick(minutes=1)

    answer = reader.post("/comments/post/", data)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Kept." in page
    assert "has changed since" in page
    assert not re.search(r"<input[^>]* checked", page)
    assert not ConsentRecord.objects.exists()


def _shown_before(settings) -> str:
    """Return the digest of a disclosure whose facts are no longer in force."""
    settings.PRIVACY_AKISMET_SEND_USER_AGENT = True
    version = save_version(disclose(CHECK))
    settings.PRIVACY_AKISMET_SEND_USER_AGENT = False
    return version.digest


def test_a_get_changes_nothing(reader, no_checker):
    comment = reader.write()
    private = reader.private(comment)

    for path in ("/comments/post/", f"{private}delete/", f"{private}withdraw/"):
        assert reader.client.get(path).status_code == 405
    assert Comment.objects.get() == comment


@pytest.mark.parametrize("token", ["nonsense", "a~b~c", "%00", "x" * 500])
def test_a_forged_link_opens_nothing(db, token):
    answer = Client().get(f"/comments/manage/{token}/")

    assert answer.status_code == 403
    assert "not valid" in answer.content.decode()


def test_a_link_expires(reader, no_checker):
    private = reader.private(reader.write())

    reader.clock.tick(days=731)

    assert reader.client.get(private).status_code == 410


def test_a_website_cannot_be_a_script(reader, no_checker, settings):
    settings.PRIVACY_COMMENTS_ASK_WEBSITE = True

    assert reader.send(website="javascript:alert(1)").status_code == 422
    assert reader.write(website="example.org").website == "https://example.org"


def test_an_address_is_asked_for_only_where_the_site_wants_it(
    reader, no_checker, settings
):
    assert reader.write(text="a", email="a@example.org").email == ""

    settings.PRIVACY_COMMENTS_ASK_EMAIL = True

    assert reader.write(text="b", email="a@example.org").email == "a@example.org"


def test_the_trap_is_hidden_from_people(reader, no_checker):
    page = reader.client.get("/a-post/").content.decode()

    trap = page.split("privacy-form__trap")[1].split("</div>")[0]
    assert "hidden" in trap.split(">")[0]
    assert 'tabindex="-1"' in trap


def test_a_name_is_escaped(reader, no_checker):
    CommentSettings.objects.create(site=reader.page.get_site(), policy=Policy.OPEN)
    reader.write(name="<b>Ada</b>")

    page = reader.client.get("/a-post/", REMOTE_ADDR=ADDRESS).content.decode()

    assert "&lt;b&gt;Ada&lt;/b&gt;" in page
