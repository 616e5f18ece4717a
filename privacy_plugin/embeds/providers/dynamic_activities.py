"""Activities of providers, built on demand because providers can change."""

from __future__ import annotations

from collections.abc import Iterable

from privacy_plugin.embeds.models import EmbeddedItem, ItemState
from privacy_plugin.embeds.providers import provider_registry
from privacy_plugin.embeds.providers.activity import PREFIX, build_activity
from privacy_plugin.embeds.providers.provider_registry import ProviderMatch
from privacy_plugin.memo import Memo
from privacy_plugin.processing import InvalidDeclaration, ProcessingActivity


class ProviderActivitySource:
    """Build a provider's activity when it is asked for."""

    def find(self, key: str) -> ProcessingActivity | None:
        match = provider_registry.provider_of(key)
        try:
            return _build(match) if match else None
        except InvalidDeclaration:
            return None

    def used(self) -> Iterable[ProcessingActivity]:
        """Return the activities of the providers that something here is embedded from.

        An operator per host is one for each host.
        """
        items = EmbeddedItem.objects.exclude(provider="").exclude(state=ItemState.LINK)
        rows = items.order_by("provider", "host").values_list("provider", "host")
        with provider_registry.read_once():
            keys = dict.fromkeys(
                f"{PREFIX}.{name}{at}"
                for name, host in rows.distinct()
                for at in ("", f"@{host}")
            )
            return [found for key in keys if (found := self.find(key)) is not None]


# A provider with the same facts gives the same activity.
_activities: Memo[ProcessingActivity | None] = Memo(512)


def _build(match: ProviderMatch) -> ProcessingActivity | None:
    provider, host = match.provider, match.host
    return _activities.get((provider, host), lambda: build_activity(provider, host))
