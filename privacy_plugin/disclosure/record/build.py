"""The controller's record of processing activities: Art. 30(1) GDPR.

Generated from the declarations that the disclosures use, and dated.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from privacy_plugin.disclosure.controller import Controller
from privacy_plugin.disclosure.render.document import Disclosure, disclose_all
from privacy_plugin.disclosure.render.items import list_data_items
from privacy_plugin.disclosure.render.rows import Row

COLUMNS = (
    "activity", "title", "purpose", "data_subjects", "data", "sent_as", "legal_basis",
    "recipient", "transfer", "retention", "columns",
)  # fmt: skip


def get_headings() -> dict[str, str]:
    return {
        "activity": _("Key"),
        "title": _("Activity"),
        "purpose": _("Why"),
        "data_subjects": _("Whose data"),
        "data": _("Which data"),
        "sent_as": _("Fields as they are sent"),
        "legal_basis": _("Legal basis"),
        "recipient": _("Recipient"),
        "transfer": _("Transfer to another country"),
        "retention": _("How long"),
        "columns": _("Stored in"),
    }


@dataclass(frozen=True, slots=True)
class ProcessingRecord:
    """The controller and all activities at one moment."""

    controller: Controller
    created_at: datetime
    language: str
    rows: tuple[dict[str, str], ...]


def build_record(
    controller: Controller, *, language: str, at: datetime
) -> ProcessingRecord:
    """Return the record of everything in force, in `language`."""
    disclosures = disclose_all(controller=controller, language=language)
    return ProcessingRecord(
        controller=controller,
        created_at=at,
        language=language,
        rows=tuple(_row(disclosure) for disclosure in disclosures),
    )


def _row(disclosure: Disclosure) -> dict[str, str]:
    rows = {
        row.term: row for row in (*disclosure.first_layer, *disclosure.second_layer)
    }
    return {
        "activity": disclosure.key,
        "title": disclosure.title,
        "purpose": _text(rows.get("why")),
        "data_subjects": _text(rows.get("whose")),
        "data": _data(disclosure),
        "sent_as": _text(rows.get("wire_names")),
        "legal_basis": _text(rows.get("legal_basis")),
        "recipient": _text(rows.get("recipient")),
        "transfer": _text(rows.get("transfer")),
        "retention": _text(rows.get("how_long")),
        "columns": ", ".join(dict.fromkeys(disclosure.activity.stored_columns)),
    }


def _data(disclosure: Disclosure) -> str:
    with override(disclosure.language):
        return "; ".join(item.label for item in list_data_items(disclosure.activity))


def _text(row: Row | None) -> str:
    if row is None:
        return ""
    items = "; ".join(
        f"{item.label} [{item.name}]" if item.name else item.label for item in row.items
    )
    return row.text or items
