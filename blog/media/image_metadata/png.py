"""PNG: chunks, each with a name, a length and a checksum.

Source: W3C PNG Specification, third edition, § 11.3.
"""

from __future__ import annotations

import zlib

from blog.media.image_metadata.errors import UnreadableImage
from blog.media.image_metadata.exif import keep_orientation
from blog.media.image_metadata.icc import keep_compressed

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_KEPT = frozenset(
    (
        b"IHDR", b"PLTE", b"IDAT", b"tRNS",
        b"cHRM", b"gAMA", b"sBIT", b"sRGB", b"cICP", b"mDCV", b"cLLI",
        b"bKGD", b"pHYs",
        b"acTL", b"fcTL", b"fdAT",
    )
)  # fmt: skip
_CUT = {b"eXIf": keep_orientation, b"iCCP": keep_compressed}


def is_png(content: bytes) -> bool:
    """Say whether the file begins like a PNG."""
    return content.startswith(_SIGNATURE)


def strip(content: bytes) -> bytes:
    """Return it with the chunks that say how it looks, up to the last of them."""
    kept = bytearray(_SIGNATURE)
    position = len(_SIGNATURE)
    cuts = dict(_CUT)  # each chunk of these stands there once
    while True:
        size = int.from_bytes(content[position : position + 4])
        end = position + size + 12
        if position + 12 > len(content) or end > len(content):
            raise UnreadableImage
        name = content[position + 4 : position + 8]
        data = content[position + 8 : end - 4]
        if name == b"IEND":
            return bytes(kept + _chunk(name, b""))
        if name in _KEPT:
            kept += content[position:end]
        elif (cut := cuts.pop(name, None)) and (left := cut(data)):
            kept += _chunk(name, left)
        position = end


def _chunk(name: bytes, data: bytes) -> bytes:
    checksum = zlib.crc32(name + data)
    return len(data).to_bytes(4) + name + data + checksum.to_bytes(4)
