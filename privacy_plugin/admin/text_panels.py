"""What stands beside the words in the editor: the facts, and what a change would do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib.admin.utils import label_for_field
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
    PublishingPanel,
)

from privacy_plugin.admin.impact import differences, standing_consents
from privacy_plugin.admin.text_form import TextForm, shipped_words
from privacy_plugin.disclosure.controller import controller_of_site
from privacy_plugin.disclosure.document import Disclosure, disclose
from privacy_plugin.disclosure.placeholders import values_for
from privacy_plugin.disclosure.texts import DisclosureText
from privacy_plugin.processing import UnknownActivity

TEMPLATES = "privacy_plugin/admin/"


def facts_of(text: DisclosureText) -> Disclosure | None:
    """Return the facts a text stands beside, None for an activity not in force."""
    if not text.activity:
        return None
    controller = controller_of_site(text.site_id)
    try:
        return disclose(text.activity, controller=controller, language=text.language)
    except UnknownActivity:
        return None


class FactsPanel(Panel):
    """Show what is declared. It can be explained, and cannot be changed."""

    class BoundPanel(Panel.BoundPanel):
        """Show the facts of one text."""

        template_name = f"{TEMPLATES}facts_panel.html"

        def get_context_data(
            self, parent_context: Mapping[str, Any] | None = None
        ) -> dict[str, Any]:
            """Add the facts, and the placeholders that stand for them."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            shown = facts_of(self.instance)
            context["disclosure"] = shown
            if shown is not None:
                values = values_for(shown.activity, shown.controller, shown.language)
                context["placeholders"] = [
                    (f"{{{name}}}", value) for name, value in values.items()
                ]
            return context


class ShippedPanel(Panel):
    """Show the words that stand wherever a text says nothing."""

    class BoundPanel(Panel.BoundPanel):
        """Show those of one activity."""

        template_name = f"{TEMPLATES}shipped_panel.html"

        def is_shown(self) -> bool:
            """Say whether there are any."""
            return bool(shipped_words(self.instance).words())

        def get_context_data(
            self, parent_context: Mapping[str, Any] | None = None
        ) -> dict[str, Any]:
            """Add each of them, under the name of its field."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            words = shipped_words(self.instance).words()
            context["language"] = self.instance.language
            context["words"] = [
                (label_for_field(name, DisclosureText), text)
                for name, text in words.items()
            ]
            return context


class ImpactPanel(Panel):
    """Show what readers see now beside the draft, and which consents rest on it."""

    class BoundPanel(Panel.BoundPanel):
        """Show the impact of one text; nothing for one that was never saved."""

        template_name = f"{TEMPLATES}impact_panel.html"

        def is_shown(self) -> bool:
            """Say whether there is something to compare."""
            return self.instance.pk is not None and facts_of(self.instance) is not None

        def get_context_data(
            self, parent_context: Mapping[str, Any] | None = None
        ) -> dict[str, Any]:
            """Add both sides and the number of consents."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            text: DisclosureText = self.instance
            context |= {
                "differences": differences(text),
                "consents": standing_consents(
                    text.site_id, text.activity, at=timezone.now()
                ),
                "disclosure": facts_of(text),
            }
            return context


def edit_handler() -> ObjectList:
    """Return the editor of a text, with the facts beside the words."""
    return ObjectList(
        [
            MultiFieldPanel(
                [FieldPanel("activity"), FieldPanel("site", required_on_save=True)],
                heading=_("What the text is about"),
            ),
            FactsPanel(heading=_("The facts, as declared")),
            ShippedPanel(heading=_("The words, as shipped")),
            MultiFieldPanel(
                [
                    FieldPanel("title"),
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
            ImpactPanel(heading=_("What would change")),
            FieldPanel("change", heading=_("What this change means")),
            PublishingPanel(),
        ],
        base_form_class=TextForm,
    )
