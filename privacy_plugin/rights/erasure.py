"""Erase everything stored about a person: Art. 17 GDPR.

The proof of consents stays until its period ends (Art. 17(3)(b), (e)); its random key
then leads to nobody. Active consents are withdrawn first.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from django.db import models, transaction

from privacy_plugin.consent import ledger
from privacy_plugin.consent.errors import NothingToWithdraw
from privacy_plugin.consent.models import ConsentEvent, ConsentRecord
from privacy_plugin.consent.revocation_log import log_revocation
from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.rights.columns import personal_models, subject_lookup
from privacy_plugin.rights.errors import NobodyFound
from privacy_plugin.rights.retention import erase_rows
from privacy_plugin.rights.storage_reserve import uses_storage_reserve

_PROOF: tuple[type[models.Model], ...] = (ConsentRecord, ConsentEvent)


@uses_storage_reserve
def erase(subject: SubjectKey, *, method: str, at: datetime) -> dict[str, int]:
    """Withdraw active consents and delete every row about this person.

    Returns the number of rows by model label. Rows that point to others go first.
    Raises NobodyFound for the empty key, which is that of rows about nobody.
    """
    if not subject:
        raise NobodyFound
    erased: dict[str, int] = {}
    with transaction.atomic():
        _hold(subject)
        log_revocation("erase", subject, at=at)
        for consent in ledger.get_current_consents(subject, at=at):
            with suppress(NothingToWithdraw):
                ledger.withdraw(subject, consent.activity, method=method, at=at)
        for model in _dependants_first():
            rows = model._default_manager.filter(**{subject_lookup(model): subject})
            count = rows.count()
            if count:
                erase_rows(rows)
                erased[model._meta.label] = count
    return erased


def _hold(subject: SubjectKey) -> None:
    """Lock what a permit is issued for before its consent, as those who ask for one do.

    The other order would let the two wait for each other.
    """
    for model in _dependants_first():
        lookup = subject_lookup(model)
        if "__" not in lookup:
            rows = model._default_manager.filter(**{lookup: subject})
            list(rows.select_for_update().order_by("pk").values_list("pk"))


def _dependants_first() -> list[type[models.Model]]:
    found = [
        model
        for model in personal_models()
        if model not in _PROOF and subject_lookup(model)
    ]
    return sorted(found, key=lambda model: "__" not in subject_lookup(model))
