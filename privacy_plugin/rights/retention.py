"""Delete what its declared retention says, and nothing else: Art. 5(1)(e) GDPR.

A model whose rows end by more than one column offers ``expired(before)`` on its
queryset; one whose rows cannot simply be deleted offers ``erase()``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError, models, transaction

from privacy_plugin.consent.ledger import expire_due
from privacy_plugin.processing import Keep, ProcessingActivity, registry
from privacy_plugin.rights.columns import resolve
from privacy_plugin.rights.errors import RightsError


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
    at the end.
    """
    if not dry_run:
        expire_due(at=at)
    done: list[Due] = []
    errors: list[Exception] = []
    for activity in registry:
        if isinstance(activity.retention, Keep):
            try:
                done.append(
                    _purge(activity, activity.retention, at=at, dry_run=dry_run),
                )
            except (DatabaseError, models.RestrictedError) as error:
                errors.append(error)
    if errors:
        raise PurgeIncomplete(tuple(done)) from errors[0]
    return tuple(done)


def _purge(
    activity: ProcessingActivity,
    keep: Keep,
    *,
    at: datetime,
    dry_run: bool,
) -> Due:
    model = resolve(keep.after).model
    with transaction.atomic():
        rows = _ended(keep, at - keep.period)
        count = rows.count()
        if not dry_run and count:
            erase_rows(rows)
    return Due(activity.key, model._meta.label, count)


def _ended(keep: Keep, before: datetime) -> models.QuerySet[models.Model]:
    column = resolve(keep.after)
    rows = column.model._default_manager.all()
    if hasattr(rows, "expired"):
        expired: models.QuerySet[models.Model] = rows.expired(before)
        return expired
    return rows.filter(**{f"{column.field}__lt": before})


def erase_rows(rows: models.QuerySet[models.Model]) -> None:
    """Delete rows, in the model's own way if it has one."""
    if hasattr(rows, "erase"):
        rows.erase()
    else:
        rows.delete()
