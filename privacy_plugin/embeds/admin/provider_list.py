"""All providers and where their facts come from: shipped, settings or import."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, TextChoices
from django.utils.translation import gettext_lazy as _

from privacy_plugin.embeds.admin.fact_labels import Difference, compare_providers
from privacy_plugin.embeds.conf import embeds_conf
from privacy_plugin.embeds.models import EmbeddedItem, ProviderEntry
from privacy_plugin.embeds.providers import provider_registry
from privacy_plugin.embeds.providers.provider import EmbedProvider, ProviderInvalid
from privacy_plugin.embeds.providers.provider_parser import Entry, parse_provider


class Origin(TextChoices):
    SHIPPED = "shipped", _("shipped")
    SET = "set", _("changed in the settings")
    SET_NEW = "set_new", _("added in the settings")
    IMPORTED = "imported", _("imported")


@dataclass(frozen=True, slots=True)
class ProviderRow:
    """One provider.

    `entry` holds the facts in force, `base` those without an import. `provider` is None
    if `entry` is invalid.
    """

    key: str
    entry: Entry
    base: Entry | None
    row: ProviderEntry | None
    provider: EmbedProvider | None
    item_count: int = 0

    @property
    def name(self) -> str:
        return str(self.entry.get("name") or self.key)

    @property
    def is_enabled(self) -> bool:
        return self.row is None or self.row.is_enabled

    @property
    def is_overridden(self) -> bool:
        return self.base is not None and self.row is not None and bool(self.row.entry)

    @property
    def origin(self) -> Origin:
        if self.row is not None and self.row.entry:
            return Origin.IMPORTED
        if self.key not in provider_registry.shipped_entries():
            return Origin.SET_NEW
        return Origin.SET if self.key in embeds_conf.providers else Origin.SHIPPED

    @property
    def base_version(self) -> int:
        """Return the version of the facts it has without an import, 0 for none."""
        return int(self.base["version"]) if self.base else 0

    @property
    def is_outdated(self) -> bool:
        """Say whether newer facts came with an upgrade than those imported."""
        based_on = int(self.entry.get("based_on", 0))
        return self.is_overridden and self.base_version > based_on

    @property
    def is_unverified(self) -> bool:
        return self.provider is not None and self.provider.verified_on is None

    def is_old(self, on: date) -> bool:
        return self.provider is not None and bool(
            provider_registry.outdated({self.key: self.provider}, on)
        )

    def differences(self) -> tuple[Difference, ...]:
        if not self.is_overridden or self.base is None or self.provider is None:
            return ()
        return compare_providers(parse_provider(self.key, self.base), self.provider)


def list_providers() -> tuple[ProviderRow, ...]:
    """Return every provider, by name; two queries."""
    rows = {row.key: row for row in ProviderEntry.objects.all()}
    counted = EmbeddedItem.objects.exclude(provider="").order_by().values("provider")
    counts: Mapping[str, int] = dict(
        counted.annotate(count=Count("pk")).values_list("provider", "count")
    )
    keys = dict.fromkeys([*provider_registry.configured_entries(), *rows])
    found = (_shelved(key, rows.get(key), counts.get(key, 0)) for key in keys)
    return tuple(sorted(found, key=lambda one: one.name.casefold()))


def get_provider_row(key: str) -> ProviderRow | None:
    """Return one provider, None where nobody knows the key."""
    row = ProviderEntry.objects.filter(key=key).first()
    if row is None and key not in provider_registry.configured_entries():
        return None
    return _shelved(key, row, EmbeddedItem.objects.filter(provider=key).count())


def _shelved(key: str, row: ProviderEntry | None, count: int) -> ProviderRow:
    base = provider_registry.configured_entries().get(key)
    entry: Entry = (row.entry if row is not None else None) or base or {}
    return ProviderRow(key, entry, base, row, try_parse(key, entry), count)


def try_parse(key: str, entry: Entry) -> EmbedProvider | None:
    try:
        return parse_provider(key, entry)
    except ProviderInvalid:
        return None
