"""Abstract model of a work item, with the transitions waiting, claimed, finished."""

from __future__ import annotations

from datetime import datetime
from typing import Self, TypeVar

from django.db import models
from django.db.models import F

Item = TypeVar("Item", bound="WorkItem", covariant=True)


class WorkItemQuerySet(models.QuerySet[Item]):
    """Transitions of work items; `changes` are further columns to update."""

    def due(self, at: datetime) -> Self:
        """Return what waits and is due, the oldest first."""
        return self.filter(due_at__lte=at).order_by("due_at", "pk")

    def claimed(self) -> Self:
        return self.filter(claimed_at__isnull=False)

    def lock(self) -> Self:
        """Lock the rows, leaving out those that another worker holds."""
        return self.select_for_update(of=("self",), skip_locked=True)

    def claim(self, *, at: datetime, **changes: object) -> int:
        """Mark locked rows as being worked on; commit before anything is sent."""
        return self.update(due_at=None, claimed_at=at, tries=F("tries") + 1, **changes)

    def release(self, *, at: datetime, **changes: object) -> int:
        """Undo a claim of which nothing was sent; it does not count as a try."""
        return self.retry(due_at=at, tries=F("tries") - 1, **changes)

    def retry(self, *, due_at: datetime, **changes: object) -> int:
        """Let claimed rows wait again."""
        return self.update(due_at=due_at, claimed_at=None, **changes)

    def finish(self, **changes: object) -> int:
        """End the work, done or given up."""
        return self.update(due_at=None, claimed_at=None, **changes)


class WorkItem(models.Model):
    """One thing to do, by at most one worker at a time.

    `due_at` is when to try next, `claimed_at` since when a worker has it; both are
    empty when it is finished. `transmission` is the primary key of the latest
    transmission.
    """

    due_at = models.DateTimeField(null=True, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    transmission = models.UUIDField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints = (
            models.CheckConstraint(
                condition=models.Q(due_at=None) | models.Q(claimed_at=None),
                name="%(app_label)s_%(class)s_waits_or_is_claimed",
            ),
        )
