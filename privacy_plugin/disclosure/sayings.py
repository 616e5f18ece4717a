"""What a declaration itself says in a language: an admin may say that as well."""

from __future__ import annotations

from datetime import timedelta

from privacy_plugin.conf import conf
from privacy_plugin.disclosure.periods import periods_in
from privacy_plugin.disclosure.translation import translated
from privacy_plugin.processing import (
    Consent,
    HeldInMemory,
    Keep,
    KeepWhile,
    ProcessingActivity,
)


def _sayings(activity: ProcessingActivity) -> list[str]:
    basis, recipient = activity.legal_basis, activity.recipient
    ids = [
        activity.title,
        activity.purpose.text,
        activity.erasure,
        activity.necessity,
        basis.explanation,
        *(item.label for item in activity.data),
    ]
    if isinstance(basis, Consent):
        ids.append(basis.question)
    if isinstance(activity.retention, KeepWhile):
        ids.append(activity.retention.criterion)
    if recipient is not None:
        ids += [recipient.name, recipient.kept_for]
        if recipient.transfer is not None:
            ids.append(recipient.transfer.safeguard)
    return [translated(text) for text in ids if text]


def declared_words(activity: ProcessingActivity) -> str:
    """Return all of it in the active language, in lower case."""
    return " ".join(_sayings(activity)).lower()


def declared_periods(
    activity: ProcessingActivity, language: str
) -> frozenset[timedelta]:
    """Return each length of time it names, and how long consents and links count."""
    named = {conf.consent_lifetime, conf.link_lifetime}
    if isinstance(activity.retention, Keep | HeldInMemory):
        named.add(activity.retention.period)
    for text in _sayings(activity):
        named |= {period for period, _words in periods_in(text, language)}
    return frozenset(named)
