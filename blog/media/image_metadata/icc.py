"""Recognise colour profiles, which stay, and what else is put in their place.

Source: ICC.1:2022, § 7.2 (the header of a profile).
"""

from __future__ import annotations

import zlib

_SIGNATURE, _AT = b"acsp", 36
_NAME = b"ICC Profile"
_LARGEST = 16 * 1024 * 1024


def is_profile(data: bytes) -> bool:
    """Say whether it begins like a colour profile."""
    return data[_AT : _AT + 4] == _SIGNATURE


def is_profile_in_parts(parts: list[bytes]) -> bool:
    """Say whether numbered parts, as a JPEG has them, make up one profile."""
    numbers = sorted((*part[:2],) for part in parts)
    expected = [(number + 1, len(parts)) for number in range(len(parts))]
    return numbers == expected and is_profile(min(parts, default=b"")[2:])


def keep_compressed(data: bytes) -> bytes | None:
    """Return a profile as a PNG holds it, under no name of its own; None for none."""
    _name, _end, compressed = data.partition(b"\0")
    inflated = zlib.decompressobj()
    try:
        profile = inflated.decompress(compressed[1:], _LARGEST)
    except zlib.error:
        return None
    if not inflated.eof or not is_profile(profile):
        return None
    used = len(compressed) - len(inflated.unused_data)
    return _NAME + b"\0" + compressed[:used]
