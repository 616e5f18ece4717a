"""The colours of a theme with the accent and the paper that a site has chosen.

Whatever is derived passes WCAG 2.2 AA: 4.5 for text, 3 for the edges of controls. What
was chosen is kept as it is, or refused where the form is sent, with the nearest colour
that passes. The text colours stay the theme's.
"""

from __future__ import annotations

import cmath
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from blog.appearance.colors import Oklch, get_contrast, to_hex, to_oklch
from blog.themes.tokens import CODE_COLORS

Colors = Mapping[str, str]
"""Colours by the names of a theme's custom properties."""

TEXT_CONTRAST = 4.5
CONTROL_CONTRAST = 3.0

_SURFACES = ("paper", "sheet", "field", "accent-sheet")
PAIRS = (
    *(("accent", surface, TEXT_CONTRAST) for surface in _SURFACES),
    *(("ink", surface, TEXT_CONTRAST) for surface in (*_SURFACES, "alarm-sheet")),
    *(("ink-soft", surface, TEXT_CONTRAST) for surface in _SURFACES),
    *(("alarm", surface, TEXT_CONTRAST) for surface in ("paper", "sheet", "field")),
    ("alarm", "alarm-sheet", TEXT_CONTRAST),
    *((color, "sheet", TEXT_CONTRAST) for color in CODE_COLORS),
    *(("edge", surface, CONTROL_CONTRAST) for surface in ("paper", "sheet", "field")),
)
"""What stands on what in a theme, and the least contrast. Each way round is the same:
paper on accent is text that is selected."""

_STEP = 0.004  # of lightness: finer than the eye
_FINE = 5  # steps that are tried one by one
_MOST_CHROMA_OF_DARK_PAPER = 0.02
_NEUTRAL = 0.002  # a chroma below it is grey, and its hue says nothing


@dataclass(frozen=True, slots=True)
class Problem:
    """What cannot be read: a colour on another, and what it should have at least."""

    color: str
    surface: str
    contrast: float
    least: float


def find_problems(colors: Colors) -> Iterator[Problem]:
    """Return each pair of a scheme that fails."""
    for color, surface, least in PAIRS:
        contrast = get_contrast(colors[color], colors[surface])
        if contrast < least:
            yield Problem(color, surface, contrast, least)


def find_accent_problem(own: Colors, accent: str, paper: str) -> Problem | None:
    """Return the worst of what an accent fails at, on a paper or on the theme's."""
    found = find_problems(_tint(own, accent, paper or own["paper"]))
    return _get_worst(one for one in found if one.color == "accent")


def find_paper_problem(own: Colors, paper: str) -> Problem | None:
    """Return the worst of what is written on a paper in the theme's own colours."""
    found = find_problems(_move_surfaces(own, paper))
    chosen = (one for one in found if "accent" not in one.color + one.surface)
    return _get_worst(chosen)


def find_nearest_accent(own: Colors, accent: str, paper: str) -> str:
    """Return what passes in the same hue, as little darker or lighter as it can be."""
    around = _tint(own, accent, paper or own["paper"])

    def passes(found: str) -> bool:
        contrasts = (get_contrast(found, around[surface]) for surface in _SURFACES)
        return min(contrasts) >= TEXT_CONTRAST and (
            find_accent_problem(own, found, paper) is None
        )

    return _search(accent, passes)


def find_nearest_paper(own: Colors, paper: str) -> str:
    return _search(paper, lambda one: find_paper_problem(own, one) is None)


def build_scheme(own: Colors, accent: str, paper: str) -> Colors:
    """Return all colours of one scheme; what fails is replaced by the nearest."""
    paper = find_nearest_paper(own, paper) if paper else own["paper"]
    accent = find_nearest_accent(own, accent or own["accent"], paper)
    return _tint(own, accent, paper)


def derive_accent(own: Colors, accent: str) -> str:
    """Return what an accent of the day is by night: the same hue, as light as it needs.

    `own` are the colours of the theme's dark scheme. Empty for no accent.
    """
    if not accent:
        return ""
    lightness = to_oklch(own["accent"]).lightness
    return to_hex(replace(to_oklch(accent), lightness=lightness))


