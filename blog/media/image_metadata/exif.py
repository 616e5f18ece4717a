"""The one thing of EXIF that is needed to show a picture: which way is up.

Source: CIPA DC-008 (Exif 2.32), the structure of TIFF; tag 0x0112.
"""

from __future__ import annotations

import struct

_ORIENTATION = 0x0112
_SHORT = 3
_UPRIGHT = 1
_TURNED = range(2, 9)


def read_orientation(tiff: bytes) -> int:
    """Return how the picture is turned, 1 to 8; 1 where that cannot be read."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if order is None:
        return _UPRIGHT
    try:
        (start,) = struct.unpack_from(f"{order}I", tiff, 4)
        (count,) = struct.unpack_from(f"{order}H", tiff, start)
        for number in range(count):
            tag, kind, _many, value = struct.unpack_from(
                f"{order}HHIH", tiff, start + 2 + 12 * number
            )
            if tag == _ORIENTATION and kind == _SHORT:
                return value if value in _TURNED else _UPRIGHT
    except struct.error:
        return _UPRIGHT
    return _UPRIGHT


def build_orientation(orientation: int) -> bytes:
    """Return EXIF data that says only this, nothing for an upright picture."""
    if orientation == _UPRIGHT:
        return b""
    entry = struct.pack(">HHIHH", _ORIENTATION, _SHORT, 1, orientation, 0)
    return b"MM\0*" + struct.pack(">IH", 8, 1) + entry + struct.pack(">I", 0)


def keep_orientation(tiff: bytes) -> bytes:
    """Return what is left of EXIF data: which way is up, or nothing."""
    return build_orientation(read_orientation(tiff))
