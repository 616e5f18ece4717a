"""The state of a spam check, and the data it needs meanwhile.

The check is claimed before anything is sent, so that a killed worker leaves a row that
says so and nothing is sent twice.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacy_plugin.comments.models.comment import Comment
from privacy_plugin.work_queue.models import WorkItem, WorkItemQuerySet


class CheckState(models.TextChoices):
    """The state of a check."""

    NOT_CHECKED = "not_checked", _("not checked")
    QUEUED = "queued", _("waiting to be checked")
    SENDING = "sending", _("being checked")
    HAM = "ham", _("no spam")
    HAM_PROVISIONAL = "ham_provisional", _("no spam so far")
    SPAM = "spam", _("spam")
    SPAM_BLATANT = "spam_blatant", _("blatant spam")
    ERROR = "error", _("the check failed")
    GAVE_UP = "gave_up", _("the check was given up")


class SkipReason(models.TextChoices):
    """Why nothing was sent to the spam checker."""

    NO_CONSENT = "no_consent", _("the writer did not agree to it")
    WITHDRAWN = "withdrawn", _("the writer withdrew the consent")
    NO_CHECKER = "no_checker", _("no spam checker is set up")
    NO_IP = "no_ip", _("the connection has no public address")
    LOCAL = "local", _("this site's own checks had decided")
    TRUSTED = "trusted", _("written by somebody who edits this site")
    IMPORTED = "imported", _("imported from another site")
    DECIDED = "decided", _("a person had decided before")
    EDITED = "edited", _("edited after the check")
    MOVED = "moved", _("agreed to on another site, before the page was moved")


class SpamCheckQuerySet(WorkItemQuerySet["SpamCheck"]):
    """Moves checks through the work queue."""


class SpamCheck(WorkItem):
    """The check of one comment; `reason` explains its state.

    `queued_at` is when the current series of attempts began.
    """

    privacy_subject = "comment__subject_key"

    comment = models.OneToOneField(
        Comment,
        on_delete=models.CASCADE,
        related_name="spam_check",
    )
    state = models.CharField(
        max_length=20,
        choices=CheckState.choices,
        default=CheckState.NOT_CHECKED,
    )
    reason = models.CharField(max_length=40, blank=True)
    recheck_reason = models.CharField(max_length=20, blank=True)
    queued_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    guid = models.CharField(max_length=100, blank=True)

    objects = SpamCheckQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"],
                condition=Q(due_at__isnull=False),
                name="comments_checks_due",
            ),
            models.Index(fields=["state"], name="comments_checks_state"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(state__in=CheckState.values),
                name="comments_check_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state="queued", due_at__isnull=False, claimed_at=None)
                | Q(state="sending", due_at=None, claimed_at__isnull=False)
                | Q(state="ham_provisional", claimed_at=None)
                | ~Q(state__in=["queued", "sending", "ham_provisional"])
                & Q(due_at=None, claimed_at=None),
                name="comments_check_shape",
            ),
        ]

    def __str__(self) -> str:
        return f"Spam check {self.pk}"

    @property
    def is_open(self) -> bool:
        """Say whether something may still be sent."""
        return self.due_at is not None or self.state == CheckState.SENDING


class CheckContext(models.Model):
    """Data for a check only: with consent, until the verdict.

    IP address and user agent are stored only if the checker's declaration says so; a
    row without them allows the check.
    """

    privacy_subject = "comment__subject_key"
    privacy_site = "comment__discussion__site"

    comment = models.OneToOneField(
        Comment,
        on_delete=models.CASCADE,
        related_name="check_context",
    )
    ip_address = models.GenericIPAddressField(null=True, blank=True)
    user_agent = models.CharField(max_length=400, blank=True)
    captured_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("context of a spam check")
        verbose_name_plural = _("contexts of spam checks")
        default_permissions = ()

    def __str__(self) -> str:
        """Name the row, never the address."""
        return f"Check context {self.pk}"
