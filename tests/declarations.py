"""Every declaration that is shipped: those registered, and one of each provider."""

from __future__ import annotations

from collections.abc import Iterator

from privacy_plugin import ProcessingActivity
from privacy_plugin.embeds import catalogue
from privacy_plugin.embeds.activity import activity_of
from privacy_plugin.embeds.entries import provider_from
from privacy_plugin.embeds.provider import Provider
from privacy_plugin.processing import registry


def of_provider(provider: Provider) -> ProcessingActivity:
    """Return the declaration of a provider, at an example of a host."""
    host = "tube.example" if provider.per_host else ""
    found = activity_of(provider._run_at(host) if host else provider, host)
    assert found is not None
    return found


def _shipped() -> Iterator[ProcessingActivity]:
    yield from registry
    for key, entry in catalogue.shipped_entries().items():
        provider = provider_from(key, entry)
        if provider.frames or provider.per_host:
            yield of_provider(provider)


EVERY: dict[str, ProcessingActivity] = {one.key: one for one in _shipped()}
