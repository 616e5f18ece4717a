"""The record of processing as JSON, CSV and Markdown."""

from __future__ import annotations

import csv
import io
import json

from django.utils.translation import gettext as _

from privacy_plugin.disclosure.record.build import COLUMNS, ProcessingRecord
from privacy_plugin.exports.cells import escape_cell


def as_json(record: ProcessingRecord) -> str:
    document = {"controller": _controller(record), "activities": list(record.rows)}
    return json.dumps(document, ensure_ascii=False, indent=2)


def as_csv(record: ProcessingRecord) -> str:
    """Return the record as CSV; cells that look like formulas are quoted."""
    out = io.StringIO()
    writer = csv.DictWriter(out, ("controller", "created_at", *COLUMNS))
    writer.writeheader()
    for row in record.rows:
        cells = {
            "controller": record.controller.name,
            "created_at": record.created_at.isoformat(),
            **row,
        }
        writer.writerow({name: escape_cell(cell) for name, cell in cells.items()})
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


def _controller(record: ProcessingRecord) -> dict[str, str]:
    controller = record.controller
    return {
        "name": controller.name,
        "address": " ".join(controller.address.split()),
        "email": controller.email,
        "protection_officer": controller.protection_officer,
        "created_at": record.created_at.isoformat(),
        "language": record.language,
    }
