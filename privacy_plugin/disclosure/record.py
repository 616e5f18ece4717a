"""The controller's record of processing activities: Art. 30(1) GDPR.

Generated from the same declarations as the reader's disclosure; dated; in Markdown,
CSV or JSON.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from privacy_plugin.disclosure.controller import Controller
from privacy_plugin.disclosure.document import Disclosure, disclose_all
from privacy_plugin.disclosure.layers import Row
from privacy_plugin.disclosure.pieces import kinds

COLUMNS = (
    "activity", "title", "purpose", "data_subjects", "data", "sent_as", "legal_basis",
    "recipient", "transfer", "retention", "columns",
)  # fmt: skip
_FORMULA = frozenset("=+-@＝＋－＠")  # noqa: RUF001 - a spreadsheet reads the wide ones too


def headings() -> dict[str, str]:
    """Return what the columns are called, in the active language."""
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
    """Hold who is responsible and what is processed, as of a moment."""

    controller: Controller
    drawn_up_at: datetime
    language: str
    rows: tuple[dict[str, str], ...]


def draw_up(controller: Controller, *, language: str, at: datetime) -> ProcessingRecord:
    """Return the record of everything in force, in `language`."""
    disclosures = disclose_all(controller=controller, language=language)
    return ProcessingRecord(
        controller=controller,
        drawn_up_at=at,
        language=language,
        rows=tuple(_row(disclosure) for disclosure in disclosures),
    )


def as_json(record: ProcessingRecord) -> str:
    """Return the record as JSON."""
    document = {"controller": _controller(record), "activities": list(record.rows)}
    return json.dumps(document, ensure_ascii=False, indent=2)


def as_csv(record: ProcessingRecord) -> str:
    """Return the record as CSV; cells that look like formulas are quoted."""
    out = io.StringIO()
    writer = csv.DictWriter(out, ("controller", "drawn_up_at", *COLUMNS))
    writer.writeheader()
    for row in record.rows:
        cells = {
            "controller": record.controller.name,
            "drawn_up_at": record.drawn_up_at.isoformat(),
            **row,
        }
        writer.writerow({name: _harmless(cell) for name, cell in cells.items()})
    return out.getvalue()


def as_markdown(record: ProcessingRecord) -> str:
    """Return the record as a Markdown document."""
    lines = ["# " + _("Record of processing activities"), ""]
    lines += [
        f"- **{name}**: {text}" for name, text in _controller(record).items() if text
    ]
    for row in record.rows:
        lines += ["", f"## {row['title']} (`{row['activity']}`)", ""]
        lines += [
            f"- **{name}**: {row[name]}"
            for name in COLUMNS
            if name not in {"activity", "title"} and row[name]
        ]
    return "\n".join([*lines, ""])


def as_cells(record: ProcessingRecord) -> list[dict[str, str]]:
    """Return a row per activity for a spreadsheet; nothing in it is a formula."""
    return [{name: _harmless(row[name]) for name in COLUMNS} for row in record.rows]


def _controller(record: ProcessingRecord) -> dict[str, str]:
    controller = record.controller
    return {
        "name": controller.name,
        "address": " ".join(controller.address.split()),
        "email": controller.email,
        "protection_officer": controller.protection_officer,
        "drawn_up_at": record.drawn_up_at.isoformat(),
        "language": record.language,
    }


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
        return "; ".join(item.label for item in kinds(disclosure.activity))


def _text(row: Row | None) -> str:
    if row is None:
        return ""
    items = "; ".join(
        f"{item.label} [{item.name}]" if item.name else item.label for item in row.items
    )
    return row.text or items


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.lstrip()[:1] in _FORMULA else cell
