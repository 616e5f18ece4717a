"""The record of processing as JSON, CSV and Markdown."""

from __future__ import annotations

import csv
import io
import json

from django.utils.translation import gettext as _
from django.utils.translation import override

from privacy_plugin.disclosure.record.build import (
    COLUMNS,
    TABLE_COLUMNS,
    ProcessingRecord,
    get_headings,
)
from privacy_plugin.exports.cells import escape_cell


def as_json(record: ProcessingRecord) -> str:
    facts = dict(record.facts)
    controller = {
        "name": facts.pop("controller"),
        **facts,
        "created_at": record.created_at.isoformat(),
        "language": record.language,
    }
    document = {"controller": controller, "activities": list(record.rows)}
    return json.dumps(document, ensure_ascii=False, indent=2)


def as_csv(record: ProcessingRecord) -> str:
    """Return the record as CSV; cells that look like formulas are quoted."""
    out = io.StringIO()
    writer = csv.DictWriter(out, TABLE_COLUMNS)
    writer.writeheader()
    for row in record.list_table():
        writer.writerow({name: escape_cell(cell) for name, cell in row.items()})
    return out.getvalue()


def as_markdown(record: ProcessingRecord) -> str:
    """Return the record as a Markdown document."""
    with override(record.language):
        headings = get_headings()
        lines = ["# " + _("Record of processing activities"), ""]
    lines += [f"- **{heading}**: {text}" for heading, text in record.list_facts()]
    lines += [f"- **{headings['created_at']}**: {record.created_at.isoformat()}"]
    for row in record.rows:
        lines += ["", f"## {row['title']} (`{row['activity']}`)", ""]
        lines += [
            f"- **{headings[name]}**: {row[name]}"
            for name in COLUMNS
            if name not in {"activity", "title"} and row[name]
        ]
    return "\n".join([*lines, ""])
