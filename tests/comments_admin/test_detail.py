"""The page about one comment: everything the site knows, and no address."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from privacy_plugin.comments.models import (
    SET_ASIDE,
    CheckState,
    EventType,
    SkipReason,
    SpamCheck,
    State,
)
from privacy_plugin.comments.moderation.actions import record_event
from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.egress.models import Outcome, Transmission
from tests.support import factories

NOW = factories.moment("2026-11-01T12:00:00+00:00")


def page_of(client, comment) -> str:
    url = reverse("comments_admin:inspect", args=[comment.pk])
    response = client.get(url)
    assert response.status_code == 200
    return str(response.content.decode())


@pytest.fixture
def akismet(settings):
    settings.PRIVACY_AKISMET_API_KEY = "0123456789ab"


def test_it_shows_the_text_as_readers_will_see_it(moderation):
    comment = factories.comment(html="<p>Very <em>important</em></p>")

    assert "<p>Very <em>important</em></p>" in page_of(moderation, comment)


def test_it_shows_what_the_comment_answers(moderation):
    parent = factories.comment(text="The first word", state=State.APPROVED)
    reply = factories.comment(parent=parent, root=parent, depth=1)

    page = page_of(moderation, reply)

    assert "In answer to:" in page
    assert "The first word" in page


def test_it_offers_no_field_for_the_readers_words(moderation):
    comment = factories.comment(text="Mine alone", state=State.SPAM, rejected_at=NOW)

    assert "<textarea" not in page_of(moderation, comment)


def test_it_tells_what_happened_by_whom_and_why(moderation, moderator):
    comment = factories.comment()
    record_event(comment, EventType.HELD, at=NOW, reason="links")
    record_event(comment, EventType.APPROVED, at=NOW, editor=moderator)

    page = " ".join(page_of(moderation, comment).split())

    assert "held for a person (contains many links)" in page
    assert "published, by moderator" in page


@pytest.mark.usefixtures("akismet")
def test_it_shows_each_consent_with_the_digest_of_its_text(moderation):
    comment = factories.comment()
    subject = SubjectKey(comment.subject_key)
    given = factories.consent(key="comments.spam_check", subject=subject)

    page = page_of(moderation, comment)

    assert given.version.digest in page
    assert given.version.document["question"] in page


def test_it_says_so_when_nothing_was_agreed_to(moderation):
    assert "The writer agreed to nothing." in page_of(moderation, factories.comment())


def test_it_lists_what_was_sent_by_the_names_of_the_fields(moderation):
    comment = factories.comment()
    Transmission.objects.create(
        activity="comments.spam_check",
        recipient="Automattic Inc.",
        subject_key=comment.subject_key,
        field_names=["comment_content", "user_ip"],
        outcome=Outcome.ANSWERED,
        begun_at=NOW,
    )

    page = page_of(moderation, comment)

    assert "Automattic Inc." in page
    assert "<code>user_ip</code>" in page
    assert "answered" in page


@pytest.mark.usefixtures("akismet")
def test_it_says_until_when_the_address_is_kept_and_never_the_address(moderation):
    comment = factories.comment()
    factories.check_context(comment, address="198.51.100.7")

    page = page_of(moderation, comment)

    assert "IP address" in page
    assert "will be deleted on" in page
    assert "198.51.100.7" not in page
    assert "Reader/1.0" not in page


def test_it_does_not_speak_of_an_address_that_is_not_kept(moderation):
    assert "IP address" not in page_of(moderation, factories.comment())


def test_it_says_when_a_rejected_comment_will_be_deleted(moderation):
    comment = factories.comment(state=State.SPAM, rejected_at=NOW)

    page = page_of(moderation, comment)

    assert f"{(NOW + timedelta(days=15)).day} November 2026" in page


def test_it_says_how_far_the_check_has_got(moderation):
    comment = factories.comment()
    SpamCheck.objects.create(
        comment=comment,
        state=CheckState.QUEUED,
        reason=SkipReason.EDITED,
        tries=3,
        due_at=timezone.now(),
    )

    page = page_of(moderation, comment)

    assert "waiting to be checked (edited after the check)" in page
    assert "Next attempt" in page


@pytest.mark.parametrize("state", State.values)
def test_it_offers_what_can_be_decided_now(moderation, state):
    rejected_at = NOW if state in SET_ASIDE else None
    comment = factories.comment(state=state, rejected_at=rejected_at)

    page = page_of(moderation, comment)

    assert ('value="approve"' in page) == (state != "approved")
    assert ('value="restore"' in page) == (state in SET_ASIDE)


def test_an_erased_comment_has_no_page(moderation):
    place = factories.comment(state=State.REMOVED, text="", html="")

    response = moderation.get(reverse("comments_admin:inspect", args=[place.pk]))

    assert response.status_code == 404
