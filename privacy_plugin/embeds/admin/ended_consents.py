"""How many remembered consents a change of facts would end."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Q

from privacy_plugin.consent.models import ConsentRecord
from privacy_plugin.consent.status import active
from privacy_plugin.disclosure.controller import get_site_controller
from privacy_plugin.disclosure.facts import get_facts
from privacy_plugin.disclosure.render.document import compute_digest
from privacy_plugin.embeds.providers.activity import PREFIX, build_activity
from privacy_plugin.embeds.providers.provider import EmbedProvider
from privacy_plugin.embeds.providers.provider_registry import match_host


def count_ended_consents(key: str, new: EmbedProvider | None, *, at: datetime) -> int:
    """Return how many consents count now, and would not with these facts.

    None stands for a provider that is switched off. Whoever said *always* in two
    browsers is counted twice, for nobody knows that it is one person.
    """
    return sum(
        count
        for activity, site, digest, count in _active(key, at)
        if digest != _digest(new, activity, site)
    )


def _active(key: str, at: datetime) -> list[tuple[str, int | None, str, int]]:
    """Return activity, site, digest of the facts, and the number of people."""
    records = ConsentRecord.objects.filter(
        Q(activity=f"{PREFIX}.{key}") | Q(activity__startswith=f"{PREFIX}.{key}@")
    )
    grouped = (
        active(records, at=at)
        .order_by()
        .values("activity", "version__site_id", "version__facts_digest")
    )
    counted = grouped.annotate(people=Count("subject_key", distinct=True))
    return list(
        counted.values_list(
            "activity", "version__site_id", "version__facts_digest", "people"
        )
    )


def _digest(provider: EmbedProvider | None, key: str, site: int | None) -> str:
    match = match_host(provider, key.partition("@")[2])
    activity = build_activity(match.provider, match.host) if match else None
    if activity is None:
        return ""
    return compute_digest(get_facts(activity, get_site_controller(site)))
