"""Streamed CSV and XLSX exports with cells that are safe from formula injection."""

from __future__ import annotations

import re
from typing import TypeVar

from privacy_plugin.validation.control_characters import replace_control_characters

T = TypeVar("T")

BYTE_ORDER_MARK = "\ufeff"
"""Begins a CSV file: without it, spreadsheets read UTF-8 as something else."""

# Source: OWASP, CSV Injection. A spreadsheet reads the full-width ones too.
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")  # noqa: RUF001


def escape_cell(value: T) -> T | str:
    """Return a cell that no spreadsheet takes for a formula; only texts can be one."""
    if not isinstance(value, str):
        return value
    text = replace_control_characters(value, "\ufffd", keep="\t\n\r")
    return f"'{text}" if _FORMULA.match(text) else text
