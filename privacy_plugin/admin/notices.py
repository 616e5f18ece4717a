"""Notices for the start page and the overview of texts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Site

from privacy_plugin.admin.access.sites import User
from privacy_plugin.background import scheduled_publishing
from privacy_plugin.disclosure.controller import get_site_controller
from privacy_plugin.disclosure.forms import get_forms
from privacy_plugin.disclosure.models import ControllerSettings
from privacy_plugin.disclosure.render.language import translate_text
from privacy_plugin.disclosure.site_facts.gaps import find_gaps
from privacy_plugin.disclosure.site_facts.models import SiteFacts
from privacy_plugin.disclosure.sources import find_outdated_sources

NOTICE_HOOK = "register_privacy_notice"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that needs attention, with an optional link."""

    sentence: str
    url: str = ""


def get_controller_notices(site: Site) -> list[Notice]:
    """Say what is not filled in about who is responsible, and where to do it."""
    missing = get_site_controller(site.pk).missing
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


def get_source_notices(*, at: datetime) -> list[Notice]:
    """Say whose facts were looked up more than a year ago, if so."""
    outdated = find_outdated_sources(on=at.date())
    names = dict.fromkeys(source.recipient for source in outdated)
    sentence = _(
        "What this site says of %(recipient)s was looked up more than a year ago. "
        "Compare it with its sources, which stand beside the text of the activity."
    )
    return [Notice(sentence % {"recipient": name}) for name in names]


def get_site_fact_notices(user: User) -> list[Notice]:
    """Name what is not said about the sites whose facts this person may change."""
    policy = SiteFacts.get_permission_policy()
    sites = policy.sites_user_has_permission_for(user, "change")
    return [
        Notice(
            _("%(site)s: %(gap)s") % {"site": site, "gap": gap},
            reverse("wagtailsettings:edit", args=["privacy", "sitefacts", site.pk]),
        )
        for site in sites.order_by("-is_default_site", "hostname", "port")
        for gap in _find_site_gaps(site)
    ]


def _find_site_gaps(site: Site) -> list[str]:
    controller = get_site_controller(site.pk)
    return find_gaps(
        controller.site_facts, protection_officer=controller.protection_officer
    )


def get_form_notices() -> list[Notice]:
    """Name the forms that take nothing in because an activity is not in force."""
    return [
        build_form_notice(translate_text(form.title), form.missing)
        for form in get_forms()
        if form.missing
    ]


def build_form_notice(form: str, missing: Iterable[str]) -> Notice:
    sentence = _(
        "“%(form)s” is not shown and takes nothing in: nobody declares %(activities)s, "
        "or it is switched off."
    )
    return Notice(sentence % {"form": form, "activities": ", ".join(missing)})


def get_schedule_notices(*, at: datetime) -> list[Notice]:
    """Say that nothing publishes what is due, if so."""
    count = scheduled_publishing.count_overdue(at=at)
    if not count:
        return []
    sentence = ngettext(
        "%(count)d publication is overdue: the worker, which carries out what is "
        "scheduled, does not seem to be running.",
        "%(count)d publications are overdue: the worker, which carries out what is "
        "scheduled, does not seem to be running.",
        count,
    )
    return [Notice(sentence % {"count": count})]
