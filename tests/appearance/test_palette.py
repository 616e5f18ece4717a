"""Whatever is chosen, all that a theme writes can be read."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from blog.appearance import palette
from blog.appearance.colors import get_contrast, to_hex, to_oklch
from blog.appearance.style_sheet import Scheme, Style, build_palette
from blog.themes.discovery import get_themes
from tests.appearance.test_colors import COLORS

THEMES = [theme for theme in get_themes().values() if theme.tokens.has_colors]
ANY: dict[str, Any] = {
    "theme": st.sampled_from(THEMES),
    "scheme": st.sampled_from(Scheme.values),
}
MAYBE = st.one_of(st.just(""), COLORS)


def get_own(theme, scheme):
    return theme.tokens.dark if scheme == Scheme.DARK else theme.tokens.light


@pytest.mark.parametrize("theme", THEMES, ids=str)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_theme_itself_can_be_read(theme, scheme):
    assert list(palette.find_problems(getattr(theme.tokens, scheme))) == []


@pytest.mark.parametrize("theme", THEMES, ids=str)
def test_theme_states_the_colors_of_its_style_sheet(theme):
    folder = theme.static / theme.name / "css"
    css = "".join(path.read_text("utf-8") for path in sorted(folder.glob("*.css")))
    stated = {
        name: (theme.tokens.light[name], theme.tokens.dark[name])
        for name in theme.tokens.light
    }

    both = re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", css)
    before = dict(re.findall(r"--([\w-]+): (#\w{6});", css))

    assert {name: (light, dark) for name, light, dark in both} == stated
    assert before == {name: light for name, (light, _dark) in stated.items()}
    assert f"--measure: {theme.tokens.measure:g}rem;" in css


@settings(deadline=None, max_examples=150)
@given(**ANY, accent=MAYBE, paper=MAYBE)
def test_all_that_is_served_can_be_read_by_day_and_by_night(
    theme, scheme, accent, paper
):
    style = Style(theme.name, scheme=scheme, accent=accent, paper=paper)

    for colors in build_palette(style, theme.tokens):
        assert list(palette.find_problems(colors)) == []


@settings(deadline=None, max_examples=150)
@given(**ANY, accent=COLORS, paper=MAYBE)
def test_accepted_colors_are_served_as_they_were_chosen(theme, scheme, accent, paper):
    own = get_own(theme, scheme)
    paper = paper and palette.find_nearest_paper(own, paper)
    accent = palette.find_nearest_accent(own, accent, paper)

    light, dark = build_palette(
        Style(theme.name, scheme=scheme, accent=accent, paper=paper), theme.tokens
    )

    assert palette.find_accent_problem(own, accent, paper) is None
    chosen = dark if scheme == Scheme.DARK else light
    assert chosen["accent"] == accent
    assert chosen["paper"] == (paper or own["paper"])


@settings(deadline=None)
@given(**ANY, accent=COLORS)
def test_offered_accent_has_the_same_hue(theme, scheme, accent):
    offer = palette.find_nearest_accent(get_own(theme, scheme), accent, "")

    before, after = to_oklch(accent), to_oklch(offer)
    assert after.chroma <= before.chroma + 0.01
    if min(before.chroma, after.chroma) > 0.04:
        turn = math.remainder(after.hue - before.hue, math.tau)
        assert abs(turn) < math.radians(6)


def test_offer_is_the_nearest():
    own = get_themes()["paper"].tokens.light

    offer = palette.find_nearest_accent(own, "#ff8800", "")

    lighter = to_hex(
        replace(to_oklch(offer), lightness=to_oklch(offer).lightness + 0.008)
    )
    assert palette.find_accent_problem(own, offer, "") is None
    assert palette.find_accent_problem(own, lighter, "") is not None


def test_accent_that_fails_only_on_its_own_tint_is_refused():
    own = get_themes()["paper"].tokens.light
    failing = next(
        color
        for color in (f"#{level:02x}{level:02x}{level:02x}" for level in range(80, 140))
        if (problem := palette.find_accent_problem(own, color, ""))
        and problem.surface in {"accent-sheet", "sheet"}
    )

    assert get_contrast(failing, own["field"]) >= palette.TEXT_CONTRAST
