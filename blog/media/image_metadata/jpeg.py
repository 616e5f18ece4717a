"""JPEG: segments between markers, then the scans, then the end.

Source: ITU-T T.81, Annex B; ICC.1:2022, Annex B.4; CIPA DC-007 (what follows the end).
"""

from __future__ import annotations

from collections.abc import Iterator

from blog.media.image_metadata.errors import UnreadableImage
from blog.media.image_metadata.exif import keep_orientation
from blog.media.image_metadata.icc import is_profile_in_parts

_SOI, _EOI, _SOS = 0xD8, 0xD9, 0xDA
_JPG, _DQT, _DNL, _DRI = 0xC8, 0xDB, 0xDC, 0xDD
_DRAWN = {*range(0xC0, 0xD0), _DQT, _DNL, _DRI} - {_JPG}  # frames, tables
_APP0, _APP1, _APP2, _APP14 = 0xE0, 0xE1, 0xE2, 0xEE
_RESTARTS = range(0xD0, 0xD8)
_EXIF = b"Exif\0\0"
_PROFILE = b"ICC_PROFILE\0"
_SIZE = 12  # of what JFIF and Adobe say about the pixels


def is_jpeg(content: bytes) -> bool:
    """Say whether the file begins like a JPEG."""
    return content.startswith(b"\xff\xd8\xff")


def strip(content: bytes) -> bytes:
    """Return it with JFIF, colour profile, Adobe's marker, the way up and the scans."""
    segments = list(_segments(content))
    has_profile = is_profile_in_parts(
        [payload[len(_PROFILE) :] for marker, payload, _scan in segments
         if _is_profile(marker, payload)]
    )  # fmt: skip
    kept = bytearray(content[:2])
    for marker, payload, scan in segments:
        if _is_profile(marker, payload):
            left = payload if has_profile else None
        else:
            left = _left_of(marker, payload)
        if left is not None:
            kept += bytes((0xFF, marker)) + (len(left) + 2).to_bytes(2) + left + scan
    return bytes(kept + b"\xff\xd9")


def _segments(content: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield marker, content and coded data of each segment up to the end."""
    position = 2
    while True:
        position, marker = _find_marker(content, position)
        if marker == _EOI:
            return
        if marker == _SOI or marker in _RESTARTS:
            raise UnreadableImage
        end = position + int.from_bytes(content[position : position + 2])
        if end - position < 2 or end > len(content):  # noqa: PLR2004 - its own size
            raise UnreadableImage
        following = _end_of_scan(content, end) if marker == _SOS else end
        yield marker, content[position + 2 : end], content[end:following]
        position = following


def _find_marker(content: bytes, position: int) -> tuple[int, int]:
    """Return the marker at a position, and where it ends; it may be padded."""
    if content[position] != 0xFF:  # noqa: PLR2004 - begins each marker
        raise UnreadableImage
    while content[position] == 0xFF:  # noqa: PLR2004
        position += 1
    return position + 1, content[position]


def _end_of_scan(content: bytes, position: int) -> int:
    """Return where the coded data ends: at a marker that is no part of it."""
    while True:
        position = content.find(0xFF, position)
        if position < 0:
            raise UnreadableImage
        following = content[position + 1]
        if following not in _RESTARTS and following not in {0x00, 0xFF}:
            return position
        position += 1 if following == 0xFF else 2  # noqa: PLR2004


def _is_profile(marker: int, payload: bytes) -> bool:
    return marker == _APP2 and payload.startswith(_PROFILE)


def _left_of(marker: int, payload: bytes) -> bytes | None:
    """Return what stays of a segment, None for nothing."""
    if marker == _SOS or marker in _DRAWN:
        return payload
    if marker == _APP1 and payload.startswith(_EXIF):
        left = keep_orientation(payload[len(_EXIF) :])
        return _EXIF + left if left else None
    if len(payload) < _SIZE:
        return None
    if marker == _APP0 and payload.startswith(b"JFIF\0"):
        return payload[:_SIZE] + b"\0\0"  # without the small picture it may hold
    if marker == _APP14 and payload.startswith(b"Adobe"):
        return payload[:_SIZE]
    return None
