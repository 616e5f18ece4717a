"""Answer for the activities of the providers, which are data and may change."""

from __future__ import annotations

from collections.abc import Iterable

from privacy_plugin.embeds.models import EmbeddedItem, ItemState
from privacy_plugin.embeds.providers import provider_registry
from privacy_plugin.embeds.providers.activity import PREFIX, build_activity
from privacy_plugin.embeds.providers.provider import ProviderInvalid
from privacy_plugin.processing import InvalidDeclaration, ProcessingActivity


class ProviderActivitySource:
    """Make the activity of a provider when it is asked for."""

    def find(self, key: str) -> ProcessingActivity | None:
        """Return the activity ``embeds.<provider>`` or ``embeds.<provider>@<host>``."""
        return _made(provider_registry.providers(), key)

    def used(self) -> Iterable[ProcessingActivity]:
        """Return the activities of the providers that something here is embedded from.

        An operator per host is one for each host.
        """
        items = EmbeddedItem.objects.exclude(provider="").exclude(state=ItemState.LINK)
        rows = items.order_by("provider", "host").values_list("provider", "host")
        pairs = list(rows.distinct())
        known = provider_registry.providers() if pairs else {}
        keys = dict.fromkeys(
            f"{PREFIX}.{name}@{host}"
            if name in known and known[name].per_host
            else f"{PREFIX}.{name}"
            for name, host in pairs
        )
        return [found for key in keys if (found := _made(known, key)) is not None]


def _made(known: provider_registry.Providers, key: str) -> ProcessingActivity | None:
    name, _at, host = key.removeprefix(f"{PREFIX}.").partition("@")
    provider = known.get(name)
    if provider is None or provider.per_host != bool(host):
        return None
    try:
        return build_activity(provider.at(host) if host else provider, host)
    except (ProviderInvalid, InvalidDeclaration):
        return None
