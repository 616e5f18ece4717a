"""Find words in an admin's text that say something else than the declaration.

A text may explain a fact; it may not name another recipient, host, country or length of
time. What is found is quoted, so that its author sees the very words. Whatever the
declaration itself says in that language is never found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import override

from privacy_plugin.disclosure.denials import denials
from privacy_plugin.disclosure.periods import periods_in
from privacy_plugin.disclosure.sayings import declared_periods, declared_words
from privacy_plugin.disclosure.strangers import countries_in, recipients_in
from privacy_plugin.disclosure.wording import Wording
from privacy_plugin.processing import ProcessingActivity

_HOST = re.compile(
    r"(?<![\w@.-])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])\.)+"
    r"(?:[a-z]{2}|com|net|org|info|app|dev|cloud|example|social|blog|online)\b",
    re.IGNORECASE,
)


class Kind(StrEnum):
    """Name what a text says differently."""

    HOST = "host"
    PERIOD = "period"
    RECIPIENT = "recipient"
    COUNTRY = "country"
    DENIAL = "denial"


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Quote the words of one field that the declaration does not bear out."""

    field: str
    words: str
    kind: Kind

    @property
    def sentence(self) -> str:
        """Say what is wrong with the words, in the active language."""
        return _sentences()[self.kind] % {"words": self.words}


def _sentences() -> dict[Kind, str]:
    return {
        Kind.HOST: _("“%(words)s” is no host that this activity contacts."),
        Kind.PERIOD: _("“%(words)s” is no period that the declaration names."),
        Kind.RECIPIENT: _("“%(words)s” gets nothing from this activity."),
        Kind.COUNTRY: _("“%(words)s” is not where the declaration says data goes."),
        Kind.DENIAL: _("“%(words)s” denies what the declaration says."),
    }


def contradictions(
    activity: ProcessingActivity, wording: Wording, language: str
) -> tuple[Contradiction, ...]:
    """Return each contradiction in the words, whose placeholders are filled."""
    with override(language):
        said = declared_words(activity)
        return tuple(
            Contradiction(name, words, kind)
            for name, text in asdict(wording).items()
            if text
            for kind, words in _in_text(activity, text, language, said)
        )


def _in_text(
    activity: ProcessingActivity, text: str, language: str, said: str
) -> Iterator[tuple[Kind, str]]:
    allowed = declared_periods(activity, language)
    for period, words in periods_in(text, language):
        if period not in allowed:
            yield Kind.PERIOD, words
    named = {
        Kind.HOST: (one for one in hosts_in(text) if not _is_own_host(activity, one)),
        Kind.RECIPIENT: recipients_in(text, activity),
        Kind.COUNTRY: countries_in(text, activity, language),
        Kind.DENIAL: denials(text, activity),
    }
    for kind, found in named.items():
        yield from ((kind, words) for words in found if words.lower() not in said)


def hosts_in(text: str) -> list[str]:
    """Return what reads like a host name, as it stands; not those of addresses."""
    return list(dict.fromkeys(_HOST.findall(text)))


def _is_own_host(activity: ProcessingActivity, host: str) -> bool:
    recipient = activity.recipient
    if recipient is None:
        return False
    policy = urlsplit(recipient.policy_url).hostname or ""
    return host.lower() in {*recipient.hosts, policy, policy.removeprefix("www.")}
