"""What reports about subscriptions share: who may open them, masked addresses."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.defaultfilters import date
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from privacy_plugin.admin.reports.exportable import ExportableReport
from privacy_plugin.admin.reports.site_report import SiteFilterSet, SiteReport
from privacy_plugin.conf import conf
from privacy_plugin.subscriptions.admin.permission import may_manage, subscriber_access


def moment(at: datetime | None) -> str:
    """Return a date and time in the editor's format and time zone, a dash for none."""
    return date(timezone.localtime(at), "SHORT_DATETIME_FORMAT") if at else "–"


def language_choices() -> list[tuple[str, str]]:
    """Return the languages the site speaks, each by its own name."""
    return [(code, get_language_info(code)["name_local"]) for code in conf.languages]


def both(change: Any) -> dict[str, Any]:
    """Return what changes a cell of a file of either format."""
    return dict.fromkeys(ExportableReport.FORMATS, change)


class SubscriptionFilterSet(SiteFilterSet):
    """Offer the sites whose subscribers somebody manages."""

    access = subscriber_access


class SubscriptionReport(SiteReport):
    """Be a report that only managers of subscribers may open."""

    access = subscriber_access
    _show_breadcrumbs = True

    def dispatch(
        self, request: HttpRequest, *args: object, **kwargs: object
    ) -> HttpResponse:
        """Refuse everybody else."""
        if not may_manage(request.user):
            raise PermissionDenied
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        """Lead back to the mailings."""
        start = {"url": reverse("subscriptions_admin:index"), "label": _("Mailings")}
        own = {"url": "", "label": self.get_page_title()}
        return [*self.breadcrumbs_items, start, own]
