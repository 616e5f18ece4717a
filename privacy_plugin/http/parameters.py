"""Parse untrusted values of a URL or a body."""

from __future__ import annotations

_MAX_DIGITS = 18  # always fits a big integer of a database


def parse_number(value: str) -> int | None:
    """Return a whole number, None for anything else.

    `str.isdigit` is true of "²", which `int` refuses, and `int` reads digits of any
    script and of any length, which no database column holds.
    """
    is_number = value.isascii() and value.isdigit() and len(value) <= _MAX_DIGITS
    return int(value) if is_number else None
