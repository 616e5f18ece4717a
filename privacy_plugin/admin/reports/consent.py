"""One consent with the exact text that was shown; whoever looks is written down."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from wagtail.log_actions import log

from privacy_plugin.admin.page import HOME
from privacy_plugin.admin.permission import may_report, sees_everything, sites_of
from privacy_plugin.admin.reports.report import title_of
from privacy_plugin.consent.ledger import is_intact
from privacy_plugin.consent.models import ConsentRecord

LOOKED_AT = "privacy.look"


@require_safe
def consent(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """Show one consent. It names nobody; the look at it is logged all the same."""
    if not may_report(request.user):
        raise PermissionDenied
    records = ConsentRecord.objects.select_related("version")
    record = records.filter(pk=record_id).first()
    if record is None:
        raise Http404
    _require_site(request, record)
    log(instance=record, action=LOOKED_AT, user=request.user)
    context: dict[str, Any] = {
        "record": record,
        "title": title_of(record.activity),
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
    """Raise PermissionDenied for a consent of a site this person may not see."""
    if sees_everything(request.user):
        return
    if not sites_of(request.user).filter(pk=record.version.site_id).exists():
        raise PermissionDenied
