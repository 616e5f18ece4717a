"""The registry of providers, and which of them a URL belongs to.

Shipped data (``providers.toml``) is overridden by PRIVACY_EMBEDS_PROVIDERS, and both by
what an admin has imported. An entry in the setting may give only the facts that differ;
None removes a provider.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from django.core.signals import setting_changed
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from privacy_plugin.embeds.conf import embeds_conf
from privacy_plugin.embeds.models import EmbeddedItem, ProviderEntry
from privacy_plugin.embeds.providers.activity import PREFIX
from privacy_plugin.embeds.providers.provider import EmbedProvider, ProviderInvalid
from privacy_plugin.embeds.providers.provider_parser import Entry, parse_provider
from privacy_plugin.memo import Memo
from privacy_plugin.processing.provenance import REVIEW_INTERVAL
from privacy_plugin.validation.web_urls import get_hostname

SHIPPED = Path(__file__).with_name("providers.toml")
SCHEMA = 1

Providers = Mapping[str, EmbedProvider]


@dataclass(frozen=True, slots=True)
class ProviderMatch:
    """The provider of a URL and, if it has one per host, the host.

    `host` is empty for a provider that is the same everywhere.
    """

    provider: EmbedProvider
    host: str


@cache
def shipped_entries() -> Mapping[str, Entry]:
    """Return the shipped data; raise ProviderInvalid for a schema nobody reads."""
    with SHIPPED.open("rb") as stream:
        data = tomllib.load(stream)
    if data.pop("schema", None) != SCHEMA:
        raise ProviderInvalid(f"{SHIPPED.name}: the schema is not {SCHEMA}")
    return MappingProxyType(data)


@cache
def configured_entries() -> Mapping[str, Entry]:
    entries: dict[str, Any] = dict(shipped_entries())
    for key, change in embeds_conf.providers.items():
        if change is None:
            entries.pop(key, None)
        else:
            entries[key] = {**entries.get(key, {}), **change}
    return MappingProxyType(entries)


@cache
def configured_providers() -> Providers:
    """Return the shipped providers and those of the setting; raise ProviderInvalid."""
    return MappingProxyType(
        {key: parse_provider(key, entry) for key, entry in configured_entries().items()}
    )


def outdated(known: Providers, on: date) -> tuple[EmbedProvider, ...]:
    """Return the providers that were verified more than a year ago."""
    return tuple(
        one
        for one in known.values()
        if one.verified_on and on - one.verified_on > REVIEW_INTERVAL
    )


_read: ContextVar[list[Providers] | None] = ContextVar("embeds_providers", default=None)


def providers() -> Providers:
    """Return every provider by key, as this site knows them now.

    That is one query, and one only within `read_once`. An admin's entry that cannot be
    read any more takes its provider away: what is not known for certain is not
    embedded.
    """
    read = _read.get()
    if read is None:
        return _from_the_database()
    if not read:
        read.append(_from_the_database())
    return read[0]


@contextmanager
def read_once() -> Iterator[None]:
    """Read what admins have entered at most once, as for one request."""
    if _read.get() is not None:
        yield
        return
    token = _read.set([])
    try:
        yield
    finally:
        _read.reset(token)


@receiver(post_save, sender=ProviderEntry)
@receiver(post_delete, sender=ProviderEntry)
def reload_entries(**_kwargs: Any) -> None:
    """Read it again after an admin has changed something within the same request."""
    read = _read.get()
    if read:
        read.clear()


def _from_the_database() -> Providers:
    known = dict(configured_providers())
    for row in ProviderEntry.objects.all():
        known.pop(row.key, None)
        if row.is_enabled:
            try:
                known[row.key] = _parse(row)
            except ProviderInvalid:
                continue
    return known


# An entry that reads the same gives the same provider, and so the same gates.
_parsed: Memo[EmbedProvider] = Memo(512)
_at_hosts: Memo[EmbedProvider] = Memo(512)


def _parse(row: ProviderEntry) -> EmbedProvider:
    known_by = row.key, json.dumps(row.entry, sort_keys=True)
    return _parsed.get(known_by, lambda: parse_provider(row.key, row.entry))


def match_url(url: str, known: Providers | None = None) -> ProviderMatch | None:
    """Return the provider of `url`, None if it is unknown.

    `known` spares the query where many addresses are looked at.
    """
    host = get_hostname(url)
    for provider in (providers() if known is None else known).values():
        if provider.match_url(url) is not None:
            match = match_host(provider, host if provider.per_host else "")
            if match is not None:
                return match
    return None


def match_host(provider: EmbedProvider | None, host: str) -> ProviderMatch | None:
    """Return the provider at its operator's host; None where it does not run there."""
    if provider is None or provider.per_host != bool(host):
        return None
    try:
        found = _at_hosts.get((provider, host), lambda: provider.at(host))
        return ProviderMatch(found, host)
    except ProviderInvalid:
        return None


def provider_for(item: EmbeddedItem) -> ProviderMatch | None:
    """Return whose a noted item is; None where nobody knows its provider any more."""
    provider = providers().get(item.provider)
    is_per_host = provider is not None and provider.per_host
    return match_host(provider, item.host if is_per_host else "")


def provider_of(activity: str, known: Providers | None = None) -> ProviderMatch | None:
    """Return whose ``embeds.<provider>`` or ``embeds.<provider>@<host>`` is."""
    name, _at, host = activity.removeprefix(f"{PREFIX}.").partition("@")
    return match_host((providers() if known is None else known).get(name), host)


@receiver(setting_changed)
def clear_cache(*, setting: str, **_kwargs: Any) -> None:
    """Reload the providers when the setting has changed, as in a test."""
    if setting == "PRIVACY_EMBEDS_PROVIDERS":
        configured_entries.cache_clear()
        configured_providers.cache_clear()
