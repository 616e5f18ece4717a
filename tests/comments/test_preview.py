"""Exactly means exactly: the preview shows the values that would be sent."""

from __future__ import annotations

import re
from html import unescape

from privacy_plugin.comments.models import Comment
from privacy_plugin.consent.models import ConsentRecord
from tests.support.comment_writer import CHECK, checked, ticked
from tests.support.factories import texts
from tests.support.reader import box_of, read_html, words_of


def shown(page: str) -> dict[str, str]:
    """Return the fields a preview lists, with their values."""
    rows = re.findall(
        r'data-field="([^"]+)".*?outgoing__value"[^>]*>(.*?)</td>', page, re.DOTALL
    )
    return {name: unescape(value.replace("<br>", "\n")) for name, value in rows}


def test_the_preview_shows_exactly_what_is_sent_then(reader, checker):
    words = {"text": "Some *words* & more\nin two lines", "name": "Ada"}
    page = reader.send(preview="1", **words).content.decode()

    checked(reader.write(CHECK, **words))

    assert shown(page) == dict(checker.asked[0])


def test_a_preview_stores_and_sends_nothing(reader, checker):
    page = reader.send(CHECK, preview="1").content.decode()

    assert "Nothing has been sent or stored yet" in page
    assert not Comment.objects.exists()
    assert not ConsentRecord.objects.exists()
    assert not checker.asked


def test_the_preview_keeps_everything_for_the_next_step(reader, checker):
    page = reader.send(CHECK, preview="1", name="Ada", text="a\nb").content.decode()

    assert 'name="name" value="Ada"' in page
    assert 'name="text" value="a\nb"' in page
    consent = page.split(f'name="{box_of(CHECK)}"')[1].split(">")[0]
    assert "checked" in consent


def test_one_can_go_back_and_change_something(reader, checker):
    answer = reader.send(CHECK, back="1", text="Kept words")

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Kept words" in page
    assert "has not been sent" not in page
    assert not Comment.objects.exists()


def test_without_a_checker_the_preview_says_that_nothing_is_sent(reader, no_checker):
    page = reader.send(preview="1").content.decode()

    assert "stays on this site" in page
    assert "outgoing__field" not in page


def test_no_box_is_ticked_before_the_reader_ticks_it(reader, checker):
    page = reader.client.get("/a-post/").content.decode()
    page = page[page.index('class="privacy-form"') :]

    consents = page[page.index('class="form-disclosure"') :]
    assert set(ticked(CHECK).values()) <= set(re.findall(r'value="(\w+)"', consents))
    assert not re.search(r"<input[^>]* checked", consents)


def test_a_stand_in_is_called_one(reader, checker):
    checker.notice = "A stand-in answers."

    assert "A stand-in answers." in reader.client.get("/a-post/").content.decode()


def test_the_button_says_what_an_admin_calls_it(reader):
    texts.published("comments.publication", button_agree="Off it goes")

    page = reader.send(preview="1", text="Words").content.decode()

    assert "Off it goes</button>" in page
    assert "Send comment" not in page


def test_decision_and_button_come_directly_after_the_comment(reader, checker):
    page = read_html(reader.send(preview="1").content.decode())
    (columns,) = page.findall(".//div[@class='comment-preview__columns']")

    decision, outgoing = list(columns)
    words = [words_of(button) for button in decision.iterfind(".//button")]
    assert decision[0].get("class") == "comment-preview__comment"
    assert words[:2] == ["Send comment", "Edit"]
    assert decision.find(f".//input[@name='{box_of(CHECK)}']") is not None
    assert outgoing.findall(".//tr[@data-field]")


def test_technical_fields_are_folded_into_one_line(reader, checker):
    page = read_html(reader.send(preview="1").content.decode())
    (folded,) = page.findall(".//details[@class='outgoing__technical']")

    technical = folded.findall(".//tr[@data-field]")
    assert {row.get("data-personal") for row in technical} == {"false"}
    assert words_of(folded.find("summary")).startswith(f"and {len(technical)} ")
    rows = page.findall(".//tr[@data-personal='false']")
    assert len(rows) == len(technical)


def test_another_language_keeps_what_was_typed(reader, checker):
    page = read_html(reader.send(CHECK, preview="1", text="My words").content.decode())
    (button,) = page.findall(".//button[@class='comment-preview__language']")
    fields = {
        one.get("name"): one.get("value", "")
        for one in page.iterfind(".//form[@data-once]//input")
        if one.get("type") != "checkbox" or one.get("checked") is not None
    }
    pressed = {button.get("name"): button.get("value")}

    answer = reader.post(button.get("formaction"), fields | pressed)
    german = read_html(answer.content.decode())

    assert german.get("lang") == "de"
    assert "My words" in words_of(german.find("body"))
    assert not [link for link in page.iterfind(".//a") if link.get("hreflang")]
