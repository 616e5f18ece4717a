"""Find the words and phrases of a site's lists in the visible text."""

from __future__ import annotations

import re
import unicodedata

from privacy_plugin.comments.text.visible_text import comparable

# Scripts that put no space between words: Thai to Myanmar, Khmer, kana, Han, Hangul.
_WITHOUT_SPACES = re.compile(
    "[\u0e00-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]"
)


def contains_phrase(text: str, phrases: str) -> bool:
    """Say whether `text` contains one of these phrases, of which each has a line.

    A phrase counts as whole words, where its script has spaces between words.
    """
    words = comparable(text)
    listed = {comparable(line) for line in phrases.splitlines()}
    return any(_contains(words, phrase) for phrase in listed if phrase)


def _contains(words: str, phrase: str) -> bool:
    start = words.find(phrase)
    while start >= 0:
        end = start + len(phrase)
        is_inside = (start and _is_joined(words[start - 1], words[start])) or (
            end < len(words) and _is_joined(words[end - 1], words[end])
        )
        if not is_inside:
            return True
        start = words.find(phrase, start + 1)
    return False


def _is_joined(left: str, right: str) -> bool:
    """Say whether two neighbours belong to one word."""
    if unicodedata.category(right)[0] == "M":
        return True
    return _is_letter(left) and _is_letter(right)


def _is_letter(sign: str) -> bool:
    is_part = sign == "_" or sign.isalnum() or unicodedata.category(sign)[0] == "M"
    return is_part and not _WITHOUT_SPACES.match(sign)
