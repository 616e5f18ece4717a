"""The style sheet of a site: the custom properties that differ from its theme's.

It comes after the theme's own and lies in no layer, so it wins in every theme. Whatever
is chosen, it can be read: see `blog.appearance.palette`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.db import models
from django.utils.translation import gettext_lazy as _

from blog.appearance import palette
from blog.themes.discovery import get_theme
from blog.themes.tokens import Tokens

_LIGHT_DARK = "(color: light-dark(#000, #fff))"
_SYSTEM = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif'
_HUMANIST = 'Seravek, "Gill Sans Nova", Ubuntu, Calibri, "DejaVu Sans", sans-serif'
_BOOK = (
    '"Iowan Old Style", "Palatino Linotype", Palatino, "URW Palladio L", P052, '
    'Georgia, "Noto Serif", serif'
)
_SLAB = 'Rockwell, "Rockwell Nova", "Roboto Slab", "DejaVu Serif", "Sitka Small", serif'


class Scheme(models.TextChoices):
    """Whether a site is light or dark, or what the reader's device prefers."""

    BOTH = "", _("Light and dark, as each reader’s device prefers")
    LIGHT = "light", _("Always light")
    DARK = "dark", _("Always dark")


class Faces(models.TextChoices):
    """Faces that devices have already, so nothing is loaded."""

    THEME = "", _("As the theme has it")
    BOOK = "book", _("Book: serif for everything")
    SYSTEM = "system", _("Plain: the device’s own sans serif")
    HUMANIST = "humanist", _("Magazine: sans serif headings over a book face")
    SLAB = "slab", _("Workshop: sturdy headings over plain text")


class Width(models.TextChoices):
    """How wide the column of text is."""

    NARROW = "narrow", _("Narrow")
    NORMAL = "", _("As the theme has it")
    WIDE = "wide", _("Wide")


_FACES = {
    Faces.BOOK: (_BOOK, _BOOK),
    Faces.SYSTEM: (_SYSTEM, _SYSTEM),
    Faces.HUMANIST: (_BOOK, _HUMANIST),
    Faces.SLAB: (_SYSTEM, _SLAB),
}
_WIDTHS = {Width.NARROW: 0.85, Width.WIDE: 1.18}


@dataclass(frozen=True, slots=True)
class Style:
    """What a site has chosen; empty: as the theme has it.

    Colours are ``#rrggbb``. They are those of the day, or of the night where the site
    is always dark. The other ones are derived.
    """

    theme: str
    scheme: str = ""
    accent: str = ""
    paper: str = ""
    faces: str = ""
    width: str = ""


@dataclass(frozen=True, slots=True)
class StyleSheet:
    """What is served, and the name it is served under. Empty where nothing differs."""

    text: str

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]

    def __bool__(self) -> bool:
        return bool(self.text)


def build_style_sheet(style: Style) -> StyleSheet:
    """Return the style sheet of a site; the same one for the same choices."""
    return _build(style, get_theme(style.theme).tokens)


def build_scheme_rule(scheme: str) -> Iterator[str]:
    """Return what makes pages light or dark for every reader, though not in print."""
    filters = {Scheme.LIGHT: "none", Scheme.DARK: "var(--picture-filter-dark)"}
    if scheme:
        declarations = (
            f"color-scheme: {scheme}",
            f"--picture-filter: {filters[Scheme(scheme)]}",
        )
        yield f"@media screen {{ {_rule(declarations)} }}"


@lru_cache(64)
def _build(style: Style, tokens: Tokens) -> StyleSheet:
    rules = [*_build_colors(style, tokens), *build_scheme_rule(style.scheme)]
    sizes = [*_build_faces(style), *_build_width(style, tokens)]
    if sizes:
        rules.append(_rule(sizes))
    return StyleSheet("".join(f"{rule}\n" for rule in rules))


def build_palette(
    style: Style, tokens: Tokens
) -> tuple[palette.Colors, palette.Colors]:
    """Return all colours of a site by day and by night."""
    if style.scheme == Scheme.DARK:
        dark = palette.build_scheme(tokens.dark, style.accent, style.paper)
        return _derive(tokens.light, style.accent, style.paper), dark
    light = palette.build_scheme(tokens.light, style.accent, style.paper)
    return light, _derive(tokens.dark, style.accent, style.paper)


def _derive(own: palette.Colors, accent: str, paper: str) -> palette.Colors:
    """Return the colours of the scheme that the colours were not chosen for."""
    return palette.build_scheme(
        own,
        palette.derive_accent(own, accent),
        palette.derive_paper(own, paper),
    )


def _build_colors(style: Style, tokens: Tokens) -> Iterator[str]:
    if not tokens.has_colors:
        return
    light, dark = build_palette(style, tokens)
    names = [
        name
        for name in tokens.light
        if (light[name], dark[name]) != (tokens.light[name], tokens.dark[name])
    ]
    if names:
        yield _rule(f"--{name}: {light[name]}" for name in names)
        both = (f"--{name}: light-dark({light[name]}, {dark[name]})" for name in names)
        yield f"@supports {_LIGHT_DARK} {{ {_rule(both)} }}"
    if style.scheme == Scheme.DARK:  # browsers before light-dark() need every colour
        every = _rule(f"--{name}: {dark[name]}" for name in dark)
        yield f"@media screen {{ @supports not {_LIGHT_DARK} {{ {every} }} }}"


def _build_faces(style: Style) -> Iterator[str]:
    if style.faces in _FACES:
        text, heading = _FACES[Faces(style.faces)]
        yield f"--face: {text}"
        yield f"--face-heading: {heading}"


def _build_width(style: Style, tokens: Tokens) -> Iterator[str]:
    if style.width in _WIDTHS and tokens.measure:
        yield f"--measure: {tokens.measure * _WIDTHS[Width(style.width)]:.4g}rem"


def _rule(declarations: Iterable[str]) -> str:
    return f":root {{ {'; '.join(declarations)}; }}"
