"""The controller's record of processing activities: Art. 30(1) GDPR.

Generated from the declarations that the disclosures use, and dated. It is one document:
`ProcessingRecord` holds every word, and each format only lays it out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from privacy_plugin.disclosure.activities import get_site_activities
from privacy_plugin.disclosure.controller import Controller
from privacy_plugin.disclosure.record import activity_cells
from privacy_plugin.disclosure.render.language import get_text_language
from privacy_plugin.disclosure.render.site_rows import (
    describe_joint_controller,
    describe_processor,
    describe_protection_officer,
)
from privacy_plugin.processing import ProcessingActivity

COLUMNS = (
    "activity", "title", "purpose", "data_subjects", "data", "sent_as", "legal_basis",
    "recipient", "transfer", "retention", "device", "columns",
)  # fmt: skip
FACTS = (
    "controller", "address", "email", "protection_officer", "representative",
    "joint_controller", "supervisory_authority", "processors", "measures",
)  # fmt: skip


def get_headings() -> dict[str, str]:
    return {
        "activity": _("Key"),
        "title": _("Activity"),
        "purpose": _("Purpose"),
        "data_subjects": _("Data subjects"),
        "data": _("Categories of data"),
        "sent_as": _("Fields as they are sent"),
        "legal_basis": _("Legal basis"),
        "recipient": _("Recipient"),
        "transfer": _("Transfer to a third country"),
        "retention": _("Erasure"),
        "device": _("Stored on the device"),
        "columns": _("Stored in"),
        "controller": _("Controller"),
        "address": _("Address"),
        "email": _("E-mail address"),
        "protection_officer": _("Data protection officer"),
        "representative": _("Representative in the EU"),
        "joint_controller": _("Joint controller"),
        "supervisory_authority": _("Supervisory authority"),
        "processors": _("Processors"),
        "measures": _("Technical and organisational measures"),
        "created_at": _("Drawn up on"),
    }


@dataclass(frozen=True, slots=True)
class ProcessingRecord:
    """The facts about the controller and all activities at one moment.

    `facts` has a text for each of `FACTS`, `rows` a text for each of `COLUMNS`; either
    may be empty. All are in `language`.
    """

    controller: Controller
    created_at: datetime
    language: str
    facts: dict[str, str]
    rows: tuple[dict[str, str], ...]

    def list_facts(self) -> list[tuple[str, str]]:
        """Return heading and text of what is said about the controller."""
        with override(self.language):
            headings = get_headings()
        return [(headings[name], text) for name, text in self.facts.items() if text]

    def list_table(self) -> list[dict[str, str]]:
        """Return the rows of a table, each with the facts beside its own cells."""
        beside = self.facts | {"created_at": self.created_at.isoformat()}
        return [row | beside for row in self.rows]


TABLE_COLUMNS = (*COLUMNS, *FACTS, "created_at")


def build_record(
    controller: Controller, *, language: str, at: datetime
) -> ProcessingRecord:
    """Return the record of everything in force, in `language`."""
    text_language = get_text_language(language)
    activities = (
        *get_site_activities(controller.site_id),
        *controller.site_facts.activities,
    )
    with override(text_language):
        return ProcessingRecord(
            controller=controller,
            created_at=at,
            language=language,
            facts=_build_facts(controller, text_language),
            rows=tuple(
                _build_row(controller.as_shown(activity), controller, text_language)
                for activity in sorted(activities, key=activity_cells.get_order)
            ),
        )


def _build_facts(controller: Controller, language: str) -> dict[str, str]:
    site = controller.site_facts
    return {
        "controller": controller.name,
        "address": " ".join(controller.address.split()),
        "email": controller.email,
        "protection_officer": describe_protection_officer(controller),
        "representative": site.setting.representative,
        "joint_controller": describe_joint_controller(controller),
        "supervisory_authority": controller.supervisory_authority,
        "processors": "; ".join(
            describe_processor(one, language) for one in site.processors
        ),
        "measures": " ".join(site.setting.measures.split()),
    }


def _build_row(
    activity: ProcessingActivity, controller: Controller, language: str
) -> dict[str, str]:
    return {
        "activity": activity.key,
        "title": activity_cells.get_title(activity),
        "purpose": activity_cells.get_purpose(activity),
        "data_subjects": "; ".join(_(who.label) for who in activity.data_subjects),
        "data": activity_cells.list_categories(activity),
        "sent_as": ", ".join(item.sent_as for item in activity.data if item.sent_as),
        "legal_basis": activity_cells.describe_legal_basis(activity),
        "recipient": activity_cells.describe_recipient(activity, controller, language),
        "transfer": activity_cells.describe_transfer(activity, language),
        "retention": activity_cells.describe_retention(activity, language),
        "device": activity_cells.describe_device(activity, language),
        "columns": ", ".join(dict.fromkeys(activity.stored_columns)),
    }
