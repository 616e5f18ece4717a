"""Shared base of the reports: permission and masked addresses."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.template.defaultfilters import date
from django.utils import timezone
from django.utils.translation import get_language_info
from wagtail.admin.ui.tables import Column

from privacy_plugin.admin.reports.exportable import ExportableReport
from privacy_plugin.admin.reports.site_report import SiteFilterSet, SiteReport
from privacy_plugin.conf import conf
from privacy_plugin.subscriptions.admin.permission import (
    ManagersOnlyMixin,
    subscriber_access,
)


def moment(at: datetime | None) -> str:
    """Return a date and time in the editor's format and time zone, a dash for none."""
    return date(timezone.localtime(at), "SHORT_DATETIME_FORMAT") if at else "–"


def language_choices() -> list[tuple[str, str]]:
    return [(code, get_language_info(code)["name_local"]) for code in conf.languages]


def both(change: Any) -> dict[str, Any]:
    """Return what changes a cell of a file of either format."""
    return dict.fromkeys(ExportableReport.FORMATS, change)


class SubscriptionFilterSet(SiteFilterSet):
    access = subscriber_access


class MomentColumn(Column):
    def get_value(self, instance: Any) -> str:
        return moment(super().get_value(instance))


class SubscriptionReport(ManagersOnlyMixin, SiteReport):
    access = subscriber_access
