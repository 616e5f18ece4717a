"""A report of any length: pages on the screen, a file written row by row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from wagtail.admin.views.reports import ReportView

CHUNK = 2000  # rows that are in memory at once


class Rows:
    """Pass on what a report found, a part at a time."""

    def __init__(self, found: Iterable[Any]) -> None:
        """Remember what was found, and the model that names its columns."""
        self._found = found
        self.model = getattr(found, "model", None)

    def __iter__(self) -> Iterator[Any]:
        """Read from the database as the file is written."""
        if isinstance(self._found, QuerySet):
            return self._found.iterator(chunk_size=CHUNK)
        return iter(self._found)


class StreamedReport(ReportView):
    """Hand out its rows as CSV or XLSX without ever holding all of them."""

    file_name = "report"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show a page, or write a file."""
        if self.is_export:
            rows = Rows(self.get_filtered_queryset())
            exported: HttpResponse = self.as_spreadsheet(rows, request.GET["export"])
            return exported
        shown: HttpResponse = super().get(request, *args, **kwargs)
        return shown

    def get_filename(self) -> str:
        """Name the file by the report and the day."""
        return f"{self.file_name}-{timezone.localdate().isoformat()}"
