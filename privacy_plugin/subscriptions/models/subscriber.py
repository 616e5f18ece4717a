"""Pending and confirmed subscribers, and what they subscribed to."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacy_plugin.consent.subject import new_subject_key
from privacy_plugin.disclosure.models import DisclosureVersion
from privacy_plugin.egress.mail.email_addresses import MAX_LENGTH
from privacy_plugin.subscriptions.models.suppression import Reason, Suppression
from privacy_plugin.work_queue.models import WorkItem, WorkItemQuerySet


class Kind(models.TextChoices):
    POSTS = "posts", _("New posts")
    THREAD = "thread", _("Comments on a post")
    REPLIES = "replies", _("Replies to a comment")


class Frequency(models.TextChoices):
    AT_ONCE = "at_once", _("At once")
    DAILY = "daily", _("Once a day")
    WEEKLY = "weekly", _("Once a week")


class PendingSubscriptionQuerySet(WorkItemQuerySet["PendingSubscription"]):
    """Queue of the confirmation mails."""


class PendingSubscription(WorkItem):
    """An address waiting for its owner's confirmation (double opt-in).

    `choices` is a list of dictionaries with the fields of ``SubscriptionChoice``.
    `subscriber` is set for a change of address. Its work item is the confirmation mail;
    `mailed_at` is when that was sent, or may have been.
    """

    privacy_subject = "subject_key"

    subject_key = models.CharField(max_length=64, unique=True, default=new_subject_key)
    email = models.EmailField(max_length=MAX_LENGTH)
    mailbox = models.CharField(max_length=MAX_LENGTH * 2)
    choices = models.JSONField(default=list)
    language = models.CharField(max_length=20)
    site = models.ForeignKey(
        "wagtailcore.Site", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    subscriber = models.ForeignKey(
        "privacy_subscriptions.Subscriber",
        null=True,
        on_delete=models.CASCADE,
        related_name="changes",
    )
    requested_at = models.DateTimeField(db_index=True)
    mailed_at = models.DateTimeField(null=True)

    objects = PendingSubscriptionQuerySet.as_manager()

    class Meta(WorkItem.Meta):
        verbose_name = _("unconfirmed request")
        verbose_name_plural = _("unconfirmed requests")
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(
                fields=["mailbox", "requested_at"], name="subscriptions_asked"
            ),
            models.Index(
                fields=["due_at"],
                condition=Q(due_at__isnull=False),
                name="subscriptions_mails_due",
            ),
        ]

    def __str__(self) -> str:
        """Name the row, never the address."""
        return f"Pending subscription {self.pk}"


class SubscriberQuerySet(models.QuerySet["Subscriber"]):
    def erase(self) -> int:
        """Delete them with everything; only the traces of their addresses stay."""
        for email, site_id in list(self.values_list("email", "site_id")):
            if site_id is not None:  # a site that is gone writes to nobody
                Suppression.objects.note(email, Reason.LEFT, site_id=site_id)
        count, _rows = self.delete()
        return count


class Subscriber(models.Model):
    """A confirmed address on one site; `mailbox` is its canonical form.

    An address with two sites has two rows, with separate links. `site` is None once the
    site is deleted: then nothing is sent, and the row is deleted soon. `time_zone` is
    empty for the site's own; `failures` counts refusals since the last accepted mail.
    """

    privacy_subject = "subject_key"

    subject_key = models.CharField(max_length=64, unique=True, default=new_subject_key)
    email = models.EmailField(max_length=MAX_LENGTH)
    mailbox = models.CharField(max_length=MAX_LENGTH * 2)
    site = models.ForeignKey(
        "wagtailcore.Site", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    language = models.CharField(max_length=20)
    time_zone = models.CharField(max_length=64, blank=True)
    confirmed_at = models.DateTimeField()
    failures = models.PositiveSmallIntegerField(default=0)

    objects = SubscriberQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")
        default_permissions = ()
        permissions: ClassVar = [("manage_subscriber", _("Can manage subscribers"))]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["mailbox", "site"], name="subscriptions_mailbox_once_per_site"
            ),
        ]

    def __str__(self) -> str:
        """Name the row, never the address."""
        return f"Subscriber {self.pk}"


class Subscription(models.Model):
    """One thing a subscriber gets, and the exact text they agreed to.

    `target` reads ``app.model:id``: what the comments are about, or the comment that is
    replied to; empty for new posts. `key` is part of the unsubscribe links.
    """

    privacy_subject = "subscriber__subject_key"
    privacy_shown = "version__digest"

    subscriber = models.ForeignKey(
        Subscriber, on_delete=models.CASCADE, related_name="subscriptions"
    )
    key = models.CharField(max_length=64, unique=True, default=new_subject_key)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    target = models.CharField(max_length=165, blank=True)
    frequency = models.CharField(
        max_length=10, choices=Frequency.choices, default=Frequency.AT_ONCE
    )
    version = models.ForeignKey(DisclosureVersion, on_delete=models.PROTECT)
    requested_at = models.DateTimeField()
    confirmed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(fields=["kind", "target", "id"], name="subscriptions_lists"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subscriber", "kind", "target"],
                name="subscriptions_each_once",
            ),
            models.CheckConstraint(
                condition=Q(kind=Kind.POSTS, target="")
                | (Q(kind__in=[Kind.THREAD, Kind.REPLIES]) & ~Q(target="")),
                name="subscriptions_kind_has_target",
            ),
            models.CheckConstraint(
                condition=Q(frequency__in=Frequency.values),
                name="subscriptions_frequency_known",
            ),
        ]

    def __str__(self) -> str:
        return f"Subscription {self.pk}"


class SubscribedTopic(models.Model):
    """A topic of a subscription; without any it covers all topics."""

    privacy_subject = "subscription__subscriber__subject_key"

    subscription = models.ForeignKey(
        Subscription, on_delete=models.CASCADE, related_name="topics"
    )
    topic = models.CharField(max_length=64)

    class Meta:
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["subscription", "topic"], name="subscriptions_topic_once"
            ),
        ]

    def __str__(self) -> str:
        return f"Topic {self.pk}"
