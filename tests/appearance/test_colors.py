"""Contrast is what WCAG says it is, and a colour keeps its hue when it is moved."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blog.appearance.colors import get_contrast, normalize_color, to_hex, to_oklch

COLORS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#767676", "#ffffff", 4.54),  # the lightest grey for text on white
        ("#949494", "#ffffff", 3.03),  # and for the edges of controls
        ("#0000ff", "#ffffff", 8.59),
        ("#ff0000", "#000000", 5.25),
    ],
)
def test_contrast_is_that_of_wcag(one, other, ratio):
    assert get_contrast(one, other) == pytest.approx(ratio, abs=0.006)
    assert get_contrast(other, one) == get_contrast(one, other)


@given(COLORS)
def test_color_survives_the_way_to_oklch_and_back(color):
    assert to_hex(to_oklch(color)) == color


@pytest.mark.parametrize("text", ["#ABC", "abc", " #aabbcc ", "AABBCC"])
def test_color_is_understood_however_it_is_written(text):
    assert normalize_color(text) == "#aabbcc"


@pytest.mark.parametrize(
    "text", ["", "red", "#ab", "#abcdefg", "#12345", "url(x)", "#abc;}*{", "٣٣٣"]
)
def test_what_is_no_color_is_refused(text):
    with pytest.raises(ValueError, match="no colour"):
        normalize_color(text)
