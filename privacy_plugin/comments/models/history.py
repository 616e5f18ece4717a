"""The history of a comment; append-only."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from privacy_plugin.comments.models.comment import Comment


class EventType(models.TextChoices):
    SUBMITTED = "submitted", _("submitted")
    IMPORTED = "imported", _("imported from another site")
    EDITED = "edited", _("edited by its writer")
    APPROVED = "approved", _("published")
    HELD = "held", _("held for a person")
    SUSPECTED = "suspected", _("set aside as probably spam")
    REVIEW_REQUESTED = "review_requested", _("its writer asked for a person to read it")
    MARKED_SPAM = "spam", _("marked as spam")
    REMOVED = "removed", _("removed")
    RESTORED = "restored", _("restored")
    CONSENT_GIVEN = "consent_given", _("consent given")
    CONSENT_WITHDRAWN = "consent_withdrawn", _("consent withdrawn")
    CHECK_QUEUED = "check_queued", _("spam check queued")
    CHECK_SKIPPED = "check_skipped", _("not sent to the spam check")
    CHECK_SENT = "check_sent", _("sent to the spam check")
    CHECK_ANSWERED = "check_answered", _("spam check answered")
    CHECK_FAILED = "check_failed", _("spam check failed")
    CHECK_GAVE_UP = "check_gave_up", _("spam check given up")


class ModerationEvent(models.Model):
    """One event in the history of a comment, its reason and its editor.

    Without an editor, the site or the writer did it. `reason` is a code: a
    LocalVerdict, a SkipReason, a CheckState, the kind of an error, or an activity key.
    """

    privacy_subject = "comment__subject_key"

    comment = models.ForeignKey(
        Comment, on_delete=models.CASCADE, related_name="events"
    )
    at = models.DateTimeField()
    type = models.CharField(max_length=20, choices=EventType.choices)
    reason = models.CharField(max_length=60, blank=True)
    editor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(fields=["comment", "at", "id"], name="comments_history"),
            models.Index(
                fields=["at"],
                condition=models.Q(type=EventType.APPROVED),
                name="comments_published",
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(type__in=EventType.values),
                name="comments_event_known",
            ),
        ]

    def __str__(self) -> str:
        return f"Event {self.pk}: {self.type}"
