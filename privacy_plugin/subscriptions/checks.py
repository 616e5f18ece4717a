"""What is wrong or dangerous about subscriptions, said at start-up and by number.

Like the core's checks; no message holds a value of a setting.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, Tags, register
from django.urls import NoReverseMatch, reverse

from privacy_plugin.conf import conf

Apps = Sequence[AppConfig] | None

_HOURS = 24
_DAYS = 7


@dataclass(frozen=True, slots=True)
class SettingRule:
    """Say of which kind a setting has to be, and under which number it is reported."""

    number: str
    name: str
    read: Callable[[], object]
    is_valid: Callable[[object], bool]
    kind: str


def is_period(value: object) -> bool:
    """Say whether `value` is a positive duration."""
    return isinstance(value, timedelta) and value > timedelta(0)


def is_natural(value: object) -> bool:
    """Say whether `value` is a whole number, zero included."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def is_count(value: object) -> bool:
    """Say whether `value` is a whole number above zero."""
    return is_natural(value) and value != 0


def is_text(value: object) -> bool:
    """Say whether `value` is a text."""
    return isinstance(value, str)


def is_hour(value: object) -> bool:
    """Say whether `value` is an hour of the day."""
    return is_natural(value) and isinstance(value, int) and value < _HOURS


def is_weekday(value: object) -> bool:
    """Say whether `value` is a day of the week, Monday being 0."""
    return is_natural(value) and isinstance(value, int) and value < _DAYS


SETTING_RULES = (
    SettingRule(
        "privacy.E051", "PRIVACY_SUBSCRIPTIONS_LIFETIME",
        lambda: conf.subscriptions_lifetime, is_period, "a positive timedelta",
    ),
    SettingRule(
        "privacy.E052", "PRIVACY_SUBSCRIPTIONS_SENDER",
        lambda: conf.subscriptions_sender, is_text, "an address",
    ),
    SettingRule(
        "privacy.E053", "PRIVACY_SUBSCRIPTIONS_RATE",
        lambda: conf.subscriptions_rate, is_natural, "a whole number",
    ),
    SettingRule(
        "privacy.E054", "PRIVACY_SUBSCRIPTIONS_DIGEST_HOUR",
        lambda: conf.subscriptions_digest_hour, is_hour, "an hour from 0 to 23",
    ),
    SettingRule(
        "privacy.E055", "PRIVACY_SUBSCRIPTIONS_DIGEST_WEEKDAY",
        lambda: conf.subscriptions_digest_weekday, is_weekday, "a day from 0 to 6",
    ),
    SettingRule(
        "privacy.E056", "PRIVACY_SUBSCRIPTIONS_COOLDOWN",
        lambda: conf.subscriptions_cooldown, is_period, "a positive timedelta",
    ),
    SettingRule(
        "privacy.E057", "PRIVACY_SUBSCRIPTIONS_REQUESTS",
        lambda: conf.subscriptions_requests, is_count, "a whole number above zero",
    ),
    SettingRule(
        "privacy.E058", "PRIVACY_SUBSCRIPTIONS_FEED",
        lambda: conf.subscriptions_feed, is_text, "the name of an address",
    ),
)  # fmt: skip


@register
def check_subscription_settings(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:  # noqa: ANN401
    """Report each setting that is not of its kind: E051 to E058."""
    del app_configs, kwargs
    return [
        Error(f"{rule.name} must be {rule.kind}.", id=rule.number)
        for rule in SETTING_RULES
        if not rule.is_valid(rule.read())
    ]


@register(Tags.urls)
def check_subscription_urls(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:  # noqa: ANN401
    """Report a site without the pages that end a subscription: E059."""
    del app_configs, kwargs
    try:
        reverse("subscriptions:leave", args=["token"])
    except NoReverseMatch:
        hint = (
            'Add path("subscriptions/", include("privacy_plugin.subscriptions.urls"))'
        )
        return [
            Error(
                "Nobody could leave: the pages of subscriptions have no address.",
                hint=f"{hint}.",
                id="privacy.E059",
            ),
        ]
    return []
