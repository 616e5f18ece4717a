"""Delete what its declared retention says, and nothing else: Art. 5(1)(e) GDPR.

A model whose rows end by more than one column offers ``expired(before)`` on its
queryset; one whose rows cannot simply be deleted offers ``erase()``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError, models, transaction

from privacy_plugin.consent.ledger import expire_due
from privacy_plugin.disclosure.shortening import Periods
from privacy_plugin.processing import Keep, ProcessingActivity, registry
from privacy_plugin.rights.errors import RightsError
from privacy_plugin.rights.terms import periods_by_site, terms_of


@dataclass(frozen=True, slots=True)
class Due:
    """Say how many rows of a model an activity no longer has a reason to keep."""

    activity: str
    model: str
    count: int


class PurgeIncomplete(RightsError):
    """Say that something could not be deleted; `done` is what could."""

    def __init__(self, done: tuple[Due, ...]) -> None:
        """Keep what was done."""
        super().__init__("Not everything whose retention has ended could be deleted")
        self.done = done


def purge(*, at: datetime, dry_run: bool = False) -> tuple[Due, ...]:
    """Delete every row whose retention has ended at `at`; only count with `dry_run`.

    Consents whose time has run out are recorded as expired first. One transaction per
    activity: an error in one does not keep the others from being done, and is raised
    at the end. Where a site keeps less long than declared, its rows end sooner.
    """
    if not dry_run:
        expire_due(at=at)
    done: list[Due] = []
    errors: list[Exception] = []
    periods = periods_by_site()
    for activity in registry:
        if isinstance(activity.retention, Keep):
            try:
                done.append(_purge(activity, periods, at=at, dry_run=dry_run))
            except (DatabaseError, models.RestrictedError) as error:
                errors.append(error)
    if errors:
        raise PurgeIncomplete(tuple(done)) from errors[0]
    return tuple(done)


def _purge(
    activity: ProcessingActivity,
    periods: Mapping[int, Periods],
    *,
    at: datetime,
    dry_run: bool,
) -> Due:
    label, count = "", 0
    with transaction.atomic():
        for term in terms_of(activity, periods):
            label = term.column.model._meta.label
            ended = term.ended(at=at)
            due = ended.count()
            if not dry_run and due:
                erase_rows(ended)
            count += due
    return Due(activity.key, label, count)


def erase_rows(rows: models.QuerySet[models.Model]) -> None:
    """Delete rows, in the model's own way if it has one."""
    if hasattr(rows, "erase"):
        rows.erase()
    else:
        rows.delete()
