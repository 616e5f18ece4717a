"""The command that says how things stand with the service."""

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Site

from blog.demo.servers.akismet import Mode, Quota
from privacy_plugin.akismet import circuit_breaker
from privacy_plugin.akismet.account import (
    KeyState,
    Usage,
    get_site_urls,
    get_usage_limit,
    verify_key,
)
from privacy_plugin.akismet.checker import AkismetChecker
from privacy_plugin.comments.spam_check.protocol import SpamChecker
from privacy_plugin.egress.models import Transmission
from tests.akismet.conftest import KEY

URL = "https://blog.example.com"


def run(capsys):
    status = 0
    try:
        call_command("akismet_status", timeout=0.4)
    except SystemExit as end:
        status = int(end.code or 0)
    return status, capsys.readouterr().out


def test_a_valid_key_is_reported_with_its_quota(server, db, capsys):
    status, output = run(capsys)

    assert status == 0
    assert "the key is valid" in output
    assert "12 of 500" in output
    assert "Comments with consent are sent" in output
    assert "this machine answers for Akismet" in output


def test_a_quota_nearly_used_up_is_pointed_out(server, db, capsys):
    server.protocol.quota = Quota(limit=500, usage=460)

    _status, output = run(capsys)

    assert "nearly used up" in output


def test_a_plan_without_a_limit_has_none(server, db, capsys):
    server.protocol.quota = Quota(limit=None, usage=7)

    _status, output = run(capsys)

    assert "without a limit" in output


@pytest.mark.parametrize("mode", [Mode.INVALID_KEY, Mode.SUSPENDED])
def test_an_invalid_key_is_reported(server, db, capsys, mode):
    server.mode = mode

    status, output = run(capsys)

    assert status == 1
    assert "the key is invalid" in output
    assert "No comment is sent at present" in output
    assert "Akismet says" in output


@pytest.mark.parametrize(
    "mode", [Mode.HANG, Mode.SERVER_ERROR, Mode.EMPTY, Mode.FOUND_ELSEWHERE]
)
def test_an_unreachable_service_is_reported(server, db, capsys, mode):
    server.mode = mode

    status, output = run(capsys)

    assert status == 2
    assert "cannot be reached" in output


def test_without_a_key_nothing_is_asked(server, db, capsys, settings):
    settings.PRIVACY_AKISMET_API_KEY = ""

    status, output = run(capsys)

    assert status == 1
    assert "No key is set" in output
    server.log.assert_empty()


def test_a_valid_key_lets_comments_be_sent_again(server, db, capsys):
    server.mode = Mode.INVALID_KEY
    run(capsys)
    assert circuit_breaker.is_open(timezone.now())

    server.mode = Mode.NORMAL
    run(capsys)

    assert not circuit_breaker.is_open(timezone.now())


def test_every_site_is_verified(server, db, capsys):
    Site.objects.filter(is_default_site=False).update(port=443)

    run(capsys)

    asked = [request.field("blog") for request in server.log.of("verify-key")]
    assert asked == list(get_site_urls())
    assert asked[1] == "https://second.example"


def test_a_quota_nobody_can_read_is_none(server, db):
    server.mode = Mode.HTML

    assert get_usage_limit(at=timezone.now()) is None


@pytest.mark.parametrize("answer", [b"[]", b'{"limit": 5}', b'"x"'])
def test_a_quota_of_another_shape_is_none(server, db, monkeypatch, answer):
    monkeypatch.setattr(Quota, "as_json", lambda _self: answer.decode())

    assert get_usage_limit(at=timezone.now()) is None


def test_a_quota_with_an_invalid_key_opens_the_breaker(server, db):
    server.mode = Mode.INVALID_KEY

    assert get_usage_limit(at=timezone.now()) is None
    assert circuit_breaker.is_open(timezone.now())


def test_a_throttled_plan_counts_as_used_up():
    assert Usage(limit=None, used=1, is_throttled=True).is_nearly_used_up
    assert not Usage(limit=None, used=1, is_throttled=False).is_nearly_used_up


def test_a_key_is_never_verified_without_its_site(server, db):
    with pytest.raises(ValueError, match="address"):
        verify_key(KEY, "", at=timezone.now())
    with pytest.raises(ValueError, match="address"):
        verify_key("", URL, at=timezone.now())

    server.log.assert_empty()


def test_another_key_than_the_configured_one_can_be_verified(server, db):
    server.protocol.keys = frozenset({KEY})

    report = verify_key("anotherkey12", URL, at=timezone.now())

    assert report.state is KeyState.INVALID
    assert server.log.last.field("key") == "anotherkey12"
    assert Transmission.objects.get().subject_key == ""


def test_the_checker_is_what_comments_ask_for(server, settings) -> None:
    checker: SpamChecker = AkismetChecker()

    assert checker.is_ready()
    settings.PRIVACY_AKISMET_API_KEY = ""
    assert not checker.is_ready()
