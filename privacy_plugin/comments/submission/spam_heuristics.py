"""Local spam heuristics: honeypot, duplicates, links, words. No third party.

They run before any other check and judge the visible text. The reason is shown to the
writer and to moderators, and never sent to a spam checker. They may be wrong, so they
reject nothing: suspected spam is set aside (decision 45).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.crypto import salted_hmac

from privacy_plugin.comments.conf import comments_conf
from privacy_plugin.comments.models import (
    Comment,
    CommentSettings,
    Discussion,
    LocalVerdict,
    State,
)
from privacy_plugin.comments.text.visible_text import VisibleText, comparable

DUPLICATE_PERIOD = timedelta(days=1)
SHORT_TEXT = 40  # letters; two people may well write the same few words
SHORT_DUPLICATE_PERIOD = timedelta(minutes=10)

# Scripts that put no space between words: Thai to Myanmar, Khmer, kana, Han, Hangul.
_WITHOUT_SPACES = re.compile(
    "[\u0e00-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff"
    "\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """The data the heuristics look at."""

    honeypot: str
    html: str
    name: str = ""
    website: str = ""


def fingerprint(html: str) -> str:
    """Return a keyed digest under which the same visible text is found again.

    Case, spacing and punctuation do not count, unless there is nothing else.
    """
    letters = _letters(html)
    return salted_hmac(
        "privacy_comments.fingerprint", letters, algorithm="sha256"
    ).hexdigest()


def _letters(html: str) -> str:
    words = comparable(VisibleText(html).words)
    letters = "".join(letter for letter in words if letter.isalnum())
    return letters or words


def check_comment(
    draft: Draft,
    settings: CommentSettings,
    discussion: Discussion,
    parent: Comment | None,
    *,
    at: datetime,
) -> LocalVerdict:
    """Return what the checks find in a new comment; the first finding counts."""
    if draft.honeypot:
        return LocalVerdict.HONEYPOT
    if is_duplicate(draft, discussion, parent, at=at):
        return LocalVerdict.DUPLICATE
    return check_words(draft, settings)


def check_words(draft: Draft, settings: CommentSettings) -> LocalVerdict:
    """Return what the checks find in the words alone, as after an edit."""
    visible = VisibleText(draft.html)
    addresses = [link.address for link in visible.links]
    words = "\n".join([visible.words, draft.name, draft.website, *addresses])
    if contains_phrase(words, settings.words_to_reject):
        return LocalVerdict.SPAM_WORD
    if contains_phrase(words, settings.words_to_hold):
        return LocalVerdict.HELD_WORD
    if len(visible.links) > comments_conf.max_links:
        return LocalVerdict.LINKS
    return LocalVerdict.CLEAN


def is_duplicate(
    draft: Draft, discussion: Discussion, parent: Comment | None, *, at: datetime
) -> bool:
    """Say whether the same text was sent to this discussion a short time ago.

    What was set aside or rejected does not count: whoever sends it again may be right.
    A few words count only if they come under the same name, in the same place.
    """
    earlier = discussion.comments.filter(
        fingerprint=fingerprint(draft.html),
        state__in=[State.PENDING, State.APPROVED],
        submitted_at__gte=at - DUPLICATE_PERIOD,
    )
    if len(_letters(draft.html)) < SHORT_TEXT:
        since = at - SHORT_DUPLICATE_PERIOD
        earlier = earlier.filter(
            parent=parent, name=draft.name, submitted_at__gte=since
        )
    return earlier.exists()


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
