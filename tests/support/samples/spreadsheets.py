"""Read what there is of a spreadsheet that is still being sent."""

from __future__ import annotations

import struct
import zlib

_HEADER = struct.Struct("<4s22xHH")  # signature; lengths of the name and of the rest


def read_first_sheet(content: bytes) -> str:
    """Return the XML of the first sheet as far as `content`, an XLSX file, has it."""
    signature, name_length, extra_length = _HEADER.unpack_from(content)
    assert signature == b"PK\x03\x04", "no archive begins here"
    packed = content[_HEADER.size + name_length + extra_length :]
    return zlib.decompressobj(-zlib.MAX_WBITS).decompress(packed).decode()
