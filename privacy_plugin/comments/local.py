"""The site's own checks: quick, free, and without telling anybody anything.

They come before any other. What they find is stated as a reason a moderator reads; what
they decide is never sent to a spam checker, whatever the writer agreed to.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.crypto import salted_hmac

from privacy_plugin.comments.models import Comment, CommentSettings, LocalVerdict
from privacy_plugin.conf import conf
from privacy_plugin.rights import stamp as stamps

DUPLICATE_MIN_LENGTH = 40

_FORM = "privacy_comments.form"
_LINK = re.compile(r"https?://|www\.|\[url", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """Hold what the local checks look at; `target` reads ``app.model:id``."""

    target: str
    stamp: str
    trap: str
    text: str
    name: str = ""
    website: str = ""


def stamp(target: str) -> str:
    """Return the signed time at which a form for `target` was made."""
    return stamps.stamp(_FORM, target)


def fingerprint(text: str) -> str:
    """Return a keyed digest under which the same text is found again.

    Case, spacing and punctuation do not count. Empty for a text that is too short to
    be anybody's in particular.
    """
    words = unicodedata.normalize("NFKC", text).casefold()
    letters = "".join(letter for letter in words if letter.isalnum())
    if len(letters) < DUPLICATE_MIN_LENGTH:
        return ""
    return salted_hmac(
        "privacy_comments.fingerprint", letters, algorithm="sha256"
    ).hexdigest()


def inspect(draft: Draft, settings: CommentSettings, *, at: datetime) -> LocalVerdict:
    """Return what the checks find in a new comment; the first finding counts."""
    if draft.trap:
        return LocalVerdict.HONEYPOT
    verdict = inspect_stamp(draft, at=at)
    if verdict == LocalVerdict.TOO_FAST:
        return verdict
    if is_duplicate(draft.text):
        return LocalVerdict.DUPLICATE
    found = inspect_words(draft, settings)
    return found if found.is_spam or not verdict else verdict


def inspect_words(draft: Draft, settings: CommentSettings) -> LocalVerdict:
    """Return what the checks find in the words alone, as after an edit."""
    words = f"{draft.text}\n{draft.name}\n{draft.website}".casefold()
    if _holds_any(words, settings.words_to_reject):
        return LocalVerdict.SPAM_WORD
    if _holds_any(words, settings.words_to_hold):
        return LocalVerdict.HELD_WORD
    if len(_LINK.findall(draft.text)) > conf.comments_max_links:
        return LocalVerdict.LINKS
    return LocalVerdict.CLEAN


def inspect_stamp(draft: Draft, *, at: datetime) -> LocalVerdict:
    """Return what the form's time says: too fast, too old, altered or nothing."""
    signed = stamps.stamped_at(_FORM, draft.target, draft.stamp)
    if signed is None:
        return LocalVerdict.BAD_STAMP
    age = at - signed
    if age < timedelta(seconds=conf.comments_min_seconds):
        return LocalVerdict.TOO_FAST
    return LocalVerdict.TOO_OLD if age > stamps.FORM_LIFETIME else LocalVerdict.CLEAN


def is_duplicate(text: str) -> bool:
    """Say whether the same text stands in the database already."""
    digest = fingerprint(text)
    return bool(digest) and Comment.objects.filter(fingerprint=digest).exists()


def _holds_any(words: str, listed: str) -> bool:
    phrases = [line.strip().casefold() for line in listed.splitlines()]
    pattern = "|".join(re.escape(phrase) for phrase in phrases if phrase)
    return bool(pattern) and bool(re.search(rf"(?<!\w)(?:{pattern})(?!\w)", words))
