"""What a theme states about itself in ``theme.toml``, so that a site can change it.

The tables ``[tokens.light]`` and ``[tokens.dark]`` repeat the colours of its style
sheet, ``#rrggbb`` by the name of the custom property; ``measure`` in ``[tokens]`` is
the width of its column of text in rem. Without the tables a theme keeps its colours.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

CODE_COLORS = (
    "code-comment", "code-keyword", "code-string", "code-number", "code-name",
)  # fmt: skip
COLORS = (
    "paper", "sheet", "field", "ink", "ink-soft", "rule", "edge",
    "accent", "accent-sheet", "accent-rule", "alarm", "alarm-sheet",
    *CODE_COLORS,
)  # fmt: skip

_COLOR = re.compile(r"#[0-9a-f]{6}\Z", re.ASCII)


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """The custom properties of a theme; colours are in both schemes or in neither."""

    light: Mapping[str, str]
    dark: Mapping[str, str]
    measure: float | None = None

    @property
    def has_colors(self) -> bool:
        return bool(self.light)


def read_tokens(table: Any) -> Tokens:  # noqa: ANN401 - whatever the file holds
    """Return what the table says. Raises ValueError that says what is wrong with it."""
    if not isinstance(table, dict):
        msg = "[tokens] is not a table."
        raise ValueError(msg)  # noqa: TRY004 - what is wrong is the file
    light, dark = table.get("light", {}), table.get("dark", {})
    for name, colors in (("light", light), ("dark", dark)):
        if (light or dark) and not _is_complete(colors):
            msg = f"[tokens.{name}] needs a color #rrggbb for each of {COLORS}."
            raise ValueError(msg)
    measure = table.get("measure")
    if measure is not None and not isinstance(measure, int | float):
        msg = "measure in [tokens] is a number of rem."
        raise ValueError(msg)
    return Tokens(light, dark, measure)


def _is_complete(colors: Any) -> bool:  # noqa: ANN401 - whatever the file holds
    return isinstance(colors, dict) and all(
        _COLOR.match(str(colors.get(name, ""))) for name in COLORS
    )
