"""Checks of the settings that the installed apps declare."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004

from privacy_plugin.app_settings import get_installed_settings
from privacy_plugin.processing import registry


@register
def check_settings(**_kwargs: Any) -> list[CheckMessage]:
    """Report an invalid value of a setting: E001."""
    return [
        Error(f"{setting.name} must be {setting.rule.requirement}.", id="privacy.E001")
        for setting in get_installed_settings()
        if not setting.rule.is_valid(setting.read())
    ]


@register
def check_unknown_settings(**_kwargs: Any) -> list[CheckMessage]:
    """Report a setting that no installed app knows: W008."""
    known = {setting.name for setting in get_installed_settings()}
    known |= {activity.switch for activity in registry}
    return [
        Warning(
            f"{name} is set, but no installed app knows it.",
            hint="Correct its name, install the app it belongs to, or remove it.",
            id="privacy.W008",
        )
        for name in dir(settings)
        if name.startswith("PRIVACY_") and name not in known
    ]
