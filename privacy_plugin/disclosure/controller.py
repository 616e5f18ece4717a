"""The controller of a site as a value, from which disclosures are built."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, cast

from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.models import Site

from privacy_plugin.disclosure.models import (
    MANDATORY,
    ControllerSettings,
    PublishedText,
)
from privacy_plugin.disclosure.retention_overrides import (
    Periods,
    apply_overrides,
    parse_overrides,
)
from privacy_plugin.disclosure.site_facts.lookup import SiteFactsLookup
from privacy_plugin.disclosure.site_facts.mailboxes import name_mailbox
from privacy_plugin.disclosure.stored_facts import StoredFacts, read_stored_facts
from privacy_plugin.disclosure.wording import PublishedTexts
from privacy_plugin.memo import Memo
from privacy_plugin.prepared_query import PreparedQuery
from privacy_plugin.processing import ProcessingActivity

_KEPT = "_privacy_controller"


@dataclass(frozen=True)
class Controller:
    """Identity, contacts and choices of a controller: Art. 13(1)(a) and (b) GDPR.

    `site_id` is the Wagtail site, None where there is none; `host` its name on the web,
    in small letters. `missing` names mandatory fields that are empty. `overrides` are
    retention periods shorter than declared. `stored` is what the database holds about
    the site: equal controllers disclose the same.
    """

    name: str
    site_id: int | None = None
    host: str = ""
    address: str = ""
    email: str = ""
    protection_officer: str = ""
    supervisory_authority: str = ""
    policy_url: str = ""
    missing: tuple[str, ...] = ()
    overrides: Periods = field(default_factory=dict, hash=False)
    stored: StoredFacts = field(default=StoredFacts(), repr=False)

    @cached_property
    def published_texts(self) -> PublishedTexts:
        """Return the texts in force on the site."""
        return PublishedTexts(self.site_id, self.stored.get_all(PublishedText))

    @cached_property
    def site_facts(self) -> SiteFactsLookup:
        """Return what an admin said about the site itself."""
        return SiteFactsLookup(self.site_id, self.stored)

    def with_text(self, row: PublishedText) -> Controller:
        """Return the controller as it is once a text is stored."""
        return replace(self, stored=self.stored.with_row(row))

    @property
    def is_complete(self) -> bool:
        """Say whether a reader learns who is responsible and how to reach them.

        Where not, no form that collects data is shown. Source: GDPR Art. 13(1)(a).
        """
        return not self.missing

    def with_overrides(self, activity: ProcessingActivity) -> ProcessingActivity:
        """Return the activity as it takes place on the controller's site."""
        return apply_overrides(activity, self.overrides)

    def as_shown(self, activity: ProcessingActivity) -> ProcessingActivity:
        """Return it as readers see it: with who keeps a mailbox, if an admin said so.

        That is no fact a consent rests on (decision 64).
        """
        return name_mailbox(self.with_overrides(activity), self.site_facts)


# Equal rows give the same controller, so that what was made for it is found again.
_controllers: Memo[Controller] = Memo(256)


def _read_controller(site: Site) -> Controller:
    name, stored = site.site_name or site.hostname, read_stored_facts(site.pk)
    return _controllers.get(
        (site.pk, site.hostname, name, stored),
        lambda: _build_controller(site.pk, site.hostname, name, stored),
    )


def _build_controller(
    site_id: int, host: str, name: str, stored: StoredFacts
) -> Controller:
    setting = stored.get(ControllerSettings) or ControllerSettings(site_id=site_id)
    return Controller(
        name=setting.name or name,
        site_id=site_id,
        host=host.lower(),
        address=setting.address,
        email=setting.email,
        protection_officer=setting.protection_officer,
        supervisory_authority=setting.supervisory_authority,
        policy_url=setting.policy_url,
        missing=setting.missing,
        overrides=parse_overrides(setting.retention_days),
        stored=stored,
    )


def get_request_controller(request: HttpRequest | None) -> Controller:
    """Return the controller of the request's site; an incomplete one for no site.

    Costs one query, and none again for the same request.
    """
    site = Site.find_for_request(request) if request is not None else None
    if request is None or site is None:
        return get_site_controller(None)
    known: Controller | None = getattr(request, _KEPT, None)
    if known is None or known.site_id != site.pk:
        known = _read_controller(site)
        setattr(request, _KEPT, known)
    return known


def get_page_site(page: Any, request: HttpRequest | None = None) -> Site | None:
    """Return the site of a page, None for a page outside every site.

    Where sites overlap it is the one with the nearest root page, whichever host the
    request names; `request` only saves a query.
    """
    parts = page.get_url_parts()
    if parts is None:
        return None
    current = Site.find_for_request(request) if request is not None else None
    if current is not None and current.pk == parts[0]:
        return cast("Site", current)
    return _find_site(parts[0])


def get_controller(site: Site | None, request: HttpRequest | None = None) -> Controller:
    """Return the controller of a site; `request` saves a query where it is its site."""
    if request is not None and site is not None:
        current = Site.find_for_request(request)
        if current is not None and current.pk == site.pk:
            return get_request_controller(request)
    return _read_controller(site) if site is not None else get_site_controller(None)


def get_site_controller(site_id: int | None) -> Controller:
    """Return the controller of a site; an incomplete one where there is no such site.

    Nobody answers for what belongs to no site, least of all the default site.
    """
    site = _find_site(site_id) if site_id is not None else None
    if site is None:
        return Controller(name="", site_id=site_id, missing=MANDATORY)
    return _read_controller(site)


def _build_sites(site_id: int) -> QuerySet[Site]:
    sites: QuerySet[Site] = Site.objects.filter(pk=site_id)
    return sites


_ask_sites: PreparedQuery[Site] = PreparedQuery(_build_sites)


def _find_site(site_id: int) -> Site | None:
    return next(iter(_ask_sites(site_id=site_id)), None)
