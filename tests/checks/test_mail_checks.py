"""Each numbered check of mail speaks when it should, and is silent else."""

from __future__ import annotations

import pytest

from privacy_plugin.checks.mail import check_mail_server, check_tracking, sends_mail
from privacy_plugin.processing import registry
from tests.support import factories
from tests.support.servers.mailbox import mail_settings


def ids(messages) -> list[str]:
    return [message.id.removeprefix("privacy.") for message in messages]


@pytest.mark.parametrize("name", ["SEND_DEFAULTS", "MAILGUN_SEND_DEFAULTS"])
@pytest.mark.parametrize("wish", ["track_opens", "track_clicks"])
def test_a_service_that_watches_readers_is_e060(name, wish, settings):
    settings.ANYMAIL = {name: {wish: False}}
    assert check_tracking() == []

    settings.ANYMAIL = {name: {wish: True}}
    assert ids(check_tracking()) == ["E060"]


def configure(settings, *, host="127.0.0.1", timeout=10):
    """Let the site send by this server."""
    for name, value in mail_settings(25, timeout=timeout, host=host).items():
        setattr(settings, name, value)


def test_a_server_without_a_timeout_is_w050(settings):
    configure(settings)
    assert check_mail_server() == []

    configure(settings, timeout=None)
    assert ids(check_mail_server()) == ["W050"]


def test_a_server_nobody_is_told_of_is_w051(settings):
    configure(settings, host="recipient.example")
    assert ids(check_mail_server()) == ["W051"]

    settings.PRIVACY_MAIL_PROVIDER = factories.recipient()
    assert check_mail_server() == []


def test_another_backend_is_not_looked_at(settings):
    assert check_mail_server() == []


def test_a_site_that_sends_no_mail_is_not_asked_about_it(settings, monkeypatch):
    configure(settings, host="recipient.example")
    assert sends_mail()

    quiet = [one for one in registry if not one.recipient_setting]
    monkeypatch.setattr("privacy_plugin.checks.mail.registry", quiet)

    assert check_mail_server() == []
