"""Pack many primary keys into a short string: ``3,17-50004``."""

from __future__ import annotations

from collections.abc import Iterable

from privacy_plugin.http.parameters import parse_number

MAX_IDS = 100_000


def pack(keys: Iterable[int]) -> str:
    """Return the keys as ranges, in ascending order."""
    ranges: list[list[int]] = []
    for key in sorted(set(keys)):
        if ranges and key == ranges[-1][1] + 1:
            ranges[-1][1] = key
        else:
            ranges.append([key, key])
    return ",".join(
        f"{first}" if first == last else f"{first}-{last}" for first, last in ranges
    )


def unpack(text: str) -> list[int]:
    """Return the keys in ascending order.

    What is no number is left out. Raises ValueError for more than `MAX_IDS` keys.
    """
    keys: set[int] = set()
    for part in text.split(","):
        first, dash, last = part.partition("-")
        begin, end = parse_number(first), parse_number(last if dash else first)
        if begin is None or end is None:
            continue
        if end - begin >= MAX_IDS - len(keys):
            raise ValueError("too many keys")
        keys.update(range(begin, end + 1))
    return sorted(keys)
