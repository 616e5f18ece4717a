"""Shared base of the reports: who may view and export them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext

from privacy_plugin.admin.access.permissions import (
    REPORT,
    can_export_reports,
    export_access,
    report_access,
    report_policy,
)
from privacy_plugin.admin.page import HOME
from privacy_plugin.admin.reports.exportable import ExportableReport
from privacy_plugin.admin.reports.site_report import SiteFilterSet, SiteReport
from privacy_plugin.processing import registry


def get_activity_title(activity: str) -> str:
    """Return the title of an activity, its key where nobody declares it any more."""
    declared = registry.find(activity)
    return gettext(declared.title) if declared else activity


def get_activity_choices() -> list[tuple[str, str]]:
    found = [(one.key, gettext(one.title)) for one in registry]
    return sorted(found, key=lambda choice: choice[1])


def format_day(moment: datetime | None) -> str:
    """Return a day in the editor's format and time zone, a dash for none."""
    if moment is None:
        return "–"
    return date_format(timezone.localtime(moment), "SHORT_DATE_FORMAT")


class PrivacyFilterSet(SiteFilterSet):
    """Filter by the sites whose reports the user may see."""

    access = report_access


class PrivacyReport(ExportableReport):
    """Rows of the sites whose reports the user may see."""

    permission_policy = report_policy
    permission_required = REPORT
    breadcrumbs_items = (HOME,)

    def dispatch(
        self, request: HttpRequest, *args: object, **kwargs: object
    ) -> HttpResponse:
        """Refuse an export to those who may only look."""
        if request.GET.get("export") and not can_export_reports(request.user):
            raise PermissionDenied
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def visible_sites(self) -> list[int] | None:
        """Return the primary keys of the sites this person sees, None for all.

        A file holds those only that may be taken away as well.
        """
        seen = report_access.site_ids(self.request.user)
        taken = export_access.site_ids(self.request.user) if self.is_export else None
        if seen is None or taken is None:
            return taken if seen is None else seen
        return [key for key in seen if key in taken]

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [HOME, {"url": "", "label": self.get_page_title()}]


class PrivacySiteReport(PrivacyReport, SiteReport):
    """A report whose rows have a site."""

    access = report_access
