"""Each numbered check of subscriptions speaks when it should, and is silent else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from privacy_plugin.subscriptions.checks import (
    SETTING_RULES,
    check_subscription_settings,
    check_subscription_urls,
)

WRONG: dict[str, tuple[object, ...]] = {
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


def test_a_site_that_nobody_could_leave_is_e059(settings):
    assert check_subscription_urls(None) == []
    settings.ROOT_URLCONF = "wagtail.urls"

    assert ids(check_subscription_urls(None)) == ["E059"]
