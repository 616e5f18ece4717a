"""What programs send is kept and marked; what people write is never lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation
from wagtail.models import Site

from blog.models import ContactPage
from privacy_plugin.disclosure.models import ControllerSettings
from privacy_plugin.form_pages.models import FOUND, Submission
from privacy_plugin.form_pages.processing import ABUSE_PROTECTION
from privacy_plugin.form_pages.spam_heuristics import (
    HONEYPOT_FIELD,
    Finding,
)
from privacy_plugin.rights.retention import purge
from tests.support.clock import Clock, clock
from tests.support.reader import Page, Reader

__all__ = ["clock"]


@pytest.fixture
def reader(clock: Clock) -> Reader:
    return Reader(clock)


def send(
    reader: Reader,
    page: ContactPage,
    *,
    after: float = 0,
    marks: dict[str, str] | None = None,
) -> Page:
    """Write a message, `after` so many seconds, with these marks changed."""
    form = reader.open(page.url).form_with("Send")
    reader.clock.tick(seconds=after)
    return reader.send(form.action, form.fields | {"message": "Hello"} | (marks or {}))


def found() -> str:
    """Return what was found in the one message there is."""
    stored = Submission.objects.get()
    assert stored.form_data["message"] == "Hello"
    assert not {HONEYPOT_FIELD} & stored.form_data.keys()
    return stored.finding


def test_what_a_person_writes_is_not_marked(page: ContactPage, reader: Reader):
    send(reader, page)

    assert found() == Finding.NOTHING


def test_what_looks_like_spam_is_kept_and_marked(page: ContactPage, reader: Reader):
    thanks = send(reader, page, marks={HONEYPOT_FIELD: "http://spam.example"})

    assert thanks.status == 200
    assert found() == Finding.HONEYPOT
    assert "Your message has arrived." in thanks.words


@pytest.mark.parametrize("after", [0, 30 * 86_400])
def test_time_a_form_was_open_counts_nothing(
    page: ContactPage, reader: Reader, after: float
):
    send(reader, page, after=after)

    assert found() == Finding.NOTHING


def test_a_mark_is_shown_again_without_what_no_page_may_hold(
    page: ContactPage, reader: Reader
):
    again = send(
        reader,
        page,
        marks={"message": "", HONEYPOT_FIELD: "\x00\x07"},
    )

    assert again.status == 422
    assert "\x00" not in again.html


def test_a_mark_tells_its_reason_in_the_list(page: ContactPage, reader: Reader):
    send(reader, page, marks={HONEYPOT_FIELD: "x"})

    stored = Submission.objects.get()
    assert FOUND in dict(page.get_data_fields())
    assert "only programs see" in str(stored.get_data()[FOUND])
    with translation.override("de"):
        assert "Programme" in str(stored.get_data()[FOUND])


def test_a_flood_is_slowed_down_and_the_text_comes_back(
    page: ContactPage, reader: Reader, settings: Any, clock: Clock
):
    settings.PRIVACY_FORM_PAGES_RATE_LIMIT = 2
    for _ in range(2):
        assert send(reader, page).status == 200

    again = send(reader, page)
    assert again.status == 429
    assert "wait 10 minutes" in again.words
    assert ">Hello</textarea>" in again.html.replace("\n", "")
    assert Submission.objects.count() == 2
    assert send(Reader(clock, address="91.198.174.99"), page).status == 200
    clock.tick(minutes=10)
    assert send(reader, page).status == 200


def test_nobody_is_caught_by_the_field_that_programs_fill_in(
    page: ContactPage, reader: Reader
):
    shown = reader.open(page.url)

    (trap,) = [one for one in shown.all("input") if one.get("name") == HONEYPOT_FIELD]
    assert trap.get("autocomplete") == "off"
    assert trap.get("tabindex") == "-1"
    assert not trap.get("value")
    (around,) = [
        one for one in shown.all("div") if one.get("class") == "privacy-form__trap"
    ]
    assert around.get("hidden") is not None
    assert trap in list(around)
    (label,) = [one for one in shown.all("label") if one.get("for") == trap.get("id")]
    assert label.text == "Leave this field empty"


def test_an_editor_s_field_never_takes_the_place_of_a_mark(page: ContactPage):
    for name in (HONEYPOT_FIELD, FOUND):
        field = page.form_fields.first()
        field.label, field.clean_name = name, ""
        assert field.get_field_clean_name() != name


def test_counting_is_disclosed_beside_the_form(page: ContactPage, reader: Reader):
    shown = reader.open(page.url)

    assert f'data-activity="{ABUSE_PROTECTION}"' in shown.html
    assert "10 minutes" in shown.words


def test_a_message_ends_with_the_time_of_the_site_it_was_sent_on(
    page: ContactPage, reader: Reader, clock: Clock
):
    setting = ControllerSettings.for_site(Site.objects.get(is_default_site=True))
    setting.retention_days = {"form_pages.message": 30}
    setting.save()
    assert "30 days" in reader.open(page.url).words
    send(reader, page)
    Submission.objects.create(page=page, form_data={}, subject_key="elsewhere")

    purge(at=clock.now + timedelta(days=31))

    assert [one.subject_key for one in Submission.objects.all()] == ["elsewhere"]
