"""A report of any length: paged on screen, streamed as a file."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin.views.reports import ReportView

from privacy_plugin.admin.paginator import TwoEndedPaginator, is_narrowed
from privacy_plugin.exports.cell_values import CellValue, cell_value
from privacy_plugin.exports.views import SafeExportMixin


class ExportableReport(SafeExportMixin, ReportView):
    """Stream rows as CSV or XLSX without loading all of them."""

    file_name = "report"
    paginator_class = TwoEndedPaginator
    table_classname = "listing privacy-admin-listing"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.is_export:
            rows = self.get_filtered_queryset()
            return self.as_spreadsheet(rows, request.GET["export"])
        shown: HttpResponseBase = super().get(request, *args, **kwargs)
        return shown

    def count_all(self) -> int | None:
        """Return how many rows there are without filters; None lets them be counted."""
        return None

    def get_paginator(self, *args: Any, **kwargs: Any) -> TwoEndedPaginator:
        paginator: TwoEndedPaginator = super().get_paginator(*args, **kwargs)
        if not is_narrowed(self.request.GET):
            count = self.count_all()
            if count is not None:
                paginator.count = count
        return paginator

    @cached_property
    def _cell_values(self) -> dict[str, CellValue]:
        return {path: cell_value(path) for path in self.list_export}

    def to_row_dict(self, item: Any) -> dict[str, Any]:  # noqa: ANN401 - a row of any model
        return {path: read(item) for path, read in self._cell_values.items()}

    def get_filename(self) -> str:
        return f"{self.file_name}-{timezone.localdate().isoformat()}"
