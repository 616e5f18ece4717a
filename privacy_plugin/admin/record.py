"""The record of processing activities (Art. 30 GDPR): to read, print, take away.

Generated at the moment somebody opens it, dated, and compared with any state that was
kept before.
"""

from __future__ import annotations

from datetime import datetime, time
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
from wagtail.admin.views.mixins import SpreadsheetExportMixin

from privacy_plugin.admin.page import SitePage
from privacy_plugin.admin.permission import chosen_site, may_export, sites_of
from privacy_plugin.conf import conf
from privacy_plugin.disclosure import record
from privacy_plugin.disclosure.controller import controller_of_site
from privacy_plugin.disclosure.models import KeptRecord
from privacy_plugin.disclosure.record_history import (
    RecordChange,
    changes,
    current_rows,
    keep,
    newest_kept,
)


def drawn_up(site_id: int, language: str) -> record.ProcessingRecord:
    """Return the record of a site as of now, in `language`."""
    with override(language):
        controller = controller_of_site(site_id)
        return record.draw_up(controller, language=language, at=timezone.now())


class RecordPage(SitePage):
    """Show the record, with what has changed since a day (``?since=2026-01-31``)."""

    template_name = "privacy_plugin/admin/record.html"
    page_title = _("Record of processing activities")
    header_icon = "list-ul"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Draw the record up and compare it."""
        language = get_language() or conf.languages[0]
        since = self._since()
        return super().get_context_data(**kwargs) | {
            "record": drawn_up(self.site.pk, language),
            "headings": record.headings(),
            "columns": record.COLUMNS[2:],
            "kept": KeptRecord.objects.filter(site_id=self.site.pk).order_by(
                "-kept_at"
            ),
            "since": since,
            "wants_since": self.request.GET.get("since", ""),
            "changes": self._changes(since),
            "formats": FORMATS if may_export(self.request.user) else (),
        }

    def _since(self) -> KeptRecord | None:
        try:
            day = parse_date(self.request.GET.get("since", ""))
        except ValueError:
            day = None
        if day is None:
            return None
        end = timezone.make_aware(datetime.combine(day, time.max))
        return newest_kept(self.site.pk, until=end)

    def _changes(self, since: KeptRecord | None) -> list[RecordChange]:
        if since is None:
            return []
        return changes(since.rows, current_rows(self.site.pk, at=timezone.now()))


class PrintedRecord(RecordPage):
    """Show the same on a page without anything around it, to print or to hand over."""

    template_name = "privacy_plugin/admin/record_print.html"


class _Sheet(SpreadsheetExportMixin):
    """Write the record with Wagtail's own means of making a spreadsheet."""

    list_export = record.COLUMNS

    def __init__(self, drawn: record.ProcessingRecord) -> None:
        """Take the record."""
        self.drawn = drawn
        self.export_headings = record.headings()

    def get_filename(self) -> str:
        """Name the file by its day."""
        return file_name(self.drawn)

    def to_row_dict(self, item: dict[str, str]) -> dict[str, str]:
        """Return a row as it is."""
        return item


def file_name(drawn: record.ProcessingRecord) -> str:
    """Return the name of a file with the record, without its ending."""
    return f"record-of-processing-{drawn.drawn_up_at:%Y-%m-%d}"


_TEXTS = {
    "csv": ("text/csv; charset=utf-8", record.as_csv),
    "json": ("application/json", record.as_json),
    "md": ("text/markdown; charset=utf-8", record.as_markdown),
}
FORMATS = ("csv", "xlsx", "json", "md")


def record_file(request: HttpRequest, file_format: str) -> HttpResponseBase:
    """Hand the record over as a file, to those who may export."""
    if not may_export(request.user):
        raise PermissionDenied
    sites = sites_of(request.user, "export")
    site = chosen_site(sites, request.GET.get("site", ""))
    language = get_language() or conf.languages[0]
    drawn = drawn_up(site.pk, language)
    if file_format == "xlsx":
        sheet: HttpResponseBase = _Sheet(drawn).as_spreadsheet(
            record.as_cells(drawn), "xlsx"
        )
        return sheet
    if file_format not in _TEXTS:
        raise Http404
    content_type, write = _TEXTS[file_format]
    response = HttpResponse(write(drawn), content_type=content_type)
    name = f"{file_name(drawn)}.{file_format}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
def keep_record(request: HttpRequest) -> HttpResponse:
    """Keep the record as it is today, to compare with later."""
    site = chosen_site(sites_of(request.user), request.POST.get("site", ""))
    kept = keep(site.pk, at=timezone.now())
    if kept is None:
        messages.warning(request, _("Nothing has changed since the last state."))
    else:
        messages.success(request, _("The record is kept as it is today."))
    return redirect(f"{reverse('privacy_admin:record')}?site={site.pk}")
