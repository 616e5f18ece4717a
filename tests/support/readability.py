"""How easy a text is to read: Flesch for English, Wiener Sachtextformel for German.

Sources: R. Flesch, 1948; R. Bamberger and E. Vanecek, 1984 (first formula). Syllables
are counted by their vowels, which is exact enough for short words.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"[^\W_]+(?:[-’'/][^\W_]+)*")
_VOWELS = {
    "en": re.compile(r"[aeiouy]+"),
    "de": re.compile(r"ei|ie|eu|äu|au|ai|[aeiouyäöü]"),
}
_SILENT = re.compile(r"(?<=[^l\Waeiouy])e[sd]?\Z|(?<=[aeiouy]l)e\Z")


def flesch_reading_ease(text: str) -> float:
    """Return the ease of an English text; 100 is very easy, 0 very hard."""
    words = _WORD.findall(text)
    syllables = sum(_count_syllables(word, "en") for word in words)
    return (
        206.835
        - 1.015 * len(words) / _count_sentences(text)
        - 84.6 * syllables / len(words)
    )


def wiener_sachtextformel(text: str) -> float:
    """Return the school year from which a German text is understood."""
    words = _WORD.findall(text)
    syllables = [_count_syllables(word, "de") for word in words]
    share = 100 / len(words)
    return (
        0.1935 * share * sum(count >= 3 for count in syllables)
        + 0.1672 * len(words) / _count_sentences(text)
        + 0.1297 * share * sum(len(word) > 6 for word in words)
        - 0.0327 * share * sum(count == 1 for count in syllables)
        - 0.875
    )


def _count_sentences(text: str) -> int:
    return len([part for part in re.split(r"[.!?;]+", text) if part.strip()])


def _count_syllables(word: str, language: str) -> int:
    plain = word.lower()
    if language == "en":
        plain = _SILENT.sub("", plain)
    return max(1, len(_VOWELS[language].findall(plain)))
