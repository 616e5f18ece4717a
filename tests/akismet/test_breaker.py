"""A refused key stops every sending, and one question about the key starts it again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from blog.demo.servers.akismet import Mode
from privacy_plugin.akismet import circuit_breaker
from privacy_plugin.akismet.circuit_breaker import State
from privacy_plugin.akismet.notices import get_notices
from privacy_plugin.comments.spam_check.protocol import (
    CheckerRejected,
    CheckFailed,
    SpamOutcome,
)
from privacy_plugin.comments.spam_check.runner import ask
from privacy_plugin.egress.models import Outcome as Sending
from privacy_plugin.egress.models import Transmission
from tests.akismet.conftest import ADMINS, SUBMISSION


@pytest.fixture(autouse=True)
def admins(settings, db, mailoutbox):  # the database empties the outbox: it is first
    settings.ADMINS = ADMINS


@pytest.fixture
def opened(server, checker, permit):
    server.mode = Mode.INVALID_KEY
    with pytest.raises(CheckerRejected):
        ask(checker, permit())
    server.log.clear()


def age_by(period):
    for row in Transmission.objects.all():
        row.ended_at -= period
        row.save()


def test_it_is_closed_where_nothing_was_ever_sent(db):
    assert circuit_breaker.get_state(timezone.now()) is State.CLOSED
    assert not circuit_breaker.is_open(timezone.now())
    assert circuit_breaker.get_rejection_code(timezone.now()) == ""
    assert circuit_breaker.get_next_probe(timezone.now()) is None


def test_a_refused_key_opens_it(opened):
    now = timezone.now()

    assert circuit_breaker.get_state(now) is State.OPEN
    assert circuit_breaker.get_rejection_code(now) == "invalid_key"
    assert (circuit_breaker.get_next_probe(now) or now) > now + timedelta(hours=5)


def test_of_an_answer_and_a_refusal_in_one_instant_the_refusal_counts(opened):
    refusal = Transmission.objects.get()
    refusal.pk = None
    refusal._state.adding = True
    refusal.outcome = Sending.ANSWERED
    refusal.save()

    assert circuit_breaker.is_open(timezone.now())


def test_while_it_is_open_not_a_byte_leaves(opened, server, checker, permit):
    server.mode = Mode.NORMAL

    with pytest.raises(CheckerRejected, match="breaker_open"):
        ask(checker, permit())

    server.log.assert_empty()
    newest = Transmission.objects.latest("begun_at")
    assert (newest.outcome, newest.detail) == (Sending.REFUSED, "breaker_open")


def test_after_six_hours_the_key_is_asked_about_first(opened, server, checker, permit):
    age_by(circuit_breaker.PAUSE)
    server.mode = Mode.NORMAL

    verdict = ask(checker, permit())

    assert verdict.outcome is SpamOutcome.HAM
    assert [request.endpoint for request in server.log] == [
        "verify-key",
        "comment-check",
    ]
    assert circuit_breaker.get_state(timezone.now()) is State.CLOSED


def test_a_key_still_refused_keeps_it_open(opened, server, checker, permit):
    age_by(circuit_breaker.PAUSE)

    with pytest.raises(CheckerRejected, match="breaker_open"):
        ask(checker, permit())

    assert [request.endpoint for request in server.log] == ["verify-key"]
    server.log.assert_never_received(SUBMISSION.text)
    assert circuit_breaker.get_state(timezone.now()) is State.OPEN


def test_a_service_out_of_order_decides_nothing(opened, server, checker, permit):
    age_by(circuit_breaker.PAUSE)
    server.mode = Mode.UNAVAILABLE

    with pytest.raises(CheckerRejected, match="breaker_open"):
        ask(checker, permit())

    server.log.assert_never_received(SUBMISSION.text)
    assert circuit_breaker.get_state(timezone.now()) is State.HALF_OPEN


def test_an_outage_does_not_open_it(server, checker, permit):
    server.mode = Mode.SERVER_ERROR

    with pytest.raises(CheckFailed):
        ask(checker, permit())

    assert circuit_breaker.get_state(timezone.now()) is State.CLOSED


def test_a_valid_key_closes_it_at_once(opened, server):
    server.mode = Mode.NORMAL

    assert circuit_breaker.probe(timezone.now())
    assert circuit_breaker.get_state(timezone.now()) is State.CLOSED


def test_without_a_site_there_is_nothing_to_ask(opened, server, monkeypatch):
    monkeypatch.setattr(circuit_breaker, "get_site_urls", tuple)

    assert not circuit_breaker.probe(timezone.now())
    server.log.assert_empty()


def test_the_admins_are_told_once(opened, server, checker, permit, mailoutbox):
    age_by(circuit_breaker.PAUSE)
    with pytest.raises(CheckerRejected):
        ask(checker, permit())
    with pytest.raises(CheckerRejected):
        ask(checker, permit())

    (mail,) = mailoutbox
    assert "Akismet" in mail.subject
    assert "We were unable to parse your API key" in mail.body


def test_a_mail_that_cannot_be_sent_changes_nothing(
    server, checker, permit, settings, mailoutbox, caplog
):
    settings.ADMINS = [7]
    server.mode = Mode.INVALID_KEY

    with pytest.raises(CheckerRejected):
        ask(checker, permit())

    assert "could not be told" in caplog.text
    assert circuit_breaker.is_open(timezone.now())


def test_the_admins_are_told_again_after_a_good_time(
    opened, server, checker, permit, mailoutbox
):
    server.mode = Mode.NORMAL
    circuit_breaker.probe(timezone.now())
    ask(checker, permit())
    server.mode = Mode.SUSPENDED

    with pytest.raises(CheckerRejected):
        ask(checker, permit())

    assert len(mailoutbox) == 2


def test_those_who_moderate_see_that_nothing_is_sent(opened):
    assert any(
        "does not accept the key" in text for text in get_notices(timezone.now())
    )


def test_nothing_is_noted_where_all_is_well(server, checker, permit, settings):
    ask(checker, permit())
    settings.PRIVACY_AKISMET_ENDPOINT = "https://rest.akismet.com"

    assert get_notices(timezone.now()) == ()


def test_nothing_is_noted_without_a_key(opened, settings):
    settings.PRIVACY_AKISMET_API_KEY = ""

    assert get_notices(timezone.now()) == ()


def test_an_alert_is_noted_until_the_service_drops_it(server, checker, permit):
    server.mode = Mode.ALERT
    ask(checker, permit())
    assert any("10508" in text for text in get_notices(timezone.now()))

    server.mode = Mode.NORMAL
    ask(checker, permit())

    assert not any("10508" in text for text in get_notices(timezone.now()))


def test_it_is_noted_when_everything_becomes_spam(server, checker, permit):
    server.mode = Mode.SPAM
    ask(checker, permit())
    row = Transmission.objects.get()
    for number in range(19):
        row.pk = None
        row._state.adding = True
        row.detail = "spam" if number else "spam_blatant"
        row.save()

    assert any("20 of 20" in text for text in get_notices(timezone.now()))


def test_some_ham_is_no_reason_to_worry(server, checker, permit):
    ask(checker, permit())
    row = Transmission.objects.get()
    for number in range(30):
        row.pk = None
        row._state.adding = True
        row.detail = "spam" if number % 3 else "ham"
        row.save()

    assert not any("called" in text for text in get_notices(timezone.now()))
