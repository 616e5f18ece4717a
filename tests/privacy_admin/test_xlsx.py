"""XLSX files that are sent while they are written, as a spreadsheet reads them."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count

from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from privacy_plugin.exports import xlsx
from privacy_plugin.exports.xlsx import stream_xlsx
from tests.support.samples.spreadsheets import read_first_sheet


def read(rows, **options) -> list[list[tuple[object, ...]]]:
    content = b"".join(stream_xlsx(rows, **options))
    workbook = load_workbook(io.BytesIO(content))
    return [list(sheet.iter_rows(values_only=True)) for sheet in workbook]


def test_a_spreadsheet_reads_what_was_written():
    moment = datetime(2026, 11, 26, 12, 30)  # noqa: DTZ001 - as Wagtail hands it over
    row = ["text", 3, -1.5, Decimal("2.5"), True, None, moment, date(2026, 1, 2)]

    [[headings, found]] = read([["a", "b"], row])

    assert headings[:2] == ("a", "b")
    assert found == ("text", 3, -1.5, 2.5, True, None, moment, "2026-01-02")


def test_an_aware_moment_keeps_its_own_time():
    [[found]] = read([[datetime(2026, 11, 26, 12, 30, tzinfo=UTC)]])

    assert found == (datetime(2026, 11, 26, 12, 30),)  # noqa: DTZ001 - has no zone there


def test_dates_are_shown_in_the_format_of_the_editor():
    rows = [[datetime(2026, 11, 26, tzinfo=UTC)]]
    content = b"".join(stream_xlsx(rows, date_format="d.mm.yyyy"))

    cell = load_workbook(io.BytesIO(content)).active["A1"]
    assert cell.number_format == "d.mm.yyyy"


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"])), min_size=1))
def test_every_text_is_a_text(texts):
    content = b"".join(stream_xlsx([[*texts, "end"]]))

    cells = load_workbook(io.BytesIO(content)).active[1]
    assert [cell.value or "" for cell in cells] == [*texts, "end"]
    assert not [cell for cell in cells if cell.data_type == "f"]


def test_what_no_file_may_hold_is_replaced_or_cut():
    [[found]] = read([["a\x0b\x00b", "x" * 40_000]])

    assert found == ("a\ufffd\ufffdb", "x" * 32_767)


def test_more_rows_than_a_sheet_holds_go_to_the_next(monkeypatch):
    monkeypatch.setattr(xlsx, "MOST_ROWS", 3)

    sheets = read([[number] for number in range(7)])

    assert [len(sheet) for sheet in sheets] == [3, 3, 1]
    assert sheets[2] == [(6,)]


def test_a_file_without_rows_can_be_opened():
    assert len(read([])) == 1


def test_the_first_rows_leave_before_the_last_are_known():
    endless = ([f"row {number}"] for number in count())

    parts = stream_xlsx(endless)

    read = b"".join(next(parts) for _part in range(2))
    assert "row 499" in read_first_sheet(read)
    assert next(endless) == ["row 500"]
