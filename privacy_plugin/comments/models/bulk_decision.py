"""A moderation decision about more comments than fit into one request."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Decision(models.TextChoices):
    """What a moderator can decide."""

    APPROVE = "approve", _("Approve")
    SPAM = "spam", _("Mark as spam")
    REMOVE = "remove", _("Remove")
    RESTORE = "restore", _("Restore")


class BulkState(models.TextChoices):
    """The progress of a bulk decision."""

    RUNNING = "running", _("in progress")
    PAUSED = "paused", _("paused")
    DONE = "done", _("done")


class BulkDecision(models.Model):
    """The chosen comments, and how many of them are done.

    `comments` are primary keys packed by ``id_ranges``, empty when done; they are
    processed in order, and `position` counts them. `changed` and `skipped` count the
    results. `seen_at` is when they were shown.
    """

    decision = models.CharField(max_length=10, choices=Decision.choices)
    editor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    comments = models.TextField()
    total = models.PositiveIntegerField()
    position = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)
    state = models.CharField(
        max_length=10, choices=BulkState.choices, default=BulkState.RUNNING
    )
    seen_at = models.DateTimeField()
    started_at = models.DateTimeField()
    worked_at = models.DateTimeField()

    class Meta:
        verbose_name = _("bulk decision")
        verbose_name_plural = _("bulk decisions")
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(fields=["state", "worked_at"], name="comments_bulk_state")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(decision__in=Decision.values, state__in=BulkState.values),
                name="comments_bulk_words_known",
            ),
            models.CheckConstraint(
                condition=Q(position__lte=F("total")),
                name="comments_bulk_within_total",
            ),
        ]

    def __str__(self) -> str:
        return f"Bulk decision {self.pk}"

    @property
    def is_running(self) -> bool:
        """Say whether more comments are decided about without anybody's doing."""
        return self.state == BulkState.RUNNING
