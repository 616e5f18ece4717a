"""AVIF and HEIC: boxes in boxes, with items that are pictures or say something.

Bytes are overwritten in their place, since others are found by their distance from the
beginning. Which way is up stands in properties of the picture, which stay.
Source: ISO/IEC 14496-12 (boxes, ``meta``), ISO/IEC 23008-12 (HEIF).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from blog.media.image_metadata.errors import UnreadableImage
from blog.media.image_metadata.icc import is_profile

_BRANDS = frozenset((b"avif", b"avis", b"heic", b"heix", b"hevc", b"mif1", b"msf1"))
_KEPT = {
    b"": frozenset(
        (b"ftyp", b"styp", b"meta", b"moov", b"mdat", b"moof", b"mfra", b"sidx")
    ),
    b"meta": frozenset(
        (b"hdlr", b"pitm", b"iloc", b"iinf", b"iref", b"iprp", b"idat", b"dinf",
         b"grpl", b"ipro")
    ),
    b"iprp": frozenset((b"ipco", b"ipma")),
    b"ipco": frozenset(
        (b"ispe", b"pasp", b"colr", b"pixi", b"rloc", b"auxC", b"clap", b"irot",
         b"imir", b"lsel", b"a1op", b"a1lx", b"av1C", b"hvcC", b"lhvC", b"avcC",
         b"vvcC", b"jpgC", b"clli", b"mdcv", b"cclv", b"amve", b"oinf", b"tols")
    ),
    b"moov": frozenset((b"mvhd", b"trak", b"mvex")),
    b"trak": frozenset((b"tkhd", b"tref", b"trgr", b"edts", b"mdia")),
    b"mdia": frozenset((b"mdhd", b"hdlr", b"minf", b"elng")),
    b"minf": frozenset((b"vmhd", b"smhd", b"hmhd", b"nmhd", b"dinf", b"stbl")),
    b"stbl": frozenset(
        (b"stsd", b"stts", b"ctts", b"cslg", b"stsc", b"stsz", b"stz2", b"stco",
         b"co64", b"stss", b"stsh", b"sdtp", b"sbgp", b"sgpd", b"subs")
    ),
    b"moof": frozenset((b"mfhd", b"traf")),
    b"traf": frozenset((b"tfhd", b"tfdt", b"trun", b"sbgp", b"sgpd", b"subs")),
}  # fmt: skip
_TIMED = frozenset((b"mvhd", b"tkhd", b"mdhd"))
_EXIF, _MIME, _URI = b"Exif", b"mime", b"uri "
_FREE = b"free"
_BY_EXTENT, _BY_DATA_BOX = 0, 1


@dataclass(frozen=True, slots=True)
class Box:
    """Point at a box: its type, where it begins, where its content does, its end."""

    kind: bytes
    start: int
    content: int
    end: int


def is_bmff(content: bytes) -> bool:
    """Say whether the file begins like an AVIF or a HEIC."""
    return content[4:8] == b"ftyp" and bool(
        {content[8:12], *_brands(content)} & _BRANDS
    )


def strip(content: bytes) -> bytes:
    """Return it with EXIF, XMP and what else only says something overwritten."""
    changed = bytearray(content)
    whole = Box(b"", 0, 0, len(content))
    _erase_inside(changed, content, whole)
    boxes = list(_boxes(content, 0, len(content)))
    stored = [box for box in boxes if box.kind == b"mdat"]
    metas = [box for box in boxes if box.kind == b"meta"]
    if len(metas) > 1:
        raise UnreadableImage
    drawn = _erase_items(changed, content, metas[0], stored) if metas else []
    if not {b"moov", b"moof"} & {box.kind for box in boxes}:
        _keep_data(changed, stored, drawn)
    return bytes(changed)


def _brands(content: bytes) -> Iterator[bytes]:
    end = min(int.from_bytes(content[:4]), 256)
    return (content[at : at + 4] for at in range(16, end, 4))


def _boxes(content: bytes, position: int, end: int) -> Iterator[Box]:
    while position < end:
        size, header = int.from_bytes(content[position : position + 4]), 8
        if size == 1:
            size, header = int.from_bytes(content[position + 8 : position + 16]), 16
        elif size == 0:
            size = end - position
        if size < header or position + size > end:
            raise UnreadableImage
        kind = content[position + 4 : position + 8]
        yield Box(kind, position, position + header, position + size)
        position += size


def _erase_inside(changed: bytearray, content: bytes, outer: Box) -> None:
    """Erase the boxes nobody needs to show the picture, and times in the others.

    As deep as `_KEPT` goes: a box in one of its own kind is erased like any other.
    """
    skipped = 4 if outer.kind == b"meta" else 0  # its version
    for box in _boxes(content, outer.content + skipped, outer.end):
        if box.kind not in _KEPT[outer.kind] or _is_false_profile(content, box):
            _erase_box(changed, box)
        elif box.kind in _TIMED:
            _erase_times(changed, box)
        elif box.kind in _KEPT:
            _erase_inside(changed, content, box)


def _is_false_profile(content: bytes, box: Box) -> bool:
    kind, data = content[box.content : box.content + 4], box.content + 4
    return (
        box.kind == b"colr"
        and kind in {b"prof", b"rICC"}
        and not is_profile(content[data : box.end])
    )


def _erase_times(changed: bytearray, box: Box) -> None:
    """Erase when it was made and changed, in four bytes each or in eight."""
    size = 16 if changed[box.content] == 1 else 8
    if box.content + 4 + size > box.end:
        raise UnreadableImage
    changed[box.content + 4 : box.content + 4 + size] = bytes(size)


def _keep_data(
    changed: bytearray, stored: list[Box], drawn: list[tuple[int, int]]
) -> None:
    """Erase the data that is part of no picture."""
    before = bytes(changed)
    for box in stored:
        changed[box.content : box.end] = bytes(box.end - box.content)
    for start, end in _merge(drawn):
        changed[start:end] = before[start:end]


def _erase_data(
    changed: bytearray, stored: list[Box], erased: list[tuple[int, int]]
) -> None:
    """Erase data, which never lies outside of the boxes for it."""
    stored = sorted(stored, key=_content_of)
    for start, end in _merge(erased):
        at = bisect_right(stored, start, key=_content_of) - 1
        if at < 0 or end > stored[at].end:
            raise UnreadableImage
        changed[start:end] = bytes(end - start)


def _content_of(box: Box) -> int:
    return box.content


def _merge(ranges: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield the same bytes, each once, however often ranges name them."""
    position = 0
    for start, end in sorted(ranges):
        if end > position:
            yield max(start, position), end
            position = end


