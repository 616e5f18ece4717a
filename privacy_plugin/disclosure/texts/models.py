"""Disclosure texts: one per activity, site and language, published like a page.

A text holds words only; the facts are shown beside it. Readers see its publications
(``publishing``), never this table.
"""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _
from wagtail.actions.publish_revision import PublishPermissionError
from wagtail.locks import BaseLock, WorkflowLock
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    Revision,
    RevisionMixin,
    Site,
    TaskState,
    TranslatableMixin,
    Workflow,
    WorkflowMixin,
)
from wagtail.permission_policies.sites import SitePermissionPolicy

from privacy_plugin.disclosure.activities import get_activity
from privacy_plugin.disclosure.render.language import translate_text
from privacy_plugin.disclosure.texts import preview
from privacy_plugin.disclosure.texts.validation import get_validation_errors
from privacy_plugin.disclosure.wording import WORDING_FIELDS, Wording
from privacy_plugin.processing import UnknownActivity, registry

_TRANSLATIONS = uuid.UUID("6b0f3a52-7d1c-4c55-9f0e-3f5f5f0f4a1d")


class ChangeType(models.TextChoices):
    """What a publication means for consents given before it."""

    WORDING = "wording", _("Only the wording changes: earlier consents stay valid")
    MATERIAL = "material", _("The meaning changes: everybody is asked again")


class TextWorkflowLock(WorkflowLock):
    """Lock out editors who are not asked by the task, but never publishers."""

    def for_user(self, user: AbstractBaseUser | AnonymousUser) -> bool:
        """Say whether it keeps this person out."""
        is_kept_out = bool(super().for_user(user))
        return is_kept_out and not self.object.can_be_published_by(user)


