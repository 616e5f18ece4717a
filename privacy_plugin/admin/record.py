"""The record of processing activities (Art. 30 GDPR) in the admin.

Generated on request, dated, and compared with any stored state.
"""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import get_language, override
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from privacy_plugin.admin.access.permissions import (
    can_export_reports,
    get_chosen_site,
    get_report_sites,
)
from privacy_plugin.admin.page import SiteView
from privacy_plugin.conf import conf
from privacy_plugin.disclosure.controller import get_site_controller
from privacy_plugin.disclosure.models import RecordSnapshot
from privacy_plugin.disclosure.record import build, formats
from privacy_plugin.disclosure.record.history import (
    RecordChange,
    build_rows,
    find_changes,
    get_latest_snapshot,
    save_snapshot,
)
from privacy_plugin.exports.cells import BYTE_ORDER_MARK
from privacy_plugin.exports.views import SafeExportMixin


def build_current_record(site_id: int, language: str) -> build.ProcessingRecord:
    """Return the record of a site as of now, in `language`."""
    with override(language):
        controller = get_site_controller(site_id)
        return build.build_record(controller, language=language, at=timezone.now())


class RecordView(SiteView):
    """The record, with changes since a day (``?since=2026-01-31``)."""

    template_name = "privacy_plugin/admin/record.html"
    page_title = _("Record of processing activities")
    header_icon = "list-ul"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        language = get_language() or conf.languages[0]
        since = self._since()
        return super().get_context_data(**kwargs) | {
            "record": build_current_record(self.site.pk, language),
            "headings": build.get_headings(),
            "columns": build.COLUMNS[2:],
            "kept": RecordSnapshot.objects.filter(site_id=self.site.pk).order_by(
                "-created_at"
            ),
            "since": since,
            "wants_since": self.request.GET.get("since", ""),
            "changes": self._changes(since),
            "formats": FORMATS if can_export_reports(self.request.user) else (),
        }

    def _since(self) -> RecordSnapshot | None:
        try:
            day = parse_date(self.request.GET.get("since", ""))
            if day is None:
                return None
            end = timezone.make_aware(datetime.combine(day, time.max)).astimezone(UTC)
        except (ValueError, OverflowError):
            return None
        return get_latest_snapshot(self.site.pk, until=end)

    def _changes(self, since: RecordSnapshot | None) -> list[RecordChange]:
        if since is None:
            return []
        return find_changes(since.rows, build_rows(self.site.pk, at=timezone.now()))


class PrintedRecordView(RecordView):
    """The record on a page of its own for printing."""

    template_name = "privacy_plugin/admin/record_print.html"


class _Sheet(SafeExportMixin):
    list_export = build.TABLE_COLUMNS

    def __init__(self, drawn: build.ProcessingRecord, request: HttpRequest) -> None:
        self.drawn = drawn
        self.request = request
        self.export_headings = build.get_headings()

    def get_filename(self) -> str:
        return file_name(self.drawn)

    def to_row_dict(self, item: dict[str, str]) -> dict[str, str]:
        return item


def file_name(drawn: build.ProcessingRecord) -> str:
    return f"record-of-processing-{drawn.created_at:%Y-%m-%d}"


def _csv_file(drawn: build.ProcessingRecord) -> str:
    return BYTE_ORDER_MARK + formats.as_csv(drawn)


_TEXTS = {
    "csv": ("text/csv; charset=utf-8", _csv_file),
    "json": ("application/json", formats.as_json),
    "md": ("text/markdown; charset=utf-8", formats.as_markdown),
}
FORMATS = ("csv", "xlsx", "json", "md")


def export_record(request: HttpRequest, file_format: str) -> HttpResponseBase:
    """Hand the record over as a file, to those who may export."""
    if not can_export_reports(request.user):
        raise PermissionDenied
    sites = get_report_sites(request.user, "export")
    site = get_chosen_site(sites, request.GET.get("site", ""))
    language = get_language() or conf.languages[0]
    drawn = build_current_record(site.pk, language)
    if file_format == "xlsx":
        rows = drawn.list_table()
        sheet: HttpResponseBase = _Sheet(drawn, request).as_spreadsheet(rows, "xlsx")
        return sheet
    if file_format not in _TEXTS:
        raise Http404
    content_type, write = _TEXTS[file_format]
    response = HttpResponse(write(drawn), content_type=content_type)
    name = f"{file_name(drawn)}.{file_format}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
def save_record(request: HttpRequest) -> HttpResponse:
    """Keep the record as it is today, to compare with later."""
    site = get_chosen_site(get_report_sites(request.user), request.POST.get("site", ""))
    kept = save_snapshot(site.pk, at=timezone.now())
    if kept is None:
        messages.warning(request, _("Nothing has changed since the last snapshot."))
    else:
        messages.success(request, _("A snapshot of today's record is stored."))
    return redirect(f"{reverse('privacy_admin:record')}?site={site.pk}")
