"""The record of processing and the privacy page say what reminders do, to whom."""

from __future__ import annotations

from django.utils import timezone

from privacy_plugin import Recipient, Role
from privacy_plugin.comments.models import Frequency
from privacy_plugin.comments.processing.editors import REMINDER
from privacy_plugin.disclosure.controller import get_site_controller
from privacy_plugin.disclosure.record.build import build_record
from privacy_plugin.egress.models import Transmission
from tests.reminders.conftest import choose, write

MAILER = Recipient(
    "Mailer GmbH",
    role=Role.PROCESSOR,
    hosts=("smtp.mailer.example",),
    kept_for="They delete the mail after 30 days.",
)


def recorded(language: str = "en") -> dict[str, str]:
    """Return the line of the record about reminders."""
    record = build_record(
        get_site_controller(None), language=language, at=timezone.now()
    )
    (found,) = [row for row in record.rows if row["activity"] == REMINDER]
    return found


def test_the_record_names_whose_address_goes_where_and_for_how_long(db, settings):
    settings.PRIVACY_MAIL_PROVIDER = MAILER

    row = recorded()

    assert row["data_subjects"] == "people who edit this site"
    assert "E-mail address" in row["data"]
    assert "Mailer GmbH" in row["recipient"]
    assert row["sent_as"] == "to"
    assert "As long as the account exists" in row["retention"]
    assert "privacy_comments.RemindedComment.comment" in row["columns"]


def test_without_a_mailer_the_record_names_none(db, settings):
    settings.PRIVACY_MAIL_PROVIDER = None

    assert "Mailer" not in recorded()["recipient"]


def test_the_privacy_page_tells_readers_of_it_in_both_languages(client, post):
    english = client.get("/privacy/").content.decode()
    german = client.get("/privacy/", headers={"accept-language": "de"})

    assert "Reminding editors of waiting comments" in english
    assert recorded("de")["title"] == "Die Redaktion an wartende Kommentare erinnern"
    assert german.status_code == 200


def test_what_is_sent_is_what_is_declared(clock, moderator, post, box, work, settings):
    settings.PRIVACY_MAIL_PROVIDER = MAILER
    choose(moderator, Frequency.AT_ONCE)
    write(post)

    work(minutes=5)

    row = Transmission.objects.get()
    assert (row.activity, row.recipient) == (REMINDER, "Mailer GmbH")
    assert row.field_names == ["content", "to"]
    assert row.subject_key == ""
