"""Each numbered check of subscriptions speaks when it should, and is silent else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from privacy_plugin.subscriptions.checks import (
    SETTING_RULES,
    check_mail_server,
    check_subscription_settings,
    check_subscription_urls,
    check_tracking,
)
from tests import make
from tests.mailbox import mail_settings

WRONG: dict[str, tuple[object, ...]] = {
    "E050": ("Mailer Ltd", 1),
    "E051": (730, timedelta(0), None),
    "E052": (5, ["a@example.org"]),
    "E053": (-1, "100", True),
    "E054": (24, -1, "7", True),
    "E055": (7, -1, "Monday"),
    "E056": (60, timedelta(0)),
    "E057": (0, "5", True),
    "E058": (None, 1),
}


def ids(messages) -> list[str]:
    """Return the numbers."""
    return [message.id.removeprefix("privacy.") for message in messages]


def test_each_setting_has_a_number_and_each_number_a_test():
    numbers = [rule.number.removeprefix("privacy.") for rule in SETTING_RULES]

    assert numbers == list(WRONG)
    assert check_subscription_settings(None) == []


@pytest.mark.parametrize(
    ("number", "value"),
    [(number, value) for number, values in WRONG.items() for value in values],
)
def test_a_setting_of_the_wrong_kind_is_named_but_not_shown(number, value, settings):
    (name,) = [r.name for r in SETTING_RULES if r.number == f"privacy.{number}"]
    setattr(settings, name, value)

    messages = check_subscription_settings(None)

    assert ids(messages) == [number]
    assert name in messages[0].msg


def test_a_provider_is_a_recipient(settings):
    settings.PRIVACY_MAIL_PROVIDER = make.recipient()

    assert check_subscription_settings(None) == []


def test_a_site_that_nobody_could_leave_is_e059(settings):
    assert check_subscription_urls(None) == []
    settings.ROOT_URLCONF = "wagtail.urls"

    assert ids(check_subscription_urls(None)) == ["E059"]


@pytest.mark.parametrize("name", ["SEND_DEFAULTS", "MAILGUN_SEND_DEFAULTS"])
@pytest.mark.parametrize("wish", ["track_opens", "track_clicks"])
def test_a_service_that_watches_readers_is_e060(name, wish, settings):
    settings.ANYMAIL = {name: {wish: False}}
    assert check_tracking(None) == []

    settings.ANYMAIL = {name: {wish: True}}
    assert ids(check_tracking(None)) == ["E060"]


def configure(settings, *, host="127.0.0.1", timeout=10):
    """Let the site send by this server."""
    for name, value in mail_settings(25, timeout=timeout, host=host).items():
        setattr(settings, name, value)


def test_a_server_without_a_timeout_is_w050(settings):
    configure(settings)
    assert check_mail_server(None) == []

    configure(settings, timeout=None)
    assert ids(check_mail_server(None)) == ["W050"]


def test_a_server_nobody_is_told_of_is_w051(settings):
    configure(settings, host="recipient.example")
    assert ids(check_mail_server(None)) == ["W051"]

    settings.PRIVACY_MAIL_PROVIDER = make.recipient()
    assert check_mail_server(None) == []


def test_another_backend_is_not_looked_at(settings):
    assert check_mail_server(None) == []
