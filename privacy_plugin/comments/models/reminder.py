"""Reminders for editors: how often, about which comments, and what they know.

A row appears with the first reminder or choice. Moving `due_at` is the claim: it
happens before the mail is sent, so that nothing is sent twice.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from privacy_plugin.comments.models.comment import CHUNK, Comment, State


class Frequency(models.TextChoices):
    """How often somebody is reminded; empty leaves it to their permissions."""

    AT_ONCE = "at_once", _("At once")
    DAILY = "daily", _("Once a day")
    NEVER = "never", _("Never")


class Scope(models.TextChoices):
    """About which comments a moderator is reminded."""

    ALL = "all", _("All comments")
    OWN = "own", _("Only on my own pages")


class ReminderQuerySet(models.QuerySet["Reminder"]):
    def due(self, at: datetime) -> ReminderQuerySet:
        """Return those that may be sent now, the longest due first."""
        return (
            self.exclude(pace=Frequency.NEVER)
            .filter(due_at__lte=at, editor__is_active=True)
            .order_by("due_at", "pk")
        )


class Reminder(models.Model):
    """One editor's choice, and when to check for new comments.

    The frequency is empty until the editor has chosen. `tries` counts consecutive
    refusals of the mail server.
    """

    editor = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="comment_reminder",
    )
    pace = models.CharField(max_length=10, choices=Frequency.choices, blank=True)
    scope = models.CharField(max_length=10, choices=Scope.choices, default=Scope.ALL)
    due_at = models.DateTimeField()
    mailed_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(fields=["due_at"], name="comments_reminders_due")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(pace__in=["", *Frequency.values])
                & models.Q(scope__in=Scope.values),
                name="comments_reminder_words_known",
            ),
        ]

    def __str__(self) -> str:
        return f"Reminder {self.pk}"


class RemindedQuerySet(models.QuerySet["Reminded"]):
    def note(self, reminder: Reminder, comments: list[int]) -> None:
        """Note that this editor is told of these comments."""
        self.bulk_create(
            [Reminded(reminder=reminder, comment_id=key) for key in comments],
            batch_size=CHUNK,
            ignore_conflicts=True,
        )

    def take_back(self, reminder: Reminder, comments: list[int]) -> None:
        """Forget it, for the mail certainly did not leave."""
        for start in range(0, len(comments), CHUNK):
            chunk = comments[start : start + CHUNK]
            self.filter(reminder=reminder, comment__in=chunk).delete()

    def forget_decided(self) -> int:
        """Forget comments that wait no more: if one waits again, that is news."""
        return self.exclude(comment__state=State.PENDING).delete()[0]


class Reminded(models.Model):
    """An editor was told of a waiting comment; deleted when it no longer waits."""

    reminder = models.ForeignKey(
        Reminder, on_delete=models.CASCADE, related_name="reminded"
    )
    comment = models.ForeignKey(
        Comment, on_delete=models.CASCADE, related_name="reminded"
    )

    objects = RemindedQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["reminder", "comment"], name="comments_reminded_once"
            ),
        ]

    def __str__(self) -> str:
        return f"Reminded {self.pk}"
