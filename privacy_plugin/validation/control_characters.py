"""Control and invisible characters in untrusted text.

A control character has the category Cc, which includes tabs and line breaks; multi-line
texts keep those.
"""

from __future__ import annotations

import re
import unicodedata

LINES = "\t\n"  # what a text of several lines holds
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_DIRECTION = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
_BREAKING = frozenset({"Cc", "Cs", "Zl", "Zp"})


def has_control_characters(text: str, *, keep: str = "") -> bool:
    return any(found not in keep for found in _CONTROL.findall(text))


def replace_control_characters(text: str, by: str = "", *, keep: str = "") -> str:
    return _CONTROL.sub(lambda found: found[0] if found[0] in keep else by, text)


def has_direction_marks(text: str) -> bool:
    """Say whether something in it turns the direction of what follows."""
    return bool(_DIRECTION.search(text))


def one_line(text: str) -> str:
    """Return a text without line breaks and without characters nobody sees."""
    visible = (
        " " if unicodedata.category(one) in _BREAKING else one
        for one in _DIRECTION.sub("", text)
    )
    return " ".join("".join(visible).split())


def is_header_text(value: str) -> bool:
    """Say whether a header can hold it as it is: RFC 5322, RFC 9110 section 5.5."""
    return value.isascii() and value.isprintable()
