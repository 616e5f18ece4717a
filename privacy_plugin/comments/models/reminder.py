"""Reminders for editors: how often, about which comments, and what they know.

A row appears with the first reminder or choice. It is never finished: after each mail
it waits for the next.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from privacy_plugin.comments.models.comment import CHUNK, Comment, State
from privacy_plugin.work_queue.models import WorkItem, WorkItemQuerySet


class Frequency(models.TextChoices):
    """How often somebody is reminded; empty leaves it to their permissions."""

    AT_ONCE = "at_once", _("At once")
    DAILY = "daily", _("Once a day")
    NEVER = "never", _("Never")


class Scope(models.TextChoices):
    """About which comments a moderator is reminded."""

    ALL = "all", _("All comments")
    OWN = "own", _("Only on my own pages")


class ReminderQuerySet(WorkItemQuerySet["Reminder"]):
    def due(self, at: datetime) -> Self:
        """Return those that may be sent now, the longest due first."""
        due = super().due(at).exclude(frequency=Frequency.NEVER)
        return due.filter(editor__is_active=True)


class Reminder(WorkItem):
    """One editor's choice, and when to check for new comments.

    `frequency` is empty until the editor has chosen; `tries` counts refusals in
    a row, by the mail server.
    """

    editor = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="comment_reminder",
    )
    frequency = models.CharField(max_length=10, choices=Frequency.choices, blank=True)
    scope = models.CharField(max_length=10, choices=Scope.choices, default=Scope.ALL)
    mailed_at = models.DateTimeField(null=True, blank=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(fields=["due_at"], name="comments_reminders_due")
        ]
        constraints: ClassVar = [
            *WorkItem.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(frequency__in=["", *Frequency.values])
                & models.Q(scope__in=Scope.values),
                name="comments_reminder_words_known",
            ),
        ]

    def __str__(self) -> str:
        return f"Reminder {self.pk}"


class RemindedCommentQuerySet(models.QuerySet["RemindedComment"]):
    def add(self, reminder: Reminder, comments: list[int], transmission: UUID) -> None:
        """Record that the editor knows of these comments."""
        rows = [
            RemindedComment(
                reminder=reminder, comment_id=key, transmission=transmission
            )
            for key in comments
        ]
        self.bulk_create(rows, batch_size=CHUNK, ignore_conflicts=True)

    def forget_decided(self) -> int:
        """Forget comments that wait no more: if one waits again, that is news."""
        return self.exclude(comment__state=State.PENDING).delete()[0]


class RemindedComment(models.Model):
    """An editor was told of a waiting comment; deleted when it no longer waits.

    `transmission` is the id of the mail: if that was not sent, the editor was not told.
    """

    reminder = models.ForeignKey(
        Reminder, on_delete=models.CASCADE, related_name="comments"
    )
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, related_name="+")
    transmission = models.UUIDField(null=True, db_index=True)

    objects = RemindedCommentQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["reminder", "comment"], name="comments_reminded_once"
            ),
        ]

    def __str__(self) -> str:
        return f"Reminded comment {self.pk}"
