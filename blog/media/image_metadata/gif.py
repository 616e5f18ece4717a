"""GIF: blocks after the palette, of which some only say something.

Source: GIF89a specification, § 23 to 27.
"""

from __future__ import annotations

from blog.media.image_metadata.errors import UnreadableImage
from blog.media.image_metadata.icc import is_profile

_EXTENSION, _IMAGE, _TRAILER = 0x21, 0x2C, 0x3B
_GRAPHIC_CONTROL, _APPLICATION = 0xF9, 0xFF
_LOOPS, _PROFILE = (b"NETSCAPE2.0", b"ANIMEXTS1.0"), b"ICCRGBG1012"
_LOOP_COUNT = 1
_HAS_PALETTE, _PALETTE_SIZE = 0x80, 0x07


def is_gif(content: bytes) -> bool:
    """Say whether the file begins like a GIF."""
    return content[:6] in {b"GIF87a", b"GIF89a"}


def strip(content: bytes) -> bytes:
    """Return it with its frames and how they follow on each other."""
    position = 13 + _palette(content[10])
    kept = bytearray(content[:position])
    while content[position] != _TRAILER:
        if content[position] == _IMAGE:
            end = position + 10 + _palette(content[position + 9]) + 1
        elif content[position] == _EXTENSION:
            end = position + 2
        else:
            raise UnreadableImage
        end = _end_of_blocks(content, end)
        if content[position] == _IMAGE:
            kept += content[position:end]
        else:
            kept += _left_of(content[position:end])
        position = end
    return bytes(kept) + bytes((_TRAILER,))


def _palette(flags: int) -> int:
    """Return the number of bytes of the palette these flags announce."""
    return 3 * 2 ** ((flags & _PALETTE_SIZE) + 1) if flags & _HAS_PALETTE else 0


def _end_of_blocks(content: bytes, position: int) -> int:
    while content[position]:
        position += content[position] + 1
    return position + 1


def _left_of(extension: bytes) -> bytes:
    """Return what stays of an extension: times, loops and a colour profile."""
    first, *others = _blocks(extension) or [b""]
    blocks: list[bytes] = []
    if extension[1] == _GRAPHIC_CONTROL and len(first) == 4:  # noqa: PLR2004
        blocks = [first]
    elif extension[1] == _APPLICATION and first in _LOOPS:
        counts = [each for each in others if len(each) == 3]  # noqa: PLR2004
        blocks = [first, *[each for each in counts if each[0] == _LOOP_COUNT][:1]]
    elif extension[1] == _APPLICATION and first == _PROFILE:
        blocks = [first, *others] if is_profile(b"".join(others)) else []
    if not blocks:
        return b""
    data = b"".join(bytes((len(each),)) + each for each in blocks)
    return extension[:2] + data + b"\0"


def _blocks(extension: bytes) -> list[bytes]:
    found, position = [], 2
    while size := extension[position]:
        found.append(extension[position + 1 : position + 1 + size])
        position += size + 1
    return found
