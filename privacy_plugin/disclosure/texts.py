"""The texts admins write: one per activity, site and language, published like a page.

A text holds words only. What it says about facts is compared with the declaration when
it is saved (``contradictions``); what readers see of it follows from its publications
(``publishing``), never from this table.
"""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    Site,
    TranslatableMixin,
    WorkflowMixin,
)

from privacy_plugin.disclosure import preview
from privacy_plugin.disclosure.document import activity_in_force
from privacy_plugin.disclosure.proofreading import faults
from privacy_plugin.disclosure.wording import WORDS, Wording
from privacy_plugin.processing import UnknownActivity

_TRANSLATIONS = uuid.UUID("6b0f3a52-7d1c-4c55-9f0e-3f5f5f0f4a1d")


class Change(models.TextChoices):
    """Name what a publication means for the consents given before it."""

    WORDING = "wording", _("Only the wording changes: earlier consents stay valid")
    MATERIAL = "material", _("The meaning changes: everybody is asked again")


class DisclosureText(
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    RevisionMixin,
    TranslatableMixin,
    PreviewableMixin,
    models.Model,
):
    """Say in an admin's words what is declared; what is left empty stays as shipped.

    A text of a site that was deleted belongs to none and is shown to nobody.
    """

    activity = models.CharField(_("activity"), max_length=100)
    site = models.ForeignKey(
        Site, models.SET_NULL, null=True, verbose_name=_("site"), related_name="+"
    )
    title = models.CharField(_("heading"), max_length=120, blank=True)
    lead = models.CharField(
        _("short sentence"),
        max_length=250,
        blank=True,
        help_text=_("Stands first, above the facts."),
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
        _("question"),
        max_length=300,
        blank=True,
        help_text=_("Stands beside the box, where the activity asks for consent."),
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
        _("what this change means"), max_length=10, choices=Change.choices
    )

    class Meta(TranslatableMixin.Meta):
        """Allow one text per activity, site and language."""

        verbose_name = _("disclosure text")
        verbose_name_plural = _("disclosure texts")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("activity", "site", "locale"),
                name="privacy_one_text_per_language",
                violation_error_message=_(
                    "There is a text for this activity, site and language already."
                ),
            ),
        ]

    def __str__(self) -> str:
        """Name the activity and the language."""
        return f"{self.activity} ({self.language})"

    @property
    def language(self) -> str:
        """Return the code of the text's language; empty as long as it has none."""
        return str(self.locale.language_code) if self.locale_id else ""

    @property
    def wording(self) -> Wording:
        """Return the words."""
        return Wording(**{name: getattr(self, name).strip() for name in WORDS})

    def clean(self) -> None:
        """Refuse markup, unknown placeholders and words that contradict a fact."""
        super().clean()
        self._refuse_a_second()
        self.translation_key = _key_of(self.activity, self.site_id)
        try:
            activity = activity_in_force(self.activity)
        except UnknownActivity:
            raise ValidationError({"activity": _unknown()}) from None
        found = faults(activity, self.wording, self.language, self.site_id)
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
                _("There is a text for this activity, site and language already."),
            )

    def publish(self, *args: Any, **kwargs: Any) -> object:  # noqa: ANN401 - Wagtail's
        """Publish, and write it down, or do neither."""
        with transaction.atomic():
            return super().publish(*args, **kwargs)

    def unpublish(self, *args: Any, **kwargs: Any) -> object:  # noqa: ANN401 - Wagtail's
        """Take the text back, and write it down, or do neither."""
        with transaction.atomic():
            return super().unpublish(*args, **kwargs)

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        """Offer each language of the site, by day and by night; its own first."""
        return preview.modes(self.language)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Show the form or gate the text stands in, as if the text were published."""
        return preview.show(
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


def _unknown() -> str:
    return str(
        _(
            "This activity does not take place on this site any more. The text is "
            "kept, and shown to nobody.",
        ),
    )