def _erase_box(changed: bytearray, box: Box) -> None:
    changed[box.start + 4 : box.start + 8] = _FREE
    changed[box.content : box.end] = bytes(box.end - box.content)


def _erase_items(
    changed: bytearray, content: bytes, meta: Box, stored: list[Box]
) -> list[tuple[int, int]]:
    """Erase the items that are no picture; return where the data of the others is."""
    inner = list(_boxes(content, meta.content + 4, meta.end))
    data = next((box for box in inner if box.kind == b"idat"), None)
    items = {
        number: at
        for box in inner
        if box.kind == b"iinf"
        for number, at in _describing_items(content, box)
    }
    drawn: list[tuple[int, int]] = []
    erased: list[tuple[int, int]] = []
    for box in inner:
        if box.kind == b"iloc":
            for number, start, end in _extents(content, box, data):
                (erased if number in items else drawn).append((start, end))
    _erase_data(changed, [*stored, *([data] if data else [])], erased)
    for at, end in items.values():
        changed[at : at + 4] = _FREE
        changed[at + 4 : end] = bytes(end - at - 4)
    return drawn


def _describing_items(
    content: bytes, box: Box
) -> Iterator[tuple[int, tuple[int, int]]]:
    """Yield items that are no picture: number, and where type and words stand."""
    is_short = content[box.content] == 0
    for entry in _boxes(content, box.content + (6 if is_short else 8), box.end):
        version = content[entry.content]
        if version not in {2, 3}:
            continue
        width = 2 if version == 2 else 4  # noqa: PLR2004 - of an item's number
        number = int.from_bytes(content[entry.content + 4 : entry.content + 4 + width])
        at = entry.content + 4 + width + 2
        if at + 4 > entry.end:
            raise UnreadableImage
        if content[at : at + 4] in {_EXIF, _MIME, _URI}:
            yield number, (at, entry.end)


def _extents(
    content: bytes, box: Box, data: Box | None
) -> Iterator[tuple[int, int, int]]:
    """Yield number, beginning and end of each piece of each item."""
    reader = _Reader(content[box.content : box.end], 4)
    version = content[box.content]
    sizes = reader.number(2)
    offset_size, length_size, base_size, index_size = (
        sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15, sizes & 15,
    )  # fmt: skip
    if not length_size:
        raise UnreadableImage
    wide = 4 if version == 2 else 2  # noqa: PLR2004
    for _item in range(reader.number(wide)):
        number = reader.number(wide)
        method = reader.number(2) & 15 if version else _BY_EXTENT
        reader.number(2)
        base = reader.number(base_size)
        for _extent in range(reader.number(2)):
            reader.number(index_size if version else 0)
            start = base + reader.number(offset_size)
            length = reader.number(length_size)
            if method == _BY_DATA_BOX and data is not None:
                start += data.content
            elif method != _BY_EXTENT:
                continue
            end = start + length if length else len(content)
            if end > len(content):
                raise UnreadableImage
            yield number, start, end


@dataclass(slots=True)
class _Reader:
    """Read numbers one after the other."""

    content: bytes
    position: int

    def number(self, size: int) -> int:
        """Return the next number of `size` bytes, 0 for none."""
        found = self.content[self.position : self.position + size]
        if len(found) < size:
            raise UnreadableImage
        self.position += size
        return int.from_bytes(found)
