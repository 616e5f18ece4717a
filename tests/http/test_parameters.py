"""Numbers of an address or a body: digits, or nothing."""

import pytest

from privacy_plugin.http.parameters import parse_number


@pytest.mark.parametrize(
    ("text", "number"), [("0", 0), ("007", 7), ("9" * 18, 10**18 - 1)]
)
def test_digits_are_a_number(text, number):
    assert parse_number(text) == number


@pytest.mark.parametrize(
    "text",
    ["", "²", "٣", "\uff11", "-1", "+1", "1.0", " 1", "1\n", "1\0", "9" * 19],
)
def test_anything_else_is_no_number(text):
    assert parse_number(text) is None
