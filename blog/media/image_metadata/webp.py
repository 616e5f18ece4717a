"""WebP: chunks in a RIFF file, frames of an animation holding chunks of their own.

Source: RFC 9649.
"""

from __future__ import annotations

from collections.abc import Iterator

from blog.media.image_metadata.errors import UnreadableImage
from blog.media.image_metadata.exif import keep_orientation
from blog.media.image_metadata.icc import is_profile

_KEPT = frozenset((b"VP8 ", b"VP8L", b"ALPH", b"ANIM"))
_HAS_PROFILE, _HAS_EXIF, _HAS_XMP = 0x20, 0x08, 0x04
_HEADER = 10
_FRAME_HEADER = 16


def is_webp(content: bytes) -> bool:
    """Say whether the file begins like a WebP."""
    return content[:4] == b"RIFF" and content[8:12] == b"WEBP"


def strip(content: bytes) -> bytes:
    """Return it with the chunks that say how it looks, and none after its end."""
    end = 8 + int.from_bytes(content[4:8], "little")
    if end > len(content) + 1:
        raise UnreadableImage
    chunks = list(_left_of(content[12:end]))
    names = {name for name, _data in chunks}
    body = b"".join(
        _chunk(name, _header(data, names)) if name == b"VP8X" else _chunk(name, data)
        for name, data in chunks
    )
    return b"RIFF" + (len(body) + 4).to_bytes(4, "little") + b"WEBP" + body


def _left_of(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the chunks that stay, with what stays of each."""
    for name, payload in _chunks(data):
        if name in _KEPT or (name == b"ICCP" and is_profile(payload)):
            yield name, payload
        elif name == b"VP8X":
            yield name, payload[:_HEADER]
        elif name == b"ANMF":
            frame = b"".join(
                _chunk(inner, inside)
                for inner, inside in _chunks(payload[_FRAME_HEADER:])
                if inner in _KEPT
            )
            yield name, payload[:_FRAME_HEADER] + frame
        elif name == b"EXIF" and (left := keep_orientation(_tiff(payload))):
            yield name, left


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    position = 0
    while position + 8 <= len(data):
        size = int.from_bytes(data[position + 4 : position + 8], "little")
        if position + 8 + size > len(data):
            raise UnreadableImage
        yield data[position : position + 4], data[position + 8 : position + 8 + size]
        position += 8 + size + size % 2


def _chunk(name: bytes, data: bytes) -> bytes:
    return name + len(data).to_bytes(4, "little") + data + b"\0" * (len(data) % 2)


def _tiff(payload: bytes) -> bytes:
    """Return EXIF data without the prefix some programs write."""
    return payload.removeprefix(b"Exif\0\0")


def _header(data: bytes, names: set[bytes]) -> bytes:
    """Return the header's flags without those of what was taken out."""
    flags = data[0] & ~_HAS_XMP
    for name, flag in ((b"EXIF", _HAS_EXIF), (b"ICCP", _HAS_PROFILE)):
        flags = flags | flag if name in names else flags & ~flag
    return bytes((flags,)) + data[1:]
