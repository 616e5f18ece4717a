"""The privacy panel on the admin's start page: consents, texts, notices.

Other apps add sentences by the hook ``register_privacy_notice``: functions that take
the request and return notices.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.models import Site

from privacy_plugin.admin.access.permissions import (
    can_view_reports,
    get_text_sites,
    report_access,
)
from privacy_plugin.admin.consents.counts import get_counts, is_large
from privacy_plugin.admin.consents.rates import get_consent_rates
from privacy_plugin.admin.models import ConsentCount
from privacy_plugin.admin.notices import (
    NOTICE_HOOK,
    Notice,
    get_controller_notices,
    get_form_notices,
    get_schedule_notices,
    get_site_fact_notices,
    get_source_notices,
)
from privacy_plugin.admin.reports.privacy_report import get_activity_title
from privacy_plugin.admin.requests.notices import get_request_notices
from privacy_plugin.admin.texts.notices import get_text_notices


@dataclass(frozen=True, slots=True)
class ConsentTotal:
    """How many consents of an activity are active."""

    title: str
    given: int
    active: int


def get_consent_totals(counts: Iterable[ConsentCount]) -> list[ConsentTotal]:
    """Return of what was counted what is about consents."""
    return [
        ConsentTotal(get_activity_title(count.activity), count.total, count.active)
        for count in sorted(counts, key=lambda count: count.activity)
        if not count.acts
    ]


def get_site_notices(sites: Iterable[Site]) -> list[Notice]:
    return [
        notice
        for site in sites
        for notice in (*get_controller_notices(site), *get_text_notices(site))
    ]


class PrivacyPanel(Component):
    """The panel, limited to what the user may see."""

    name = "privacy"
    template_name = "privacy_plugin/admin/panel.html"
    order = 240

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def notices(self) -> list[Notice]:
        found = get_schedule_notices(at=timezone.now())
        found += get_request_notices(self.request.user)
        found += get_site_notices(get_text_sites(self.request.user))
        found += get_site_fact_notices(self.request.user)
        if can_view_reports(self.request.user):
            found += get_form_notices()
            found += get_source_notices(at=timezone.now())
            for say in hooks.get_hooks(NOTICE_HOOK):
                found += say(self.request)
        return found

    @cached_property
    def counts(self) -> list[ConsentCount]:
        if not can_view_reports(self.request.user):
            return []
        return get_counts(self._seen, at=timezone.now())

    @property
    def is_uncounted(self) -> bool:
        """Say whether the worker has yet to count what a page cannot."""
        if self.counts or not can_view_reports(self.request.user):
            return False
        return is_large(at=timezone.now())

    @property
    def _seen(self) -> list[int] | None:
        return report_access.site_ids(self.request.user)

    def render_html(self, parent_context: Mapping[str, Any] | None = None) -> str:
        if not (self.notices or self.counts or self.is_uncounted):
            return ""
        return str(super().render_html(parent_context))

    def get_context_data(self, _parent_context: Mapping[str, Any]) -> dict[str, Any]:
        stored = [count.counted_at for count in self.counts if count.pk]
        return {
            "notices": self.notices,
            "consent_totals": get_consent_totals(self.counts),
            "consent_rates": get_consent_rates(self.counts, at=timezone.now()),
            "counted_at": min(stored, default=None),
            "is_uncounted": self.is_uncounted,
            "consents_url": reverse("privacy_admin:consents"),
        }
