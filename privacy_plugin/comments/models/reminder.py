"""Who among the editors is mailed about waiting comments, how often, and of which.

A row of an editor appears with the first reminder or the first choice. Moving `due_at`
is the claim: it is made before the mail leaves, so that nothing is sent twice.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from privacy_plugin.comments.models.comment import CHUNK, Comment, State


class Frequency(models.TextChoices):
    """Say how often somebody is reminded; empty leaves it to what they may do."""

    AT_ONCE = "at_once", _("At once")
    DAILY = "daily", _("Once a day")
    NEVER = "never", _("Never")


class Scope(models.TextChoices):
    """Say of which comments a moderator is reminded."""

    ALL = "all", _("All comments")
    OWN = "own", _("Only on my own pages")


class ReminderQuerySet(models.QuerySet["Reminder"]):
    """Ask about the reminders of many editors."""

    def due(self, at: datetime) -> ReminderQuerySet:
        """Return those that may be sent now, the longest due first."""
        return (
            self.exclude(pace=Frequency.NEVER)
            .filter(due_at__lte=at, editor__is_active=True)
            .order_by("due_at", "pk")
        )


class Reminder(models.Model):
    """Hold one editor's choice, and when to look again whether there is news.

    `pace` is empty until the editor has chosen. `tries` counts the refusals of the mail
    server in a row.
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
    """Note, and forget, what editors were told of."""

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
    """Note that an editor was told of a waiting comment; kept while it waits."""

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
