"""Mailings, and their deliveries.

There is one delivery per mailing and subscriber, by a database constraint. It is
claimed before its mail is handed over; a killed worker leaves a claim that becomes
*uncertain* and is never repeated.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacy_plugin.subscriptions.models.subscriber import (
    Kind,
    Subscriber,
    Subscription,
)
from privacy_plugin.work_queue.models import WorkItem, WorkItemQuerySet


class MailingState(models.TextChoices):
    PREPARING = "preparing", _("being prepared")
    SENDING = "sending", _("being sent")
    PAUSED = "paused", _("paused")
    STOPPED = "stopped", _("stopped")
    DONE = "done", _("done")


TOO_MANY = "many"  # the reason of a mailing that waits to be confirmed
OPEN_STATES = (MailingState.PREPARING, MailingState.SENDING, MailingState.PAUSED)


class DeliveryState(models.TextChoices):
    QUEUED = "queued", _("waiting")
    CLAIMED = "claimed", _("being handed over")
    SENT = "sent", _("handed over")
    FAILED = "failed", _("not sent")
    UNCERTAIN = "uncertain", _("interrupted, perhaps sent")


class Mailing(models.Model):
    """A post or comment that subscribers are told about.

    `source` reads ``app.model:id``; `target` is what a comment is about, `answers` the
    comment it replies to. Subscriptions confirmed by `created_at` are included.
    `prepared_to` is the last subscription whose delivery has been created.
    """

    kind = models.CharField(max_length=10, choices=Kind.choices)
    source = models.CharField(max_length=165)
    target = models.CharField(max_length=165, blank=True)
    answers = models.CharField(max_length=165, blank=True)
    site = models.ForeignKey(
        "wagtailcore.Site", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    language = models.CharField(max_length=20, blank=True)
    title = models.CharField(max_length=255)
    url = models.URLField(max_length=2000)
    created_at = models.DateTimeField()
    state = models.CharField(
        max_length=10, choices=MailingState.choices, default=MailingState.PREPARING
    )
    reason = models.CharField(max_length=60, blank=True)
    prepared_to = models.BigIntegerField(default=0)
    recipient_count = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("mailing")
        verbose_name_plural = _("mailings")
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(
                fields=["state"],
                condition=Q(state__in=OPEN_STATES),
                name="subscriptions_open_mailings",
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "source"], name="subscriptions_told_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=MailingState.values),
                name="subscriptions_mailing_state_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.source}"


class DeliveryQuerySet(WorkItemQuerySet["Delivery"]):
    def due(self, at: datetime) -> Self:
        """Return what is due, without what belongs to a paused or stopped mailing."""
        return super().due(at).filter(mailing__state=MailingState.SENDING)


class Delivery(WorkItem):
    """One mail to one subscriber, or their part of a digest.

    The parts of a digest are claimed together, with the same `transmission`.
    """

    privacy_subject = "subscriber__subject_key"
    privacy_site = "mailing__site"

    mailing = models.ForeignKey(
        Mailing, on_delete=models.CASCADE, related_name="deliveries"
    )
    subscriber = models.ForeignKey(
        Subscriber, on_delete=models.CASCADE, related_name="deliveries"
    )
    subscription = models.ForeignKey(
        Subscription, on_delete=models.CASCADE, related_name="deliveries"
    )
    state = models.CharField(
        max_length=10, choices=DeliveryState.choices, default=DeliveryState.QUEUED
    )
    is_digest = models.BooleanField(default=False)
    ended_at = models.DateTimeField(null=True)
    detail = models.CharField(max_length=60, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(
                fields=["due_at", "id"],
                condition=Q(state="queued"),
                name="subscriptions_due",
            ),
            models.Index(
                fields=["claimed_at"],
                condition=Q(claimed_at__isnull=False),
                name="subscriptions_claimed",
            ),
            models.Index(fields=["mailing", "state"], name="subscriptions_progress"),
            models.Index(
                fields=["ended_at"],
                condition=Q(ended_at__isnull=False),
                name="subscriptions_ended",
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["mailing", "subscriber"], name="subscriptions_never_twice"
            ),
            models.CheckConstraint(
                condition=Q(state__in=DeliveryState.values),
                name="subscriptions_delivery_state_known",
            ),
            models.CheckConstraint(
                condition=Q(
                    state="queued",
                    due_at__isnull=False,
                    claimed_at=None,
                    ended_at=None,
                )
                | Q(
                    state="claimed",
                    due_at=None,
                    claimed_at__isnull=False,
                    ended_at=None,
                )
                | Q(
                    state__in=["sent", "failed", "uncertain"],
                    due_at=None,
                    claimed_at=None,
                    ended_at__isnull=False,
                ),
                name="subscriptions_delivery_shape",
            ),
        ]

    def __str__(self) -> str:
        return f"Delivery {self.pk}"
