"""How many people's standing permission a change of facts ends."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, OuterRef, Q, Subquery

from privacy_plugin.consent.models import STANDING, ConsentEvent, ConsentRecord
from privacy_plugin.disclosure.controller import controller_of_site
from privacy_plugin.disclosure.document import digest_of
from privacy_plugin.disclosure.facts import facts
from privacy_plugin.embeds import catalogue
from privacy_plugin.embeds.activity import PREFIX, activity_of
from privacy_plugin.embeds.errors import ProviderInvalid
from privacy_plugin.embeds.provider import Provider


def ended_by(key: str, new: Provider | None, *, at: datetime) -> int:
    """Return how many consents count now, and would not with these facts.

    None stands for a provider that is switched off. Whoever said *always* in two
    browsers is counted twice, for nobody knows that it is one person.
    """
    now = catalogue.providers().get(key)
    return sum(
        count
        for activity, site, digest, count in _standing(key, at)
        if digest == _digest(now, activity, site) != _digest(new, activity, site)
    )


def _standing(key: str, at: datetime) -> list[tuple[str, int | None, str, int]]:
    """Return activity, site, digest of the facts, and the number of people."""
    newest = ConsentEvent.objects.filter(record=OuterRef("pk")).order_by("-pk")
    records = ConsentRecord.objects.filter(
        Q(activity=f"{PREFIX}.{key}") | Q(activity__startswith=f"{PREFIX}.{key}@")
    ).annotate(
        state=Subquery(newest.values("state")[:1]),
        until=Subquery(newest.values("valid_until")[:1]),
    )
    standing = records.filter(state__in=STANDING, until__gt=at).order_by()
    grouped = standing.values("activity", "version__site_id", "version__facts_digest")
    counted = grouped.annotate(people=Count("subject_key", distinct=True))
    return list(
        counted.values_list(
            "activity", "version__site_id", "version__facts_digest", "people"
        )
    )


def _digest(provider: Provider | None, key: str, site: int | None) -> str:
    host = key.partition("@")[2]
    if provider is None or provider.per_host != bool(host):
        return ""
    try:
        activity = activity_of(provider.at(host) if host else provider, host)
    except ProviderInvalid:
        return ""
    if activity is None:
        return ""
    return digest_of(facts(activity, controller_of_site(site)))
