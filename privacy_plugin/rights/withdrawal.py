"""Withdraw a consent with immediate effect, and delete what only it allowed.

Deleted are rows of models all of whose declared activities rest on consents that are no
longer active. Source: GDPR Art. 7(3), 17(1)(b).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from django.db import models, transaction

from privacy_plugin.consent import ledger
from privacy_plugin.consent.errors import NothingToWithdraw
from privacy_plugin.consent.models import ConsentRecord
from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.database_clock import by_database_clock
from privacy_plugin.egress.models import Transmission
from privacy_plugin.processing import UnknownActivity
from privacy_plugin.rights.columns import stored
from privacy_plugin.rights.retention import erase_rows
from privacy_plugin.rights.storage_reserve import uses_storage_reserve

_KEY = re.compile(r"[a-z0-9_.@-]{1,100}\Z")


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """The result of a withdrawal: `sent` is what had begun before it."""

    record: ConsentRecord
    sent: tuple[Transmission, ...]

    @property
    def was_in_time(self) -> bool:
        """Say whether nothing had left when the consent was taken back."""
        return not self.sent


@uses_storage_reserve
def withdraw(
    subject: SubjectKey, activity: str, *, method: str, at: datetime
) -> Withdrawal:
    """Withdraw a consent and delete what rested on it alone.

    Raises NothingToWithdraw, also for a text that is no key and no text for a query.
    What has begun to leave is told in the result; nothing begins after it.
    """
    if not _KEY.match(activity):
        raise NothingToWithdraw
    with transaction.atomic():
        record = ledger.withdraw(subject, activity, method=method, at=at)
        for model, lookup in _resting_on_consent(subject, activity, at):
            erase_rows(model._default_manager.filter(**{lookup: subject}))
        theirs = Transmission.objects.of(subject).filter(activity=activity)
        theirs.refuse_withdrawn(at=by_database_clock(at))
        return Withdrawal(record, tuple(theirs.sent()))


def _resting_on_consent(
    subject: SubjectKey, activity: str, at: datetime
) -> list[tuple[type[models.Model], str]]:
    """Return the models whose rows for this person have lost their last reason."""
    reasons: dict[type[models.Model], tuple[str, set[str]]] = {}
    for declared, _item, column in stored():
        if column.subject_lookup:
            entry = reasons.setdefault(column.model, (column.subject_lookup, set()))
            entry[1].add(declared.key if declared.needs_consent else "")
    return [
        (model, lookup)
        for model, (lookup, keys) in reasons.items()
        if activity in keys and not any(_is_reason(subject, key, at) for key in keys)
    ]


def _is_reason(subject: SubjectKey, key: str, at: datetime) -> bool:
    if not key:
        return True
    try:
        return ledger.permits(subject, key, at=at)
    except UnknownActivity:
        return False
