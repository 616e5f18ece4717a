"""Erase everything stored about a person: Art. 17 GDPR.

What a declaration excepts stays until its period ends (Art. 17(3)), such as the proof
of consents, whose random key then leads to nobody. Active consents are withdrawn first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.db import models, transaction

from privacy_plugin.consent import ledger
from privacy_plugin.consent.errors import NothingToWithdraw
from privacy_plugin.consent.models import CHUNK, ConsentRecord
from privacy_plugin.consent.revocation_log import log_revocation
from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.rights.columns import personal_models, stored, subject_lookup
from privacy_plugin.rights.errors import NobodyFound
from privacy_plugin.rights.people.findings import Findings
from privacy_plugin.rights.people.lookup import get_emails, get_subject_keys
from privacy_plugin.rights.retention import erase_rows
from privacy_plugin.rights.storage_reserve import uses_storage_reserve


@dataclass(frozen=True, slots=True)
class Remainder:
    """Rows that stay when a person is erased, and why: a message id of Art. 17(3)."""

    model: str
    title: str
    count: int
    reason: str


@dataclass(frozen=True, slots=True)
class ErasurePreview:
    """How many rows of each model would go, and what would stay."""

    erased: dict[str, int]
    stays: tuple[Remainder, ...]


def erase(subject: SubjectKey, *, method: str, at: datetime) -> dict[str, int]:
    """Withdraw active consents and delete every row about this person.

    Returns the number of rows by model label. Rows that point to others go first.
    Raises NobodyFound for the empty key, which is that of rows about nobody.
    """
    return erase_all([subject], method=method, at=at)


@uses_storage_reserve
def erase_all(
    subjects: Iterable[SubjectKey], *, method: str, at: datetime
) -> dict[str, int]:
    """Do for several keys at once what ``erase`` does for one, all of it or nothing."""
    subjects = sorted(set(subjects))
    if not all(subjects):
        raise NobodyFound
    erased: Counter[str] = Counter()
    with transaction.atomic():
        for keys in _in_chunks(subjects):
            _hold(keys)
            _withdraw(keys, method=method, at=at)
            found = {model: _rows(model, keys) for model in _dependants_first()}
            # Counted before, for one deletion may take rows of another model along.
            counts = {model: rows.count() for model, rows in found.items()}
            for model, count in counts.items():
                if count:
                    erase_rows(found[model])
                    erased[model._meta.label] += count
    return dict(erased)


def preview_erasure(subjects: Iterable[SubjectKey], *, at: datetime) -> ErasurePreview:
    """Return what erasing would delete and leave: it is done, and taken back.

    So a preview cannot say anything else than what happens.
    """
    subjects = tuple(subjects)
    with transaction.atomic():
        emails = get_emails(subjects)
        erased = erase_all(subjects, method="preview", at=at)
        stays = get_remainders(subjects, emails)
        transaction.set_rollback(True)
    return ErasurePreview(erased, stays)


def get_remainders(
    subjects: Iterable[SubjectKey], emails: Iterable[str] = ()
) -> tuple[Remainder, ...]:
    """Return what is stored under these keys or addresses, and why it stays."""
    keys = dict.fromkeys(subjects)
    for email in emails:
        with suppress(NobodyFound):
            keys |= dict.fromkeys(get_subject_keys(email))
    exceptions = get_erasure_exceptions()
    return tuple(
        Remainder(table.label, table.title, table.count, exceptions[table.model])
        for table in Findings(keys).tables
        if table.model in exceptions
    )


def get_erasure_exceptions() -> dict[type[models.Model], str]:
    """Return the models whose rows stay, with the reason that is declared."""
    return {
        column.model: activity.erasure_exception
        for activity, _item, column in stored()
        if activity.erasure_exception
    }


def _withdraw(keys: list[SubjectKey], *, method: str, at: datetime) -> None:
    agreed = ConsentRecord.objects.filter(subject_key__in=keys).order_by()
    with_consents = set(agreed.values_list("subject_key", flat=True))
    for subject in keys:
        log_revocation("erase", subject, at=at)
        if subject not in with_consents:
            continue
        for consent in ledger.get_current_consents(subject, at=at):
            with suppress(NothingToWithdraw):
                ledger.withdraw(subject, consent.activity, method=method, at=at)


def _hold(keys: list[SubjectKey]) -> None:
    """Lock what a permit is issued for before its consent, as those who ask for one do.

    The other order would let the two wait for each other.
    """
    for model in _dependants_first():
        if "__" not in subject_lookup(model):
            rows = _rows(model, keys)
            list(rows.select_for_update().order_by("pk").values_list("pk"))


def _rows(
    model: type[models.Model], keys: list[SubjectKey]
) -> models.QuerySet[models.Model]:
    return model._default_manager.filter(**{f"{subject_lookup(model)}__in": keys})


def _dependants_first() -> list[type[models.Model]]:
    stays = get_erasure_exceptions()
    found = [
        model
        for model in personal_models()
        if model not in stays and subject_lookup(model)
    ]
    return sorted(found, key=lambda model: "__" not in subject_lookup(model))


def _in_chunks(keys: list[SubjectKey]) -> Iterator[list[SubjectKey]]:
    for start in range(0, len(keys), CHUNK):
        yield keys[start : start + CHUNK]
