"""Streamed exports for Wagtail's views, safe from formula injection."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any, cast

from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone, translation
from django.utils.translation import get_language
from wagtail.admin.views.mixins import ExcelDateFormatter, SpreadsheetExportMixin

from privacy_plugin.exports.cells import BYTE_ORDER_MARK, escape_cell
from privacy_plugin.exports.compression import LEVEL, STORED, compress_response
from privacy_plugin.exports.xlsx import stream_xlsx

CHUNK = 2000  # rows that are in memory at once
LINES_AT_ONCE = 500
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def with_current_locale(parts: Iterable[bytes]) -> Iterator[bytes]:
    """Write each part in the language and time zone that are active now.

    A file is written while it is sent, when the request and both are over.
    """
    language, zone = get_language(), timezone.get_current_timezone()

    def write() -> Iterator[bytes]:
        iterator = iter(parts)
        while True:
            with translation.override(language), timezone.override(zone):
                part = next(iterator, None)
            if part is None:
                return
            yield part

    return write()


class ChunkedRows:
    """Yield the rows of a view in chunks."""

    def __init__(self, found: Iterable[Any]) -> None:
        self._found = found
        self.model = getattr(found, "model", None)

    def __iter__(self) -> Iterator[Any]:
        if isinstance(self._found, QuerySet):
            return self._found.iterator(chunk_size=CHUNK)
        return iter(self._found)


class SafeExportMixin(SpreadsheetExportMixin):
    """Escape each cell of a CSV or XLSX export; put it before Wagtail's view.

    Rows are read, written and sent in chunks, so memory does not grow with them.
    """

    request: HttpRequest

    def as_spreadsheet(
        self, queryset: Iterable[Any], spreadsheet_format: str
    ) -> StreamingHttpResponse:
        response: StreamingHttpResponse = super().as_spreadsheet(
            ChunkedRows(queryset), spreadsheet_format
        )
        parts = cast("Iterator[bytes]", response.streaming_content)
        response.streaming_content = with_current_locale(parts)
        is_compressed = spreadsheet_format == self.FORMAT_XLSX
        level = STORED if is_compressed else LEVEL
        compress_response(response, self.request, level=level)
        return response

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        return escape_cell(super().preprocess_field_value(field, value, export_format))

    def get_heading(self, queryset: Any, field: str) -> str:
        """Escape the heading, which may be a label an editor wrote."""
        return str(escape_cell(super().get_heading(queryset, field)))

    def stream_csv(self, queryset: Any) -> Any:
        """Let spreadsheets know the encoding; send many short lines at once."""
        yield BYTE_ORDER_MARK
        lines = super().stream_csv(queryset)
        yield next(lines)
        while part := b"".join(islice(lines, LINES_AT_ONCE)):
            yield part

    def write_csv_response(self, queryset: Any) -> StreamingHttpResponse:
        response: StreamingHttpResponse = super().write_csv_response(queryset)
        response["Content-Type"] = "text/csv; charset=utf-8"
        return response

    def write_xlsx_response(self, queryset: Any) -> StreamingHttpResponse:
        """Send the first rows before the last ones are read."""
        date_format = ExcelDateFormatter().get()
        parts = stream_xlsx(self._cells(queryset), date_format=date_format)
        response = StreamingHttpResponse(parts, content_type=XLSX)
        name = f"{self.get_filename()}.xlsx"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response

    def _cells(self, queryset: Any) -> Iterator[list[Any]]:
        yield [self.get_heading(queryset, field) for field in self.list_export]
        for item in queryset:
            yield [
                self.preprocess_field_value(field, value, self.FORMAT_XLSX)
                for field, value in self.to_row_dict(item).items()
            ]
