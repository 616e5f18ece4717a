"""Form pages: fields, submissions, and how a message is received.

Source: GDPR Art. 5(1)(b)-(c), 13; Wagtail's form builder.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, cast

from django.apps import apps
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.forms.models import (
    AbstractFormField,
    AbstractFormSubmission,
    EmailFormMixin,
    FormMixin,
)

from privacy_plugin.consent.subject import new_subject_key
from privacy_plugin.disclosure.activities import get_activity
from privacy_plugin.disclosure.controller import Controller, get_page_site
from privacy_plugin.egress.errors import EgressRefused
from privacy_plugin.exports.views import SafeExportMixin
from privacy_plugin.form_pages.disclosures import sign_shown
from privacy_plugin.form_pages.fields import (
    build_fields_data,
    find_address_field,
    get_category_choices,
    replace_fields_data,
)
from privacy_plugin.form_pages.forms import SHOWN_FIELD, DisclosedFormBuilder
from privacy_plugin.form_pages.mailboxes import (
    can_be_disclosed,
    list_addresses,
    list_email_copies,
)
from privacy_plugin.form_pages.processing import MESSAGE
from privacy_plugin.form_pages.spam_heuristics import (
    HONEYPOT_FIELD,
    Finding,
)
from privacy_plugin.form_pages.submissions import LogViewsMixin
from privacy_plugin.processing import ProcessingActivity
from privacy_plugin.work_queue.models import WorkItem, WorkItemQuerySet

FOUND = "what-was-found"


class Submission(AbstractFormSubmission):
    """A message, under a random subject key that leads to its consents.

    An e-mail address has its own column, so that its owner can be found. `site` is
    where the message was sent, whose retention applies; `finding` is the result of the
    spam heuristics; `shown` holds the digests of the disclosures beside the form.
    """

    privacy_subject = "subject_key"
    privacy_site = "site"
    privacy_shown = "shown"

    email = models.EmailField(_("e-mail address"), blank=True)
    subject_key = models.CharField(max_length=64, db_index=True)
    site = models.ForeignKey(
        "wagtailcore.Site", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    finding = models.CharField(
        max_length=10, choices=Finding.choices, blank=True, default="", db_default=""
    )
    shown = models.JSONField(default=list, db_default=[], blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(finding__in=Finding.values),
                name="form_pages_finding_known",
            )
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    def get_data(self) -> dict[str, Any]:
        """Return what was entered, with the address in its place."""
        entered = {
            name: self.email if value is None else value
            for name, value in self.form_data.items()
        }
        found = self.get_finding_display() if self.finding else ""
        return entered | {"submit_time": self.submit_time, FOUND: found}


class EmailCopyQuerySet(WorkItemQuerySet["EmailCopy"]):
    """Queue of the mails about messages."""


class EmailCopy(WorkItem):
    """A message that is still to be mailed to the people responsible."""

    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, related_name="email_copies"
    )
    to_address = models.EmailField()

    objects = EmailCopyQuerySet.as_manager()

    class Meta(WorkItem.Meta):
        verbose_name = _("mail about a message")
        verbose_name_plural = _("mails about messages")
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"],
                condition=models.Q(due_at__isnull=False),
                name="form_pages_mails_due",
            )
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"


class DisclosedFormField(AbstractFormField):
    """A form field with its category of data; the page type adds the ParentalKey."""

    category = models.CharField(
        _("kind of data"),
        max_length=40,
        choices=get_category_choices,
        blank=True,
        default="",
        help_text=_(
            "Readers see the label. Leave it empty to take what fits the type."
        ),
    )

    panels: ClassVar = [*AbstractFormField.panels, FieldPanel("category")]

    class Meta(AbstractFormField.Meta):
        abstract = True


class DisclosedFormMixin(FormMixin):
    """Add disclosure and consents to a form page, and receive its messages.

    Put it before ``wagtail.contrib.forms.models.AbstractForm``. `privacy_activity`
    processes the message; `privacy_consents` are activities that need their own
    consent. Before ``AbstractEmailForm``, it mails messages as declared.
    """

    privacy_activity: ClassVar[str] = MESSAGE
    privacy_consents: ClassVar[tuple[str, ...]] = ()
    form_builder = DisclosedFormBuilder

    def __init_subclass__(cls, **kwargs: Any) -> None:  # noqa: ANN401 - a class's own
        """Refuse a page type that would mail a message past the gateway."""
        super().__init_subclass__(**kwargs)
        bases = cls.__mro__
        if EmailFormMixin in bases and bases.index(EmailFormMixin) < bases.index(
            DisclosedFormMixin
        ):
            msg = f"{cls.__name__}: DisclosedFormMixin comes before AbstractEmailForm"
            raise ImproperlyConfigured(msg)

    def send_mail(self, form: Any) -> None:  # noqa: ANN401 - built
        """Refuse: a message is mailed by the worker, through the gateway."""
        del form
        msg = "A message leaves as declared, or not at all"
        raise EgressRefused(msg)

    def clean(self) -> None:
        """Refuse to mail where no declaration can name the host."""
        super().clean()
        bad = [one for one in list_addresses(self) if not can_be_disclosed(one)]
        if bad:
            words = _("The disclosure cannot say where %(address)s is.")
            error = ValidationError(words, params={"address": bad[0]})
            raise ValidationError({"to_address": error})

    def get_page_activities(self) -> tuple[ProcessingActivity, ...]:
        """Return what happens with a message of this page, named by its own fields.

        Then, for each host that it is mailed to, that. Raises UnknownActivity.
        """
        data = build_fields_data(self.get_form_fields())
        own = replace_fields_data(get_activity(self.privacy_activity), data)
        return (own, *list_email_copies(self))

    def get_form_class(self) -> type[Any]:
        """Return the form with a box for each consent."""
        builder = self.form_builder(self.get_form_fields())
        builder.consents = self.privacy_consents
        return builder.get_form_class()

    def get_submission_class(self) -> type[Submission]:
        """Store messages in the table whose columns are declared."""
        return Submission

    def get_submissions_list_view_class(self) -> type[Any]:
        """Log each look at the list, whichever view the page type has for it."""
        view: type[Any] = super().get_submissions_list_view_class()
        return type(
            f"Logged{view.__name__}", (LogViewsMixin, SafeExportMixin, view), {}
        )

    def get_data_fields(self) -> list[tuple[str, Any]]:
        """Return the columns of the list: what was entered, and what was found."""
        return [*super().get_data_fields(), (FOUND, _("Our own check"))]

    def process_form_submission(self, form: Any) -> Submission:  # noqa: ANN401 - built
        """Store the message and the consents given with it, together or not at all.

        Where an editor entered an address, the worker mails it there.
        """
        subject, now = new_subject_key(), timezone.now()
        is_trapped = bool(form.mark(HONEYPOT_FIELD))
        entered = form.entered()
        address = find_address_field(self.get_form_fields())
        email = entered.get(address, "")
        if email:
            entered[address] = None
        with transaction.atomic():
            stored = Submission.objects.create(
                form_data=entered,
                page=self,
                email=email or "",
                subject_key=subject,
                site_id=form.site_id,
                finding=Finding.HONEYPOT if is_trapped else Finding.NOTHING,
                shown=form.save_shown(),
            )
            form.record_consents(
                subject, method=f"form:{self.pk}", at=now, is_new_subject=True
            )
            self._queue_email_copies(stored, at=now)
        return stored

    def _queue_email_copies(self, stored: Submission, *, at: datetime) -> None:
        copies = [
            EmailCopy(submission=stored, to_address=address, due_at=at)
            for address in list_addresses(self)
            if can_be_disclosed(address)
        ]
        EmailCopy.objects.bulk_create(copies)

    def form_for(
        self,
        controller: Controller,
        data: Any = None,  # noqa: ANN401 - a QueryDict or nothing
    ) -> Any:  # noqa: ANN401 - the class is built from the fields
        """Return the form, empty or with what was sent."""
        initial = {SHOWN_FIELD: sign_shown(self, controller)}
        return self.get_form(data, page=self, controller=controller, initial=initial)

    def serve(
        self, request: HttpRequest, *args: object, **kwargs: object
    ) -> HttpResponse:
        """Show the page; what is sent goes to an address of its own."""
        del args, kwargs
        context = self.get_context(request)
        return render(request, self.get_template(request), context)

    def get_preview_context(
        self, request: HttpRequest, mode_name: str
    ) -> dict[str, Any]:
        """Leave the form to the template tag."""
        del mode_name
        context: dict[str, Any] = self.get_context(request)
        return context


def page_about(activity: str, *, site_id: int | None) -> DisclosedFormMixin | None:
    """Return a page whose form discloses the activity: a public one, else an empty one.

    It stands on this site; one in the active language comes first. None where no type
    of page has anything to do with it.
    """
    types_about = [
        model
        for model in apps.get_models()
        if issubclass(model, DisclosedFormMixin)
        and activity in {model.privacy_activity, *model.privacy_consents}
    ]
    for model in types_about:
        pages: list[Any] = [
            page
            for page in model._default_manager.live().public().select_related("locale")
            if (site := get_page_site(page)) is not None and site.pk == site_id
        ]
        here = [page for page in pages if page.locale.language_code == get_language()]
        if pages:
            return cast("DisclosedFormMixin", (here or pages)[0])
    return types_about[0]() if types_about else None
