"""The list of transmissions: activity, recipient, field names, time. Never a value.

Source: GDPR Art. 15(1)(c) (recipients), Art. 4(2) (disclosure by transmission).
"""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.db.models.functions import Coalesce
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from privacy_plugin.consent.models import ConsentEvent, ConsentState

SENDING = "sending"  # the detail of what has begun
WITHDRAWN = "withdrawn"  # of what was stopped in time
NOT_BEGUN = "not_begun"  # and of what never did


class Outcome(models.TextChoices):
    BEGUN = "begun", _("begun")
    ANSWERED = "answered", _("answered")
    REJECTED = "rejected", _("rejected by the recipient")
    FAILED = "failed", _("failed")
    REFUSED = "refused", _("refused, nothing was sent")
    UNCERTAIN = "uncertain", _("interrupted, outcome unknown")


class TransmissionQuerySet(models.QuerySet["Transmission"]):
    def of(self, subject: str) -> TransmissionQuerySet:
        """Return what was sent for this person, oldest first."""
        return self.filter(subject_key=subject).order_by("begun_at")

    def sent(self) -> TransmissionQuerySet:
        """Return those of which something may have left."""
        return self.exclude(outcome=Outcome.REFUSED)

    def unused(self) -> TransmissionQuerySet:
        """Return those that are permitted, but of which nothing has left yet."""
        return self.filter(outcome=Outcome.BEGUN, detail="")

    def refuse_withdrawn(self, *, at: datetime) -> int:
        """Take back the permits nobody has used yet; return how many."""
        return self.unused().update(
            outcome=Outcome.REFUSED, detail=WITHDRAWN, ended_at=at
        )

    def withdrawn(self) -> TransmissionQuerySet:
        """Return those whose consent was withdrawn before they could leave."""
        return self.filter(outcome=Outcome.REFUSED, detail=WITHDRAWN)

    def certainly_not_sent(self) -> TransmissionQuerySet:
        """Return transmissions of which nothing was sent: they may be retried."""
        return self.filter(outcome__in=(Outcome.REJECTED, Outcome.REFUSED))

    def exclude_withdrawn(self) -> TransmissionQuerySet:
        """Leave out those whose person's last decision about it was to withdraw."""
        decisions = ConsentEvent.objects.filter(
            record__subject_key=models.OuterRef("subject_key"),
            record__activity=models.OuterRef("activity"),
        )
        newest = models.Subquery(decisions.order_by("-pk").values("state")[:1])
        known = Coalesce(newest, models.Value(""))  # where nobody was asked
        return self.alias(newest=known).exclude(newest=ConsentState.WITHDRAWN)

    def recover(self, *, begun_before: datetime, at: datetime) -> int:
        """Tell of what was permitted before a moment and never ended; return how many.

        What had begun is uncertain. What had not counts as refused: nothing was sent.
        """
        stale = self.filter(outcome=Outcome.BEGUN, begun_at__lt=begun_before)
        keys = list(stale.values_list("pk", flat=True))
        if not keys:
            return 0  # mostly, and then nobody has to wait for a write
        found = self.filter(pk__in=keys, outcome=Outcome.BEGUN)
        unused = found.unused().update(
            outcome=Outcome.REFUSED, detail=NOT_BEGUN, ended_at=at
        )
        return unused + found.update(
            outcome=Outcome.UNCERTAIN, detail="interrupted", ended_at=at
        )


class Transmission(models.Model):
    """One transmission; written before the first byte is sent."""

    privacy_subject = "subject_key"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    activity = models.CharField(max_length=100, db_index=True)
    recipient = models.CharField(max_length=200)
    subject_key = models.CharField(max_length=64, blank=True, db_index=True)
    field_names = models.JSONField(default=list)
    byte_count = models.PositiveIntegerField(default=0)
    outcome = models.CharField(
        max_length=10, choices=Outcome.choices, default=Outcome.BEGUN
    )
    detail = models.CharField(max_length=60, blank=True)
    begun_at = models.DateTimeField(db_index=True)
    ended_at = models.DateTimeField(null=True)

    objects = TransmissionQuerySet.as_manager()

    class Meta:
        verbose_name = _("transmission")
        verbose_name_plural = _("transmissions")
        indexes = (
            models.Index(
                fields=("-ended_at",),
                condition=models.Q(outcome__in=("answered", "rejected")),
                name="privacy_answer_of_recipient",
            ),
            models.Index(
                fields=("begun_at",),
                condition=models.Q(outcome="begun"),
                name="privacy_begun_sendings",
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(outcome__in=Outcome.values),
                name="privacy_known_outcome",
            ),
        )

    def __str__(self) -> str:
        return f"{self.activity} → {self.recipient}: {self.outcome}"

    @property
    def addressee(self) -> str:
        """Return who got it, in words: the recipient, or the person themselves."""
        return self.recipient or gettext("your own mailbox")