class DisclosureText(
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    TranslatableMixin,
    PreviewableMixin,
    models.Model,
):
    """An admin's wording for an activity; empty fields keep the shipped text.

    A text whose site was deleted is shown to nobody.
    """

    activity = models.CharField(_("activity"), max_length=100)
    site = models.ForeignKey(
        Site, models.SET_NULL, null=True, verbose_name=_("site"), related_name="+"
    )
    title = models.CharField(_("heading"), max_length=120, blank=True)
    summary = models.CharField(
        _("words in sight"),
        max_length=500,
        blank=True,
        db_default="",
        help_text=_(
            "Stands beside the form or on the gate. Write around the placeholders of "
            "the default words; each of them has to stay, for it holds a fact."
        ),
    )
    lead = models.CharField(
        _("short sentence"),
        max_length=250,
        blank=True,
        help_text=_("Stands first among the details."),
    )
    explanation = models.TextField(
        _("explanation"),
        max_length=3000,
        blank=True,
        help_text=_(
            "For those who want to know more. An empty line begins a paragraph."
        ),
    )
    question = models.CharField(
        _("consent statement"),
        max_length=300,
        blank=True,
        help_text=_(
            "Stands beside the box, where the activity asks for consent: what people "
            "say by ticking it, such as “The company may check my comment.” No "
            "question."
        ),
    )
    button_agree = models.CharField(_("button that does it"), max_length=60, blank=True)
    button_always = models.CharField(
        _("button that does it from now on"), max_length=60, blank=True
    )
    button_without = models.CharField(
        _("button or link that does without"), max_length=60, blank=True
    )
    notes = models.TextField(
        _("notes"),
        max_length=1000,
        blank=True,
        help_text=_("Stands last, below everything the law requires."),
    )
    change = models.CharField(
        _("what this change means"), max_length=10, choices=ChangeType.choices
    )

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("disclosure text")
        verbose_name_plural = _("disclosure texts")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("activity", "site", "locale"),
                name="privacy_one_text_per_language",
                violation_error_message=_(
                    "There is a text for this activity, site and language already."
                ),
            )
        ]

    def __str__(self) -> str:
        declared = registry.find(self.activity)
        title = translate_text(declared.title) if declared else self.activity
        return f"{title} ({_get_language_name(self.language)})"

    @property
    def language(self) -> str:
        """Return the code of the text's language; empty as long as it has none."""
        return str(self.locale.language_code) if self.locale_id else ""

    @property
    def wording(self) -> Wording:
        return Wording(**{name: getattr(self, name).strip() for name in WORDING_FIELDS})

    def clean(self) -> None:
        """Refuse markup, invisible characters and unknown placeholders."""
        super().clean()
        self._refuse_a_second()
        self.translation_key = _key_of(self.activity, self.site_id)
        try:
            activity = get_activity(self.activity)
        except UnknownActivity:
            raise ValidationError({"activity": _unknown()}) from None
        found = get_validation_errors(
            activity, self.wording, self.language, self.site_id
        )
        if found:
            raise ValidationError(
                {name: [str(one) for one in ones] for name, ones in found.items()}
            )

    def _refuse_a_second(self) -> None:
        """Say so before the constraint does, whose fields are not all in the form."""
        others = DisclosureText.objects.filter(
            activity=self.activity, site=self.site_id, locale=self.locale_id
        )
        if self.site_id is not None and others.exclude(pk=self.pk).exists():
            raise ValidationError(
                _("There is a text for this activity, site and language already.")
            )

    @classmethod
    def get_default_workflow(cls) -> Workflow | None:
        """Return the workflow of texts, unless it could publish without a publisher."""
        workflow = super().get_default_workflow()
        return workflow if workflow and has_final_approval(workflow) else None

    @classmethod
    def find_unused_workflow(cls) -> Workflow | None:
        """Return the workflow chosen for texts, if it is not used for them."""
        workflow = super().get_default_workflow()
        return workflow if workflow and not has_final_approval(workflow) else None

    @property
    def workflow_in_progress(self) -> bool:
        """Say whether the text waits in a workflow that is used for texts."""
        state = self.current_workflow_state
        return bool(
            state
            and state.status == state.STATUS_IN_PROGRESS
            and has_final_approval(state.workflow)
        )

    @property
    def current_workflow_task_state(self) -> TaskState | None:
        """Return where it waits there; a text in another workflow waits nowhere."""
        if not self.workflow_in_progress:
            return None
        return super().current_workflow_task_state

    def get_lock(self) -> BaseLock | None:
        """Return what keeps people out of the editor."""
        lock = super().get_lock()
        if isinstance(lock, WorkflowLock):
            return TextWorkflowLock(lock.object, lock.task)
        return lock

    def can_be_published_by(self, user: AbstractBaseUser | AnonymousUser) -> bool:
        return bool(text_policy.user_has_permission_for_instance(user, "publish", self))

    def publish(
        self,
        revision: Revision,
        user: AbstractBaseUser | AnonymousUser | None = None,
        *args: Any,  # noqa: ANN401 - Wagtail's
        skip_permission_checks: bool = False,
        **kwargs: Any,  # noqa: ANN401
    ) -> object:
        """Publish, and write it down, or do neither.

        Raises PublishPermissionError for somebody who may not publish this text.
        Wagtail asks, at the end of a workflow, for the permission to publish any.
        """
        if user and not skip_permission_checks and not self.can_be_published_by(user):
            raise PublishPermissionError
        with transaction.atomic():
            return super().publish(
                revision,
                user,
                *args,
                skip_permission_checks=skip_permission_checks,
                **kwargs,
            )

    def unpublish(self, *args: Any, **kwargs: Any) -> object:  # noqa: ANN401 - Wagtail's
        """Take the text back, and write it down, or do neither."""
        with transaction.atomic():
            return super().unpublish(*args, **kwargs)

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        """Offer each language of the site, by day and by night; its own first."""
        return preview.get_preview_modes(self.language)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Preview the form or gate as if the text were published."""
        return preview.render_preview(
            request,
            mode_name,
            activity=self.activity,
            site=self.site,
            language=self.language,
            wording=self.wording,
        )


def _key_of(activity: str, site_id: int | None) -> uuid.UUID:
    """Return the key that the texts of one activity and site share in all languages."""
    return uuid.uuid5(_TRANSLATIONS, f"{site_id}:{activity}")


def _get_language_name(code: str) -> str:
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


def _unknown() -> str:
    return str(
        _(
            "This activity does not take place on this site any more. The text is "
            "kept, and shown to nobody."
        )
    )


def has_final_approval(workflow: Workflow) -> bool:
    """Say whether the last task of a workflow is an approval of the text.

    Whoever passes the last step publishes. See decision 60.
    """
    last = workflow.tasks.filter(active=True).select_related("content_type").last()
    return last is not None and last.content_type.natural_key() == APPROVAL


APPROVAL = ("privacy", "disclosuretextapproval")
text_policy = SitePermissionPolicy(DisclosureText)
