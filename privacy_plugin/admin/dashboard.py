"""What the admin's start page says about privacy: consents, texts, what needs care.

Told is how many of the consents given still stand and, where rows that are there anyway
show it, how many of those who were asked agreed. Other apps add sentences by the hook
``register_privacy_notice``: functions of the request that return some.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.models import Site

from privacy_plugin.admin.agreement import Agreement, agreements
from privacy_plugin.admin.permission import (
    may_report,
    sees_everything,
    sites_of,
    text_sites_of,
)
from privacy_plugin.admin.reports.consents import with_standing
from privacy_plugin.admin.reports.report import title_of
from privacy_plugin.admin.standing import TextState, states_of
from privacy_plugin.consent.models import STANDING, ConsentRecord
from privacy_plugin.disclosure.controller import controller_of_site
from privacy_plugin.disclosure.models import ControllerSettings

NOTICE_HOOK = "register_privacy_notice"


@dataclass(frozen=True, slots=True)
class Rate:
    """Tell of one activity how many of the consents given still stand."""

    title: str
    given: int
    standing: int


@dataclass(frozen=True, slots=True)
class Notice:
    """Say one thing that needs care, and where to see to it, if there is a place."""

    sentence: str
    url: str = ""


def rates(sites: list[int] | None, *, at: datetime) -> list[Rate]:
    """Count the consents of each activity, in one query."""
    records = with_standing(ConsentRecord.objects.all())
    if sites is not None:
        records = records.filter(version__site_id__in=sites)
    stands = Q(state__in=STANDING, valid_until__gt=at)
    counted = (
        records.order_by()
        .values("activity")
        .annotate(given=Count("pk"), standing=Count("pk", filter=stands))
        .order_by("activity")
    )
    return [
        Rate(title_of(row["activity"]), row["given"], row["standing"])
        for row in counted
    ]


def notices(sites: Iterable[Site]) -> list[Notice]:
    """Say what needs care on these sites: the controller, and the texts."""
    return [
        notice
        for site in sites
        for notice in (*controller_notices(site), *_texts(site))
    ]


def controller_notices(site: Site) -> list[Notice]:
    """Say what is not filled in about who is responsible, and where to do it."""
    missing = controller_of_site(site.pk).missing
    if not missing:
        return []
    fields = [
        str(ControllerSettings._meta.get_field(name).verbose_name) for name in missing
    ]
    sentence = _(
        "%(site)s shows no form that collects data, because this is not filled in: "
        "%(fields)s."
    ) % {"site": site, "fields": ", ".join(fields)}
    address = reverse(
        "wagtailsettings:edit", args=["privacy", "controllersettings", site.pk]
    )
    return [Notice(sentence, address)]


def _texts(site: Site) -> list[Notice]:
    texts = [text for state in states_of(site) for text in state.texts]
    address = f"{reverse('privacy_admin:texts')}?site={site.pk}"
    counted = [
        (_waiting, [text for text in texts if text.is_waiting]),
        (_missing, [text for text in texts if text.is_missing]),
        (_outdated, [text for text in texts if text.facts_changed]),
    ]
    return [
        Notice(sentence(found) % {"count": len(found), "site": site}, address)
        for sentence, found in counted
        if found
    ]


def _waiting(found: list[TextState]) -> str:
    return ngettext(
        "%(count)d text of %(site)s waits to be published.",
        "%(count)d texts of %(site)s wait to be published.",
        len(found),
    )


def _missing(found: list[TextState]) -> str:
    return ngettext(
        "%(count)d text of %(site)s is missing in a language.",
        "%(count)d texts of %(site)s are missing in a language.",
        len(found),
    )


def _outdated(found: list[TextState]) -> str:
    return ngettext(
        "%(count)d text of %(site)s was written before its facts changed.",
        "%(count)d texts of %(site)s were written before their facts changed.",
        len(found),
    )


class PrivacyPanel(Component):
    """Show all that on the start page, to each as far as they may see it."""

    name = "privacy"
    template_name = "privacy_plugin/admin/panel.html"
    order = 240

    def __init__(self, request: HttpRequest) -> None:
        """Remember who looks."""
        self.request = request

    @cached_property
    def notices(self) -> list[Notice]:
        """Return what needs care."""
        found = notices(text_sites_of(self.request.user))
        if may_report(self.request.user):
            for say in hooks.get_hooks(NOTICE_HOOK):
                found += say(self.request)
        return found

    @cached_property
    def rates(self) -> list[Rate]:
        """Return how consents stand, for those who may see reports."""
        if not may_report(self.request.user):
            return []
        return rates(self._seen, at=timezone.now())

    @cached_property
    def agreements(self) -> list[Agreement]:
        """Return how many of those who were asked agreed, for the same people."""
        if not may_report(self.request.user):
            return []
        return agreements(self._seen, at=timezone.now())

    @property
    def _seen(self) -> list[int] | None:
        """Return the sites this person sees, None for all."""
        user = self.request.user
        if sees_everything(user):
            return None
        return list(sites_of(user).values_list("pk", flat=True))

    def render_html(self, parent_context: Mapping[str, Any] | None = None) -> str:
        """Show nothing where there is nothing to tell."""
        if not (self.notices or self.rates or self.agreements):
            return ""
        return str(super().render_html(parent_context))

    def get_context_data(self, _parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Hand all of it over."""
        return {
            "notices": self.notices,
            "rates": self.rates,
            "agreements": self.agreements,
            "consents_url": reverse("privacy_admin:consents"),
        }
