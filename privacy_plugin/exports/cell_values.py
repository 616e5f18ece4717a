"""Read the cells of very many rows: what is looked up once is not looked up per row."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from wagtail.coreutils import multigetattr

CellValue = Callable[[Any], Any]
_DISPLAY = re.compile(r"(?:(?P<parent>.+)\.)?get_(?P<field>\w+)_display")


def cell_value(path: str) -> CellValue:
    """Return what reads `path`, names with dots between them, from a row.

    The words for a choice are looked up once per choice, in the language that is active
    then: Django translates all choices of a field for each row.
    """
    found = _DISPLAY.fullmatch(path)
    if found is None:
        return lambda row: multigetattr(row, path)
    parent_path, field = found["parent"], found["field"]
    words: dict[Any, str] = {}

    def display(row: Any) -> str:  # noqa: ANN401 - a row of any model
        parent = multigetattr(row, parent_path) if parent_path else row
        value = getattr(parent, field)
        if value not in words:
            words[value] = str(getattr(parent, f"get_{field}_display")())
        return words[value]

    return display
