"""Delete everything stored about a person: Art. 17 GDPR.

The proof of consents stays until its period ends (Art. 17(3)(b), (e)): with the rest
gone, its random identifier leads to nobody. What stands is withdrawn first.
"""

from __future__ import annotations

from datetime import datetime

from django.db import models, transaction

from privacy_plugin.consent import ledger
from privacy_plugin.consent.models import ConsentEvent, ConsentRecord
from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.rights.columns import personal_models
from privacy_plugin.rights.retention import erase_rows

_PROOF: tuple[type[models.Model], ...] = (ConsentRecord, ConsentEvent)


def erase(subject: SubjectKey, *, method: str, at: datetime) -> dict[str, int]:
    """Withdraw what stands and delete every row about this person.

    Returns the number of rows by model label. Rows that point to others go first.
    """
    erased: dict[str, int] = {}
    with transaction.atomic():
        for standing in ledger.standing(subject, at=at):
            if standing.is_given:
                ledger.withdraw(subject, standing.activity, method=method, at=at)
        for model in _dependants_first():
            rows = model._default_manager.filter(
                **{str(vars(model)["privacy_subject"]): subject},
            )
            count = rows.count()
            if count:
                erase_rows(rows)
                erased[model._meta.label] = count
    return erased


def _dependants_first() -> list[type[models.Model]]:
    found = [
        model
        for model in personal_models()
        if model not in _PROOF and "privacy_subject" in vars(model)
    ]
    return sorted(
        found, key=lambda model: "__" not in str(vars(model)["privacy_subject"])
    )
