"""Panels beside the editor's fields: facts, shipped texts, impact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.admin.utils import label_for_field
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
    PublishingPanel,
)

from privacy_plugin.admin.concurrent_edits import build_conflict_panel
from privacy_plugin.admin.consents.counts import count_active_consents
from privacy_plugin.admin.texts.form import TextForm, get_default_wording_of_text
from privacy_plugin.admin.texts.impact import get_differences
from privacy_plugin.disclosure.controller import get_site_controller
from privacy_plugin.disclosure.render.document import Disclosure, disclose
from privacy_plugin.disclosure.render.language import translate_text
from privacy_plugin.disclosure.render.placeholders import get_placeholder_values
from privacy_plugin.disclosure.sources import list_sources
from privacy_plugin.disclosure.texts.models import DisclosureText
from privacy_plugin.processing import ProcessingActivity, UnknownActivity

TEMPLATES = "privacy_plugin/admin/"


def build_text_disclosure(text: DisclosureText) -> Disclosure | None:
    """Return the facts of a text's activity, None if it is not in force."""
    if not text.activity:
        return None
    controller = get_site_controller(text.site_id)
    try:
        return disclose(text.activity, controller=controller, language=text.language)
    except UnknownActivity:
        return None


@dataclass(frozen=True, slots=True)
class SourceRow:
    """Where a fact comes from, in the active language."""

    heading: str
    note: str
    urls: tuple[str, ...]
    as_of: date | None
    is_outdated: bool


def build_source_rows(activity: ProcessingActivity) -> list[SourceRow]:
    today = timezone.localdate()
    return [
        SourceRow(
            gettext("Transfer to another country")
            if source.is_about_transfer
            else source.recipient,
            translate_text(source.provenance.note),
            source.provenance.urls,
            source.provenance.as_of,
            source.provenance.is_outdated(today),
        )
        for source in list_sources(activity)
    ]


class FactsPanel(Panel):
    """The declared facts, read-only."""

    class BoundPanel(Panel.BoundPanel):
        template_name = f"{TEMPLATES}facts_panel.html"

        def get_context_data(
            self, parent_context: Mapping[str, Any] | None = None
        ) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            shown = build_text_disclosure(self.instance)
            context["disclosure"] = shown
            if shown is not None:
                values = get_placeholder_values(
                    shown.activity, shown.controller, shown.language
                )
                context["sources"] = build_source_rows(shown.activity)
                context["placeholders"] = [
                    (f"{{{name}}}", value) for name, value in values.items()
                ]
            return context


class ShippedPanel(Panel):
    """The shipped texts, which are used for empty fields."""

    class BoundPanel(Panel.BoundPanel):
        template_name = f"{TEMPLATES}shipped_panel.html"

        def is_shown(self) -> bool:
            return bool(get_default_wording_of_text(self.instance).words())

        def get_context_data(
            self, parent_context: Mapping[str, Any] | None = None
        ) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            words = get_default_wording_of_text(self.instance).words()
            context["language"] = self.instance.language
            context["words"] = [
                (label_for_field(name, DisclosureText), text)
                for name, text in words.items()
            ]
            return context


class ImpactPanel(Panel):
    """The published text beside the draft, and the consents that rest on it."""

    class BoundPanel(Panel.BoundPanel):
        template_name = f"{TEMPLATES}impact_panel.html"

        def is_shown(self) -> bool:
            return (
                self.instance.pk is not None
                and build_text_disclosure(self.instance) is not None
            )

        def get_context_data(
            self, parent_context: Mapping[str, Any] | None = None
        ) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            text: DisclosureText = self.instance
            context |= {
                "differences": get_differences(text),
                "consents": count_active_consents(
                    text.site_id, text.activity, at=timezone.now()
                ),
                "disclosure": build_text_disclosure(text),
            }
            return context


def build_edit_handler() -> ObjectList:
    return ObjectList(
        [
            build_conflict_panel(),
            MultiFieldPanel(
                [FieldPanel("activity"), FieldPanel("site", required_on_save=True)],
                heading=_("What the text is about"),
            ),
            FactsPanel(heading=_("The declared facts")),
            ShippedPanel(heading=_("The default words")),
            MultiFieldPanel(
                [
                    FieldPanel("title"),
                    FieldPanel("summary"),
                    FieldPanel("lead"),
                    FieldPanel("explanation"),
                    FieldPanel("question"),
                    FieldPanel("notes"),
                ],
                heading=_("Your words"),
            ),
            MultiFieldPanel(
                [
                    FieldPanel("button_agree"),
                    FieldPanel("button_always"),
                    FieldPanel("button_without"),
                ],
                heading=_("Buttons"),
                classname="collapsed",
            ),
            ImpactPanel(heading=_("Changes for readers")),
            FieldPanel("change", heading=_("What this change means")),
            PublishingPanel(),
        ],
        base_form_class=TextForm,
    )
