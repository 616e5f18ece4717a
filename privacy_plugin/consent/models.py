"""The consent ledger: which text was agreed to, and every later decision.

Records and events are append-only: triggers (``append_only``) reject changes, and the
deletion of an event before its proof period has ended. Source: ISO/IEC TS 27560
(record, event, state); GDPR Art. 7(1).
"""

from __future__ import annotations

import uuid
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from privacy_plugin.disclosure.models import DisclosureVersion


class ConsentState(models.TextChoices):
    """States of a consent, named after the DPV consent status."""

    GIVEN = "given", _("given")
    RENEWED = "renewed", _("renewed")
    WITHDRAWN = "withdrawn", _("withdrawn")
    EXPIRED = "expired", _("expired")


CHUNK = 500  # primary keys in one statement; SQLite takes a limited number
GIVEN_STATES = (ConsentState.GIVEN, ConsentState.RENEWED)


class ConsentRecordQuerySet(models.QuerySet["ConsentRecord"]):
    def of(self, subject: str, activity: str) -> ConsentRecordQuerySet:
        """Return this person's records for an activity, oldest first."""
        return self.filter(subject_key=subject, activity=activity).order_by(
            "created_at"
        )

    def expired(self, before: datetime) -> ConsentRecordQuerySet:
        """Return records none of whose decisions counted at `before` or later."""
        recent = ConsentEvent.objects.filter(
            record=models.OuterRef("pk"), ended_at__gte=before
        )
        return self.filter(created_at__lt=before).exclude(models.Exists(recent))

    def erase(self) -> int:
        """Delete records together with their events; return how many records.

        The database refuses events whose proof period has not ended.
        """
        keys = list(self.order_by().values_list("pk", flat=True))
        for start in range(0, len(keys), CHUNK):
            chunk = keys[start : start + CHUNK]
            ConsentEvent.objects.filter(record__in=chunk).delete()
            ConsentRecord.objects.filter(pk__in=chunk).delete()
        return len(keys)


class ConsentRecord(models.Model):
    """One person asked about one activity, with exactly this text."""

    privacy_subject = "subject_key"
    privacy_subject_site = "version__site_id"
    privacy_shown = "version__digest"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject_key = models.CharField(max_length=64, db_index=True)
    activity = models.CharField(max_length=100)
    version = models.ForeignKey(DisclosureVersion, models.PROTECT)
    created_at = models.DateTimeField(db_index=True)

    objects = ConsentRecordQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent record")
        verbose_name_plural = _("consent records")
        permissions = (
            ("report_consentrecord", "Can see the privacy reports"),
            ("export_consentrecord", "Can export the privacy reports"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("subject_key", "activity", "version"),
                name="privacy_one_record_per_text",
            ),
        )

    def __str__(self) -> str:
        return f"{self.activity} {self.pk}"


class ConsentEvent(models.Model):
    """One decision, or an expiry, in the history of a consent.

    `ended_at` is the latest moment at which the decision stops counting; the proof
    period starts there. `hash` chains the event to the previous one.
    """

    privacy_subject = "record__subject_key"

    record = models.ForeignKey(ConsentRecord, models.PROTECT, related_name="events")
    state = models.CharField(max_length=10, choices=ConsentState.choices)
    at = models.DateTimeField()
    method = models.CharField(max_length=60)
    valid_until = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(db_index=True)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("consent event")
        verbose_name_plural = _("consent events")
        constraints = (
            models.UniqueConstraint(
                fields=("record", "previous_hash"), name="privacy_one_next_event"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=ConsentState.values),
                name="privacy_known_consent_state",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=GIVEN_STATES, valid_until__isnull=False)
                | (
                    ~models.Q(state__in=GIVEN_STATES)
                    & models.Q(valid_until__isnull=True)
                ),
                name="privacy_given_until_when",
            ),
        )

    def __str__(self) -> str:
        return f"{self.state} {self.record_id}"
