"""Whatever stands in a field gets an error with the text kept, or becomes safe text."""

from __future__ import annotations

import pytest

from privacy_plugin.comments.models import Comment
from tests.support import factories
from tests.support.reader import read_html

NASTY = {
    "a null character": "before\x00after",
    "an escape": "before\x1b[31mafter",
    "a bell": "before\x07after",
    "a next line of old terminals": "before\x85after",
}
HTML = {
    "a script": "<script>alert(1)</script>words",
    "an image": "<img src=x onerror=alert(1)>words",
    "a frame": "<iframe src=https://evil.example></iframe>words",
    "a style": "<style>body{display:none}</style>words",
    "a link that runs": "[words](javascript:alert(1))",
    "a link with data": "[words](data:text/html,<script>alert(1)</script>)",
    "an image in Markdown": "![words](https://evil.example/pixel.gif)",
    "a closed text area": "</textarea><script>alert(1)</script>words",
    "a comment": "<!-- words --><b>words",
}


def kept(page) -> dict[str, str]:
    return page.comment_form.fields


def test_an_empty_text_is_asked_for(reader, post):
    answer = reader.write(post.url, "   \n ", name="Ada")

    assert answer.status == 422
    assert "Please write something." in answer.words
    assert kept(answer)["name"] == "Ada"
    assert not Comment.objects.exists()


def test_a_text_that_is_too_long_is_kept(reader, post, settings):
    settings.PRIVACY_COMMENTS_MAX_LENGTH = 50

    answer = reader.write(post.url, "x" * 51)

    assert answer.status == 422
    assert kept(answer)["text"] == "x" * 51
    assert not Comment.objects.exists()


def test_the_longest_text_is_taken(reader, post, settings):
    settings.PRIVACY_COMMENTS_MAX_LENGTH = 50

    reader.write(post.url, "x" * 50)

    assert Comment.objects.get().text == "x" * 50


def test_a_name_that_is_too_long_keeps_the_text(reader, post):
    answer = reader.write(post.url, "A word", name="n" * 81)

    assert answer.status == 422
    assert kept(answer)["text"] == "A word"


@pytest.mark.parametrize("field", ["text", "name"])
@pytest.mark.parametrize("words", NASTY.values(), ids=NASTY)
def test_control_characters_are_refused(reader, post, field, words):
    entered = {"text": "A word", field: words}

    answer = reader.write(post.url, **entered)

    assert answer.status == 422
    assert not Comment.objects.exists()
    other = "text" if field == "name" else "name"
    assert kept(answer)[other] == entered.get(other, "")


@pytest.mark.parametrize("name", ["a\u202eb", "a\u2066b", "two\nlines", "a\tb"])
def test_a_name_cannot_turn_the_page_around(reader, post, name):
    assert reader.write(post.url, "A word", name=name).status == 422
    assert not Comment.objects.exists()


def test_damaged_characters_are_noticed(reader, post, clock):
    form = reader.open(post.url).comment_form
    clock.tick(seconds=20)
    body = b"&".join(
        f"{name}={value}".encode()
        for name, value in form.fields.items()
        if name not in {"text", "name", "topic", "parent"}
    )

    response = reader.client.post(
        form.action,
        body + b"&text=caf%E9%FF",
        content_type="application/x-www-form-urlencoded",
    )

    assert response.status_code == 422
    assert not Comment.objects.exists()


@pytest.mark.parametrize("words", HTML.values(), ids=HTML)
def test_html_becomes_harmless_text(reader, words):
    from_open_site = make_open_post()

    reader.write(from_open_site.url, words, name="<script>alert(1)</script>")

    page = reader.open(from_open_site.url)
    (shown,) = page.all("div[@class='comment__text']")
    tags = {element.tag for element in shown.iter()}
    assert tags <= {"div", "p", "a", "em", "strong", "code", "br"}
    assert "words" in "".join(shown.itertext())
    for link in shown.iter("a"):
        assert link.get("href", "").startswith(("http://", "https://", "mailto:"))
        assert link.get("rel") == "nofollow ugc noopener"
    scripts = [s for s in page.all("script") if "alert" in (s.text or "")]
    assert not scripts


@pytest.mark.parametrize("words", HTML.values(), ids=HTML)
def test_html_in_a_preview_and_an_error_is_harmless(reader, post, server, words):
    preview = reader.write(post.url, words, button="Show me exactly")
    again = reader.write(post.url, words, name="n" * 81)

    for page in (preview, again):
        assert not [s for s in page.all("script") if "alert" in (s.text or "")]
        assert not page.all("iframe")
        assert "onerror" not in {name for e in page.tree.iter() for name in e.attrib}
    assert kept(again)["text"] == words


@pytest.mark.parametrize(
    "website", ["javascript:alert(1)", "data:text/html,x", "ftp://a.example", "no way"]
)
def test_a_website_is_an_address_of_the_web(reader, post, settings, website):
    settings.PRIVACY_COMMENTS_ASK_WEBSITE = True

    answer = reader.write(post.url, "A word", website=website)

    assert answer.status == 422
    assert kept(answer)["text"] == "A word"
    assert not Comment.objects.exists()


@pytest.mark.parametrize("email", ["no address", "a@b", "x" * 255 + "@example.com"])
def test_a_mail_address_is_one(reader, post, settings, email):
    settings.PRIVACY_COMMENTS_ASK_EMAIL = True

    answer = reader.write(post.url, "A word", email=email)

    assert answer.status == 422
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    "parent", ["0", "-1", "x", "²", "1e9", "99999999999999999999999", "1 OR 1=1"]
)
def test_a_strange_number_of_the_comment_answered(reader, post, clock, parent):
    answer = reader.write(post.url, "A word", parent=parent)

    assert answer.status in {409, 422}
    assert "A word" in answer.html
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    "target",
    [
        "",
        "wagtailcore.page:",
        "wagtailcore.page:0",
        "wagtailcore.page:99999999999999999999999999",
        "wagtailcore.page:x",
        "auth.user:1",
        "\x00:1",
        "wagtailcore.page:1\x00",
        "a:b:c",
    ],
)
def test_a_strange_target_is_refused_with_the_text(reader, post, target):
    answer = reader.write(post.url, "A word", target=target)

    assert answer.status in {400, 403, 404, 410, 422}
    assert "A word" in answer.html
    assert not Comment.objects.exists()


@pytest.mark.parametrize("number", ["0", "-1", "x", "²", "9" * 30, ""])
def test_a_strange_page_number_shows_a_page(reader, post, number):
    assert reader.open(f"{post.url}?comments={number}").status == 200


def test_a_form_without_any_field_is_refused(reader, post):
    answer = reader.send("/comments/post/", {})

    assert 400 <= answer.status < 500


def test_an_edit_keeps_to_the_same_rules(reader, post):
    reader.write(post.url, "A word")
    edit = reader.open(reader.mine().link("Edit"))

    answer = reader.press(edit, "Save", text="", name="Ada")

    assert answer.status == 422
    assert Comment.objects.get().text == "A word"
    assert kept(answer)["name"] == "Ada"


def test_the_page_stays_valid_whatever_was_written(reader):
    from_open_site = make_open_post()
    for number, words in enumerate(HTML.values()):
        reader.clock.tick(minutes=11)
        reader.write(from_open_site.url, f"{words} {number}", name=words[:80])

    assert read_html(reader.open(from_open_site.url).html) is not None


def make_open_post():
    return factories.post(title="An open post", policy="open")
