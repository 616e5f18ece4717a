"""Neither the key nor a reader's words end up in a log, an exception or a mail."""

import logging
import traceback
from contextlib import suppress

import pytest
from django.core.management import call_command
from django.utils import timezone
from django.views.debug import ExceptionReporter

from blog.demo.servers.akismet import Mode
from privacy_plugin.akismet.account import get_usage_limit, verify_key
from privacy_plugin.akismet.client import get_connection
from privacy_plugin.comments.spam_check.protocol import SpamCheckError
from privacy_plugin.comments.spam_check.runner import ask
from privacy_plugin.egress.errors import EgressRefused
from privacy_plugin.egress.models import Transmission
from tests.akismet.conftest import ADMINS, KEY, SUBMISSION

SECRETS = (
    KEY,
    SUBMISSION.text,
    SUBMISSION.name,
    SUBMISSION.ip_address,
    SUBMISSION.user_agent,
)


@pytest.fixture
def everything_logged(caplog, server):
    get_connection(read_timeout_seconds=0.4)
    get_connection()
    caplog.set_level(logging.DEBUG)
    for name in list(logging.root.manager.loggerDict):
        if not name.startswith(("faker", "playwright", "asyncio")):
            caplog.set_level(logging.DEBUG, logger=name)
    return caplog


def assert_clean(text):
    for secret in SECRETS:
        assert secret not in text
        assert secret.encode("unicode_escape").decode() not in text


def told_by(call):
    """Return all that a caller can learn from a call, its error included."""
    try:
        return repr(call())
    except SpamCheckError as error:
        caught = error
    assert (caught.__cause__, caught.__context__) == (None, None)
    return "".join(traceback.format_exception(caught)) + repr(vars(caught))


@pytest.mark.parametrize("mode", list(Mode))
def test_a_check_tells_no_secret(server, checker, permit, everything_logged, mode):
    server.mode = mode
    issued = permit()

    told = told_by(lambda: ask(checker, issued))

    assert len(server.log) == 1
    assert_clean(told)
    assert_clean(everything_logged.text)
    assert_clean(str(Transmission.objects.values()))


def test_a_refusal_tells_no_secret(server, checker, permit, everything_logged):
    issued = permit()
    object.__setattr__(issued, "allowed", issued.allowed - {"comment_content"})

    with pytest.raises(EgressRefused) as refused:
        ask(checker, issued)

    assert "comment_content" in str(refused.value)
    assert refused.value.__cause__ is None
    assert_clean("".join(traceback.format_exception(refused.value)))
    assert_clean(everything_logged.text)


@pytest.mark.parametrize("name", ["comment_content", "user_ip"])
def test_an_error_report_tells_no_secret(server, checker, permit, name):
    issued = permit()
    if name == "user_ip":
        payload = {n: value for n, value in issued.payload.items() if n != name}
        object.__setattr__(issued, "payload", payload)
        del payload
    else:
        object.__setattr__(issued, "allowed", issued.allowed - {name})

    with pytest.raises(EgressRefused) as refused:
        ask(checker, issued)

    reporter = ExceptionReporter(None, refused.type, refused.value, refused.tb)
    report = str(reporter.get_traceback_html())
    assert "EgressRefused" in report
    assert_clean(report)


@pytest.mark.parametrize("mode", list(Mode))
def test_asking_about_the_account_tells_no_secret(server, db, everything_logged, mode):
    server.mode = mode

    report = verify_key(
        KEY, "https://blog.example.com", at=timezone.now(), read_timeout_seconds=0.4
    )
    usage = get_usage_limit(at=timezone.now(), read_timeout_seconds=0.4)

    assert_clean(repr((report, usage)))
    assert_clean(everything_logged.text)


@pytest.mark.parametrize("mode", [Mode.NORMAL, Mode.SUSPENDED, Mode.SERVER_ERROR])
def test_the_command_tells_no_secret(server, db, capsys, everything_logged, mode):
    server.mode = mode

    with suppress(SystemExit):
        call_command("akismet_status", timeout=0.4)

    output = capsys.readouterr()
    assert output.out
    assert_clean(output.out + output.err)
    assert_clean(everything_logged.text)


def test_the_key_never_stands_in_an_address(server, db):
    verify_key(KEY, "https://blog.example.com", at=timezone.now())
    get_usage_limit(at=timezone.now())

    for request in server.log:
        assert KEY.encode() not in request.raw.split(b"\r\n", 1)[0]


def test_a_key_the_service_repeats_is_taken_out(server, db):
    server.mode = Mode.ALERT
    server.protocol.alert_message = f"Look at the key {KEY}"

    report = verify_key(KEY, "https://blog.example.com", at=timezone.now())

    assert report.help == "Look at the key …"
    assert report.alert_code == "10508"


def test_the_mail_to_the_admins_tells_no_secret(
    server, checker, permit, mailoutbox, settings
):
    settings.ADMINS = ADMINS
    server.mode = Mode.SUSPENDED
    server.protocol.alert_message = f"Look at the key {KEY}"

    with pytest.raises(SpamCheckError):
        ask(checker, permit())

    (mail,) = mailoutbox
    assert_clean(mail.subject + mail.body)
