"""Each sending: which activity, to whom, which field names, when. Never a value.

Source: GDPR Art. 15(1)(c) (recipients), Art. 4(2) (disclosure by transmission).
"""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Outcome(models.TextChoices):
    """Name what became of a sending."""

    BEGUN = "begun", _("begun")
    ANSWERED = "answered", _("answered")
    REJECTED = "rejected", _("rejected by the recipient")
    FAILED = "failed", _("failed")
    REFUSED = "refused", _("refused, nothing was sent")
    UNCERTAIN = "uncertain", _("interrupted, outcome unknown")


class TransmissionQuerySet(models.QuerySet["Transmission"]):
    """Select transmissions."""

    def of(self, subject: str) -> TransmissionQuerySet:
        """Return what was sent for this person, oldest first."""
        return self.filter(subject_key=subject).order_by("begun_at")

    def sent(self) -> TransmissionQuerySet:
        """Return those of which something may have left."""
        return self.exclude(outcome=Outcome.REFUSED)

    def recover(self, *, begun_before: datetime, at: datetime) -> int:
        """Mark what was begun before a moment and never ended as uncertain."""
        stale = self.filter(outcome=Outcome.BEGUN, begun_at__lt=begun_before)
        return stale.update(
            outcome=Outcome.UNCERTAIN,
            detail="interrupted",
            ended_at=at,
        )


class Transmission(models.Model):
    """Hold one sending; written before the first byte leaves."""

    privacy_subject = "subject_key"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = models.CharField(max_length=100, db_index=True)
    recipient = models.CharField(max_length=200)
    subject_key = models.CharField(max_length=64, blank=True, db_index=True)
    field_names = models.JSONField(default=list)
    byte_count = models.PositiveIntegerField(default=0)
    outcome = models.CharField(
        max_length=10,
        choices=Outcome.choices,
        default=Outcome.BEGUN,
    )
    detail = models.CharField(max_length=60, blank=True)
    begun_at = models.DateTimeField(db_index=True)
    ended_at = models.DateTimeField(null=True)

    objects = TransmissionQuerySet.as_manager()

    class Meta:
        """Refuse an outcome nobody knows."""

        verbose_name = _("transmission")
        verbose_name_plural = _("transmissions")
        indexes = (
            models.Index(
                fields=("-ended_at",),
                condition=models.Q(outcome__in=("answered", "rejected")),
                name="privacy_answer_of_recipient",
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(outcome__in=Outcome.values),
                name="privacy_known_outcome",
            ),
        )

    def __str__(self) -> str:
        """Name activity, recipient and outcome, not the person."""
        return f"{self.activity} → {self.recipient}: {self.outcome}"

    @property
    def addressee(self) -> str:
        """Return who got it, in words: the recipient, or the person themselves."""
        return self.recipient or gettext("your own mailbox")
