"""Delete what has reached the end of its retention: Art. 5(1)(e) GDPR.

A model whose rows expire by more than one column provides ``expired(before)`` on its
queryset; one whose rows cannot simply be deleted provides ``erase()``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError, models, transaction

from privacy_plugin.consent.ledger import expire_due, get_due_consents, get_given_events
from privacy_plugin.disclosure.retention_overrides import Periods
from privacy_plugin.processing import Keep, ProcessingActivity, registry
from privacy_plugin.rights.columns import resolve, stored
from privacy_plugin.rights.errors import RightsError
from privacy_plugin.rights.retention_deadlines import (
    get_periods_by_site,
    get_retention_deadlines,
)

OVERDUE_AFTER = timedelta(days=30)
BATCH = 500  # rows in one transaction
MOST_OVERDUE = 20  # rows; a small site may be away for a while


@dataclass(frozen=True, slots=True)
class Due:
    """How many rows of a model are due for deletion in an activity."""

    activity: str
    model: str
    count: int


class PurgeIncomplete(RightsError):
    """Something could not be deleted; `done` is what was."""

    def __init__(self, done: tuple[Due, ...]) -> None:
        super().__init__("Not everything whose retention has ended could be deleted")
        self.done = done


class PurgeSuspicious(RightsError):
    """Far more rows are due than a regular purge would find."""

    def __init__(self, overdue: tuple[Due, ...], at: datetime) -> None:
        rows = ", ".join(f"{due.count} {due.model}" for due in overdue)
        super().__init__(
            f"Most of what is stored was due more than {OVERDUE_AFTER.days} days ago: "
            f"{rows}. Either nothing was purged for that long, or the clock of this "
            f"machine is wrong: it says {at:%Y-%m-%d %H:%M} UTC. Nothing was deleted."
        )
        self.overdue = overdue


def purge(
    *, at: datetime, dry_run: bool = False, accept_overdue: bool = False
) -> tuple[Due, ...]:
    """Delete every row whose retention has ended at `at`; only count with `dry_run`.

    Consents whose time has run out are recorded as expired first. An error in one
    activity does not keep the others from being done, and is raised at the end; what is
    left of that activity is deleted next time. Where a site keeps less long than
    declared, its rows end sooner. What was stored for an app that is not installed any
    more is emptied.

    Raises PurgeSuspicious, before anything is touched, where most rows of a model have
    been due for long, unless `accept_overdue`: a wrong clock would delete them all.
    """
    if not dry_run and not accept_overdue:
        _require_plausible(at)
    if not dry_run:
        expire_due(at=at)
    done: list[Due] = []
    errors: list[Exception] = []
    periods = get_periods_by_site()
    for activity in registry:
        if isinstance(activity.retention, Keep):
            try:
                done.append(_purge(activity, periods, at=at, dry_run=dry_run))
            except (DatabaseError, models.RestrictedError) as error:
                errors.append(error)
    done += _empty_undeclared(dry_run=dry_run)
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
    for term in get_retention_deadlines(activity, periods):
        label = term.column.model._meta.label
        ended = term.ended(at=at)
        count += ended.count() if dry_run else _erase_in_batches(ended)
    return Due(activity.key, label, count)


def _erase_in_batches(rows: models.QuerySet[models.Model]) -> int:
    """Erase them, some in one transaction, so that nobody has to wait to write."""
    keys = list(rows.order_by().values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        batch = rows.model._default_manager.filter(pk__in=keys[start : start + BATCH])
        with transaction.atomic():
            erase_rows(batch)
    return len(keys)


def _require_plausible(at: datetime) -> None:
    periods = get_periods_by_site()
    overdue = []
    for activity in registry:
        terms = get_retention_deadlines(activity, periods)
        due = sum(term.ended(at=at - OVERDUE_AFTER).count() for term in terms)
        if due > MOST_OVERDUE and due * 2 > sum(term.rows.count() for term in terms):
            label = terms[0].column.model._meta.label
            overdue.append(Due(activity.key, label, due))
    expired = get_due_consents(at=at - OVERDUE_AFTER).count()
    if expired > MOST_OVERDUE and expired * 2 > get_given_events().count():
        overdue.append(Due("", "consents that ran out", expired))
    if overdue:
        raise PurgeSuspicious(tuple(overdue), at)


def _empty_undeclared(*, dry_run: bool) -> list[Due]:
    """Empty the reserved columns that no installed app declares any more."""
    declared = {column.label for _activity, _item, column in stored()}
    done = []
    for label in sorted(registry.reserved_columns() - declared):
        column = resolve(label)
        is_null = column.model._meta.get_field(column.field).null
        empty = {column.field: None if is_null else ""}
        filled = column.model._default_manager.exclude(**empty)
        count = filled.count() if dry_run else filled.update(**empty)
        if count:
            done.append(Due("undeclared", label, count))
    return done


def erase_rows(rows: models.QuerySet[models.Model]) -> None:
    """Delete rows, in the model's own way if it has one."""
    if hasattr(rows, "erase"):
        rows.erase()
    else:
        rows.delete()
