"""The style sheets of the themes, as a browser reads them: each import in its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from django.contrib.staticfiles import finders

from blog.themes.discovery import Theme, get_themes

THEMES = list(get_themes().values())
LISTS = ("css/site.css", "css/plugin.css", "css/frame.css")
_IMPORT = re.compile(r'@import url\("([^"]+)"\)')
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


def read_rules(sheet: Path) -> str:
    """Return a sheet without its comments."""
    return _COMMENT.sub("", sheet.read_text(encoding="utf-8"))


def find_sheets(theme: Theme, *names: str) -> list[Path]:
    """Return the sheets that lists of imports of a theme name, in order."""
    paths = [Path(theme.get_static_name(name)) for name in names]
    return [sheet for path in paths for sheet in _follow(path)]


def _follow(path: Path) -> Iterator[Path]:
    """Yield a sheet; what it imports instead, if it is a list of imports."""
    source = finders.find(str(path))
    assert source, f"{path} is missing"
    imported = _IMPORT.findall(read_rules(Path(source)))
    if not imported:
        yield Path(source)
    for name in imported:
        yield from _follow(Path("/", path.parent, name).resolve().relative_to("/"))


def read_css(theme: Theme) -> str:
    """Return all rules that a page of the theme can have."""
    return "\n".join(map(read_rules, find_sheets(theme, *LISTS[:2])))


def read_colors(theme: Theme, scheme: int) -> dict[str, str]:
    """Return the colours of a theme by name, by day (0) or by night (1)."""
    pattern = r"--([a-z-]+): light-dark\((#[0-9a-f]+), (#[0-9a-f]+)\)"
    found = re.findall(pattern, read_css(theme))
    return {match[0]: match[1 + scheme] for match in found}