def derive_paper(own: Colors, paper: str) -> str:
    """Return what a paper of the day is by night: a trace of its hue. See above."""
    if not paper:
        return ""
    color = to_oklch(paper)
    chroma = min(color.chroma, _MOST_CHROMA_OF_DARK_PAPER)
    lightness = to_oklch(own["paper"]).lightness
    return to_hex(replace(color, lightness=lightness, chroma=chroma))


def _get_worst(problems: Iterator[Problem]) -> Problem | None:
    return min(problems, key=lambda one: one.contrast / one.least, default=None)


def _tint(own: Colors, accent: str, paper: str) -> Colors:
    """Return the theme's colours on another paper, its tints in another hue."""
    if (accent, paper) == (own["accent"], own["paper"]):
        return own
    colors = _move_surfaces(own, paper) | {"accent": accent}
    for name in ("accent-sheet", "accent-rule"):
        colors[name] = _dye(own, name, accent, paper)

    def is_readable(tint: str) -> bool:
        inks = (colors["ink"], colors["ink-soft"])
        return all(get_contrast(ink, tint) >= TEXT_CONTRAST for ink in inks)

    colors["accent-sheet"] = _search(colors["accent-sheet"], is_readable)
    return colors


def _move_surfaces(own: Colors, paper: str) -> dict[str, str]:
    if paper == own["paper"]:
        return dict(own)
    surfaces = ("sheet", "field", "rule")
    moved = {name: _move(own[name], own["paper"], paper) for name in surfaces}
    return {**own, **moved, "paper": paper}


def _move(color: str, paper: str, to: str) -> str:
    """Return a surface that differs from the new paper as the old one from the old."""
    old, base, new = to_oklch(color), to_oklch(paper), to_oklch(to)
    ratio = old.chroma / base.chroma if base.chroma > _NEUTRAL else 1.0
    chroma = min(new.chroma * ratio, new.chroma + abs(old.chroma - base.chroma))
    lightness = old.lightness + _get_rise(old, paper, to)
    return to_hex(replace(new, lightness=lightness, chroma=chroma))


def _dye(own: Colors, name: str, accent: str, paper: str) -> str:
    """Return a tint: as far from the paper as the theme's, in the hue of the accent."""
    old, dye, new = to_oklch(own[name]), to_oklch(accent), to_oklch(paper)
    way = min(abs(old.plane - to_oklch(own["paper"]).plane), dye.chroma)
    mixed = new.plane + cmath.rect(way, dye.hue)
    lightness = old.lightness + _get_rise(old, own["paper"], paper)
    return to_hex(Oklch(lightness, *cmath.polar(mixed)))


def _get_rise(surface: Oklch, paper: str, to: str) -> float:
    """Return how much lighter a surface becomes with the paper.

    What is lighter than the paper stays as light: cards on black can still be seen.
    """
    base = to_oklch(paper).lightness
    rise = to_oklch(to).lightness - base
    return rise if surface.lightness < base else max(rise, 0)


def _search(color: str, passes: Callable[[str], bool]) -> str:
    """Return the colour of the nearest lightness that passes; itself, if it does."""
    if passes(color):
        return color
    start = to_oklch(color)
    far = range(_FINE, round(1 / _STEP) + 2 * _FINE, _FINE)
    coarse = next((one for one in far if _try(start, one, passes)), None)
    if coarse is None:
        msg = f"No lightness of {color} passes."
        raise ValueError(msg)
    near = range(coarse - _FINE + 1, coarse + 1)
    return next(found for one in near if (found := _try(start, one, passes)))


def _try(start: Oklch, step: int, passes: Callable[[str], bool]) -> str:
    """Return the first that passes of two colours, so many steps darker and lighter."""
    for change in (-step * _STEP, step * _STEP):
        lightness = min(max(start.lightness + change, 0.0), 1.0)
        found = to_hex(replace(start, lightness=lightness))
        if passes(found):
            return found
    return ""
