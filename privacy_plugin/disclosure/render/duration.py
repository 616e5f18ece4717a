"""Durations in words of a language, and what Babel knows of that language."""

from __future__ import annotations

from datetime import timedelta

from babel import Locale, UnknownLocaleError
from babel.units import format_unit
from django.utils.translation import to_locale

_UNITS = (
    (timedelta(days=365), "duration-year"),
    (timedelta(days=1), "duration-day"),
    (timedelta(hours=1), "duration-hour"),
    (timedelta(minutes=1), "duration-minute"),
    (timedelta(seconds=1), "duration-second"),
)


def get_babel_locale(language: str) -> Locale:
    """Return Babel's data on a language of Django's; English where it has none."""
    try:
        return Locale.parse(to_locale(language))
    except (UnknownLocaleError, ValueError):
        return Locale("en")


def format_duration(period: timedelta, language: str) -> str:
    """Say `period` in the largest unit that divides it: "3 years", "15 Tage"."""
    for unit, name in _UNITS:
        if period >= unit and period % unit == timedelta(0):
            return format_unit(period // unit, name, locale=get_babel_locale(language))
    seconds = period.total_seconds()
    return format_unit(seconds, "duration-second", locale=get_babel_locale(language))
