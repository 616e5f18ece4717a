"""Requests of people for their data, and the append-only history of each.

A request holds as little as it needs: the address and the random keys of what was
found go when it ends. Events say who did what and when, never a value. Source:
GDPR Art. 5(2), 12(3) to (6).
"""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from privacy_plugin.consent.subject import new_subject_key
from privacy_plugin.rights.people.proof import Proof
from privacy_plugin.work_queue.models import WorkItem, WorkItemQuerySet

_EMAIL_LENGTH = 254  # RFC 5321, section 4.5.3.1.3


class RequestKind(models.TextChoices):
    ACCESS = "access", _("Access: what is stored (Art. 15)")
    COPY = "copy", _("A copy as a file (Art. 20)")
    ERASURE = "erasure", _("Erasure (Art. 17)")
    RECTIFICATION = "rectification", _("Rectification (Art. 16)")
    RESTRICTION = "restriction", _("Restriction (Art. 18)")
    OBJECTION = "objection", _("Objection (Art. 21)")


class RequestState(models.TextChoices):
    OPEN = "open", _("Open")
    WAITING = "waiting", _("Waiting for identity")
    ANSWERED = "answered", _("Answered")
    REFUSED = "refused", _("Refused")
    CLOSED = "closed", _("Closed without an answer")


PENDING = [RequestState.OPEN, RequestState.WAITING]


class Extension(models.TextChoices):
    """Why the answer takes longer: Art. 12(3), second sentence."""

    COMPLEX = "complex", _("the request is complex")
    MANY = "many", _("there are many requests")


class RefusalReason(models.TextChoices):
    UNIDENTIFIED = (
        "unidentified",
        _("nobody showed that the data is theirs (Art. 12(2))"),
    )
    EXCESSIVE = "excessive", _("unfounded or excessive (Art. 12(5))")
    RETENTION = "retention", _("the law asks us to keep it (Art. 17(3))")
    OTHERS = "others", _("it would harm the rights of others (Art. 15(4))")


class EventType(models.TextChoices):
    RECEIVED = "received", _("Received")
    IDENTIFIED = "identified", _("Identity shown")
    CONFIRMATION_ASKED = "asked", _("Confirmation mail ordered")
    CONFIRMED = "confirmed", _("E-mail address confirmed")
    VIEWED = "viewed", _("Looked at what is stored")
    EXPORTED = "exported", _("Exported")
    PREVIEWED = "previewed", _("Looked at what erasing would delete")
    ERASED = "erased", _("Erased")
    EXTENDED = "extended", _("Deadline extended")
    ANSWERED = "answered", _("Answered")
    REFUSED = "refused", _("Refused")
    CLOSED = "closed", _("Closed")
    REOPENED = "reopened", _("Opened again")


class SubjectRequestQuerySet(WorkItemQuerySet["SubjectRequest"]):
    """Queue of the confirmation mails, and the lists of the desk."""

    def pending(self) -> SubjectRequestQuerySet:
        return self.filter(state__in=PENDING)

    def overdue(self, today: date) -> SubjectRequestQuerySet:
        return self.pending().filter(answer_by__lt=today)


class SubjectRequest(WorkItem):
    """One request; `subject_key` is its own, and part of the link in its mail.

    `site` is whose data is asked for, empty for all sites. `email` and `found_keys` are
    emptied when it ends. Its work item is the confirmation mail.
    """

    privacy_subject = "subject_key"

    subject_key = models.CharField(max_length=64, unique=True, default=new_subject_key)
    site = models.ForeignKey(
        "wagtailcore.Site",
        verbose_name=_("site"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    kind = models.CharField(_("kind"), max_length=15, choices=RequestKind.choices)
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=RequestState.choices,
        default=RequestState.WAITING,
    )
    received_on = models.DateField(_("received on"))
    answer_by = models.DateField(_("answer by"), db_index=True)
    extension = models.CharField(
        _("extended because"), max_length=10, choices=Extension.choices, blank=True
    )
    refusal = models.CharField(
        _("refused because"), max_length=15, choices=RefusalReason.choices, blank=True
    )
    proof = models.CharField(
        _("identity shown by"), max_length=10, choices=Proof.choices, blank=True
    )
    email = models.EmailField(_("e-mail address"), max_length=_EMAIL_LENGTH, blank=True)
    found_keys = models.JSONField(default=list, blank=True)
    language = models.CharField(_("language"), max_length=20)
    mailed_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = SubjectRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request")
        verbose_name_plural = _("requests")
        default_permissions = ()
        permissions: ClassVar = [("answer_subjectrequest", "Can answer requests")]
        constraints: ClassVar = [
            *WorkItem.Meta.constraints,
            models.CheckConstraint(
                condition=Q(state__in=RequestState.values),
                name="privacy_request_state_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=PENDING, closed_at__isnull=True)
                | Q(email="", closed_at__isnull=False),
                name="privacy_ended_request_is_empty",
            ),
        ]

    def __str__(self) -> str:
        """Name the row, never the person."""
        return f"#{self.pk}"

    @property
    def is_pending(self) -> bool:
        return self.state in PENDING

    @property
    def is_overdue(self) -> bool:
        return self.is_pending and self.answer_by < timezone.localdate()


class RequestEvent(models.Model):
    """One step in answering a request; append-only, in the database too.

    `detail` is the code of a reason, a proof or a format. `editor` is who did it, empty
    for the person or the software; the number stays when the account goes.
    """

    privacy_subject = "request__subject_key"

    request = models.ForeignKey(
        SubjectRequest, on_delete=models.CASCADE, related_name="events"
    )
    at = models.DateTimeField()
    type = models.CharField(max_length=12, choices=EventType.choices)
    detail = models.CharField(max_length=15, blank=True)
    editor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        related_name="+",
    )

    class Meta:
        verbose_name = _("step of a request")
        verbose_name_plural = _("steps of requests")
        default_permissions = ()
        constraints = (
            models.CheckConstraint(
                condition=Q(type__in=EventType.values),
                name="privacy_request_step_known",
            ),
        )

    def __str__(self) -> str:
        return f"{self.type} {self.request_id}"
