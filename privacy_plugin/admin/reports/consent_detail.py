"""One consent with the exact text that was shown; each view is logged."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from wagtail.log_actions import log

from privacy_plugin.admin.access.permissions import can_view_reports, report_access
from privacy_plugin.admin.page import HOME
from privacy_plugin.admin.reports.privacy_report import get_activity_title
from privacy_plugin.consent.ledger import is_intact
from privacy_plugin.consent.models import ConsentRecord
from privacy_plugin.consent.status import ConsentStatus, with_status

CONSENT_VIEWED = "privacy.look"


@require_safe
def view_consent(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Show one consent. It names nobody; the look at it is logged all the same."""
    if not can_view_reports(request.user):
        raise PermissionDenied
    records = ConsentRecord.objects.filter(pk=record_id).select_related("version")
    record = with_status(records, at=timezone.now()).first()
    if record is None:
        raise Http404
    _require_site(request, record)
    log(instance=record, action=CONSENT_VIEWED, user=request.user)
    context: dict[str, Any] = {
        "record": record,
        "status_label": ConsentStatus(record.status).label,
        "title": get_activity_title(record.activity),
        "events": record.events.order_by("pk"),
        "document": record.version.document,
        "is_intact": is_intact(record),
        "header_title": _("Consent"),
        "page_title": _("Consent"),
        "header_icon": "tick-inverse",
        "breadcrumbs_items": [HOME, {"url": "", "label": _("Consent")}],
    }
    return render(request, "privacy_plugin/admin/consent.html", context)


def _require_site(request: HttpRequest, record: ConsentRecord) -> None:
    if not report_access.covers(request.user, record.version.site_id):
        raise PermissionDenied
