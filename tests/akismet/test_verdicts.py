"""What the service says, and what becomes of it."""

from datetime import timedelta

import pytest

from blog.demo.servers.akismet import Mode
from privacy_plugin.akismet.processing import SPAM_RECHECK
from privacy_plugin.comments.spam_check.protocol import (
    CheckerRejected,
    CheckFailed,
    SpamOutcome,
)
from privacy_plugin.comments.spam_check.runner import ask
from privacy_plugin.egress.errors import EgressRefused
from privacy_plugin.egress.models import Outcome as Sending
from privacy_plugin.egress.models import Transmission


@pytest.mark.parametrize(
    ("mode", "outcome"),
    [
        (Mode.NORMAL, SpamOutcome.HAM),
        (Mode.HAM, SpamOutcome.HAM),
        (Mode.SPAM, SpamOutcome.SPAM),
        (Mode.BLATANT, SpamOutcome.SPAM_BLATANT),
        (Mode.ALERT, SpamOutcome.HAM),
    ],
)
def test_a_clear_answer_is_a_verdict(server, checker, permit, mode, outcome):
    server.mode = mode

    verdict = ask(checker, permit())

    assert verdict.outcome is outcome
    assert verdict.guid
    assert verdict.recheck_after is None


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("120", timedelta(seconds=120)),
        ("1", timedelta(seconds=60)),
        ("999999", timedelta(hours=1)),
        ("soon", timedelta(seconds=120)),
    ],
)
def test_an_open_answer_asks_for_a_second_check(server, checker, permit, asked, kept):
    server.mode = Mode.PROVISIONAL
    server.protocol.recheck_after = asked

    verdict = ask(checker, permit())

    assert verdict.outcome is SpamOutcome.HAM_PROVISIONAL
    assert verdict.recheck_after == kept


def test_the_second_check_says_why_and_gets_a_final_answer(server, checker, permit):
    server.protocol.recheck_mode = Mode.SPAM

    first = ask(checker, permit(text="See https://example.com"))
    second = ask(
        checker, permit(SPAM_RECHECK, "recheck", text="See https://example.com")
    )

    assert first.outcome is SpamOutcome.HAM_PROVISIONAL
    assert second.outcome is SpamOutcome.SPAM
    assert server.log.last.field("recheck_reason") == "recheck"


@pytest.mark.parametrize(
    ("mode", "kind"),
    [
        (Mode.EMPTY, "protocol"),
        (Mode.HTML, "protocol"),
        (Mode.TRUE_WITH_NEWLINE, "protocol"),
        (Mode.GARBAGE, "protocol"),
        (Mode.OVERSIZE, "too_large"),
        (Mode.HANG, "timeout"),
        (Mode.DISCONNECT, "network"),
        (Mode.SERVER_ERROR, "http_500"),
        (Mode.BAD_GATEWAY, "http_502"),
        (Mode.UNAVAILABLE, "http_503"),
        (Mode.FOUND_ELSEWHERE, "http_302"),
        (Mode.TEMPORARILY_ELSEWHERE, "http_307"),
    ],
)
def test_an_outage_is_no_verdict(server, checker, permit, mode, kind):
    server.mode = mode

    with pytest.raises(CheckFailed) as failed:
        ask(checker, permit())

    assert failed.value.kind == kind
    assert failed.value.retry_after is None
    row = Transmission.objects.get()
    assert (row.outcome, row.detail) == (Sending.FAILED, kind)
    assert len(server.log) == 1


def test_a_slow_drip_that_arrives_in_time_counts(server, checker, permit):
    server.mode = Mode.DRIP
    server.drip_seconds = 0.01

    verdict = ask(checker, permit())

    assert verdict.outcome is SpamOutcome.HAM


def test_a_slow_drip_is_given_up(server, checker, permit):
    server.mode = Mode.DRIP
    server.drip_seconds = 1

    with pytest.raises(CheckFailed, match="timeout"):
        ask(checker, permit())


def test_nobody_at_home_is_an_outage(server, checker, permit, settings, free_port):
    settings.PRIVACY_AKISMET_ENDPOINT = f"http://127.0.0.1:{free_port}"

    with pytest.raises(CheckFailed, match="network"):
        ask(checker, permit())


def test_a_certificate_that_is_none_is_an_outage(server, checker, permit, settings):
    settings.PRIVACY_AKISMET_ENDPOINT = server.url.replace("http:", "https:")

    with pytest.raises(CheckFailed, match="network"):
        ask(checker, permit())

    assert len(server.log) == 0


def test_an_endpoint_off_this_machine_gets_nothing(server, checker, permit, settings):
    settings.PRIVACY_AKISMET_ENDPOINT = "https://elsewhere.example"

    with pytest.raises(EgressRefused):
        ask(checker, permit())


def test_being_asked_to_wait_is_passed_on(server, checker, permit):
    server.mode = Mode.TOO_MANY_REQUESTS
    server.protocol.retry_after = "90"

    with pytest.raises(CheckFailed) as failed:
        ask(checker, permit())

    assert failed.value.kind == "http_429"
    assert failed.value.retry_after == timedelta(seconds=90)


@pytest.mark.parametrize(
    ("mode", "kind"),
    [
        (Mode.INVALID_KEY, "invalid_key"),
        (Mode.SUSPENDED, "account"),
        (Mode.SUSPENDED_SAYS_HAM, "account"),
        (Mode.SUSPENDED_SAYS_SPAM, "account"),
    ],
)
def test_trouble_with_key_or_account_is_no_verdict(server, checker, permit, mode, kind):
    server.mode = mode

    with pytest.raises(CheckerRejected) as rejected:
        ask(checker, permit())

    assert rejected.value.kind == kind
    assert rejected.value.help
    row = Transmission.objects.get()
    assert (row.outcome, row.detail) == (Sending.REJECTED, kind)


def test_a_redirect_is_not_followed(server, checker, permit):
    server.mode = Mode.TEMPORARILY_ELSEWHERE
    server.protocol.elsewhere = server.url + "/elsewhere"

    with pytest.raises(CheckFailed):
        ask(checker, permit())

    assert [request.endpoint for request in server.log] == ["comment-check"]


def test_an_alert_beside_a_good_answer_is_kept(server, checker, permit):
    server.mode = Mode.ALERT

    ask(checker, permit())

    assert Transmission.objects.get().detail == "ham alert 10508"


def test_the_key_is_not_verified_before_each_check(server, checker, permit):
    ask(checker, permit())
    ask(checker, permit())

    assert [request.endpoint for request in server.log] == ["comment-check"] * 2
