"""Find lengths of time in a text, in figures or in words, and read them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from functools import cache

from babel.units import format_unit

from privacy_plugin.disclosure.duration import locale_of

_UNITS = {
    "duration-second": timedelta(seconds=1),
    "duration-minute": timedelta(minutes=1),
    "duration-hour": timedelta(hours=1),
    "duration-day": timedelta(days=1),
    "duration-week": timedelta(days=7),
    "duration-month": timedelta(days=30),
    "duration-year": timedelta(days=365),
}
_NUMBERS = {
    "en": "one two three four five six seven eight nine ten eleven twelve",
    "de": "ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
}
_ARTICLES = {"en": ("a", "an"), "de": ("eine", "einen", "einem", "einer", "eines")}
_ENDING = 2  # letters that a case or a plural may add: Tag, Tagen
_ONE_LETTER = re.compile(r"[\d\s.,\xa0]+")


@cache
def _numbers(language: str) -> dict[str, int]:
    code = language.partition("-")[0]
    words = _NUMBERS.get(code, "").split()
    counted = {word: number for number, word in enumerate(words, 1)}
    return counted | dict.fromkeys(_ARTICLES.get(code, ()), 1)


@cache
def _units(language: str) -> tuple[tuple[str, timedelta], ...]:
    """Return the stems of the units' names, the longer ones first."""
    stems = {}
    for name, period in _UNITS.items():
        for count in (1, 2):
            said = format_unit(count, name, locale=locale_of(language))
            stem = _ONE_LETTER.sub("", said).strip().lower()
            if stem:
                stems[stem] = period
    return tuple(sorted(stems.items(), key=lambda item: -len(item[0])))


@cache
def _pattern(language: str) -> re.Pattern[str]:
    numbers = "|".join(sorted(_numbers(language), key=len, reverse=True))
    count = rf"\d+(?:[.,]\d+)?|{numbers}" if numbers else r"\d+(?:[.,]\d+)?"
    units = "|".join(re.escape(stem) for stem, _period in _units(language))
    return re.compile(
        rf"\b({count})[\s\xa0-]+({units})\w{{0,{_ENDING}}}\b", re.IGNORECASE
    )


def periods_in(text: str, language: str) -> Iterator[tuple[timedelta, str]]:
    """Yield each length of time in `text` with the words that say it.

    A month has 30 days and a year 365, as in declarations.
    """
    for found in _pattern(language).finditer(text):
        count, unit = found[1].lower(), found[2].lower()
        numbers = _numbers(language)
        many = float(count.replace(",", ".")) if count[0].isdigit() else numbers[count]
        yield dict(_units(language))[unit] * many, found[0]
