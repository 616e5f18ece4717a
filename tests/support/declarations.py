"""Every declaration that is shipped: those registered, and one of each family."""

from __future__ import annotations

from collections.abc import Iterator

from privacy_plugin import ProcessingActivity
from privacy_plugin.embeds.providers import provider_registry
from privacy_plugin.embeds.providers.activity import build_activity
from privacy_plugin.embeds.providers.provider import EmbedProvider
from privacy_plugin.embeds.providers.provider_parser import parse_provider
from privacy_plugin.form_pages.processing import build_email_copy
from privacy_plugin.processing import registry


def of_provider(provider: EmbedProvider) -> ProcessingActivity:
    """Return the declaration of a provider, at an example of a host."""
    host = "tube.example" if provider.per_host else ""
    found = build_activity(provider._run_at(host) if host else provider, host)
    assert found is not None
    return found


def _shipped() -> Iterator[ProcessingActivity]:
    yield from registry
    yield build_email_copy("mailbox.example")
    for key, entry in provider_registry.shipped_entries().items():
        provider = parse_provider(key, entry)
        if provider.frames or provider.per_host:
            yield of_provider(provider)


EVERY: dict[str, ProcessingActivity] = {one.key: one for one in _shipped()}
