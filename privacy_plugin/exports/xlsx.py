"""Stream an XLSX file row by row.

openpyxl returns the first byte after the last row, which for 100,000 rows exceeds a web
server's timeout. Source: ECMA-376, Part 1 (SpreadsheetML) and Part 2 (packages).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import chain, islice
from typing import Any
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile
from zlib import Z_SYNC_FLUSH

from privacy_plugin.validation.control_characters import replace_control_characters

MOST_ROWS = 1_048_576  # of one sheet; what is more goes to the next
MOST_LETTERS = 32_767  # of one cell
_ROWS_AT_ONCE = 500
_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet knows no time zones
_DAY = timedelta(days=1)
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_DATE_STYLE = 1
_COMPRESSOR = "_compressor"


class _Buffer:
    """Collect what the archive writes until it is fetched; not seekable."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Do nothing: there is nothing behind it."""

    def fetch(self) -> bytes:
        """Return what has been written since it was last fetched."""
        data = b"".join(self._parts)
        self._parts.clear()
        return data


class _EagerCompressor:
    """Keep nothing back: a compressor of its own accord waits for megabytes of rows."""

    def __init__(self, compressor: Any) -> None:  # noqa: ANN401 - zlib does not export it
        self._compressor = compressor

    def compress(self, data: bytes) -> bytes:
        part: bytes = self._compressor.compress(data)
        return part + bytes(self._compressor.flush(Z_SYNC_FLUSH))

    def flush(self) -> bytes:
        return bytes(self._compressor.flush())


def stream_xlsx(
    rows: Iterable[Sequence[object]], *, date_format: str = "yyyy-mm-dd hh:mm"
) -> Iterator[bytes]:
    """Yield the parts of a file with these rows; the first one holds the headings.

    A text is always a text, never a formula. An aware datetime is written in its own
    time zone.
    """
    buffer = _Buffer()
    with ZipFile(buffer, "w", ZIP_DEFLATED) as archive:  # type: ignore[call-overload] # all that is asked of it
        sheets = 0
        for sheet in _split(rows):
            sheets += 1
            with archive.open(f"xl/worksheets/sheet{sheets}.xml", "w") as file:
                compressor = _EagerCompressor(getattr(file, _COMPRESSOR))
                setattr(file, _COMPRESSOR, compressor)  # zipfile offers no flush
                file.write(f'{_XML}<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
                yield buffer.fetch()
                while part := "".join(map(_row, islice(sheet, _ROWS_AT_ONCE))):
                    file.write(part.encode())
                    yield buffer.fetch()
                file.write(b"</sheetData></worksheet>")
        for name, content in _parts(sheets, date_format):
            archive.writestr(name, _XML + content)
    yield buffer.fetch()


def _split(rows: Iterable[Sequence[object]]) -> Iterator[Iterator[Sequence[object]]]:
    """Yield the rows of each sheet; there is always one."""
    left = iter(rows)
    yield islice(left, MOST_ROWS)
    for first in left:
        yield islice(chain([first], left), MOST_ROWS)


def _row(values: Sequence[object]) -> str:
    return f"<row>{''.join(map(_cell, values))}</row>"


def _cell(value: object) -> str:
    if value is None:
        return "<c/>"
    if isinstance(value, bool):
        return f'<c t="b"><v>{int(value)}</v></c>'
    if isinstance(value, (int, float, Decimal)):
        return f"<c><v>{value}</v></c>"
    if isinstance(value, datetime):
        return f'<c s="{_DATE_STYLE}"><v>{_days(value)}</v></c>'
    if isinstance(value, (date, time)):
        value = value.isoformat()
    plain = replace_control_characters(
        str(value)[:MOST_LETTERS], "\ufffd", keep="\t\n\r"
    )
    text = escape(plain)
    return f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'


def _days(moment: datetime) -> float:
    return (moment.replace(tzinfo=None) - _EPOCH) / _DAY


def _parts(sheets: int, date_format: str) -> Iterator[tuple[str, str]]:
    """Yield what makes a workbook of the sheets."""
    numbers = range(1, sheets + 1)
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{number}.xml" '
        f'ContentType="{_TYPE}.worksheet+xml"/>'
        for number in numbers
    )
    yield (
        "[Content_Types].xml",
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" '
        f'ContentType="{_TYPE}.sheet.main+xml"/><Override PartName="/xl/styles.xml" '
        f'ContentType="{_TYPE}.styles+xml"/>{overrides}</Types>',
    )
    yield "_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")])
    names = "".join(
        f'<sheet name="Sheet{number}" sheetId="{number}" r:id="rId{number}"/>'
        for number in numbers
    )
    yield (
        "xl/workbook.xml",
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
        f"<sheets>{names}</sheets></workbook>",
    )
    found = [("worksheet", f"worksheets/sheet{number}.xml") for number in numbers]
    yield "xl/_rels/workbook.xml.rels", _relations([*found, ("styles", "styles.xml")])
    yield "xl/styles.xml", _styles(date_format)


def _relations(targets: Iterable[tuple[str, str]]) -> str:
    entries = "".join(
        f'<Relationship Id="rId{number}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{entries}</Relationships>'


def _styles(date_format: str) -> str:
    formats = "".join(
        f'<xf numFmtId="{number}" fontId="0" fillId="0" borderId="0" xfId="0"/>'
        for number in (0, 164)
    )
    return (
        f'<styleSheet xmlns="{_MAIN}"><numFmts count="1"><numFmt numFmtId="164" '
        f"formatCode={quoteattr(date_format)}/></numFmts>"
        '<fonts count="1"><font/></fonts><fills count="2"><fill><patternFill '
        'patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
        '</fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/>'
        f'</cellStyleXfs><cellXfs count="2">{formats}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/>'
        "</cellStyles></styleSheet>"
    )
