"""Every provider with where its facts come from: shipped, the settings, an admin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from privacy_plugin.conf import conf
from privacy_plugin.embeds import catalogue
from privacy_plugin.embeds.admin.words import Difference, Text, differences
from privacy_plugin.embeds.entries import Entry, provider_from
from privacy_plugin.embeds.errors import ProviderInvalid
from privacy_plugin.embeds.models import EmbeddedItem, ProviderEntry
from privacy_plugin.embeds.provider import Provider


class Origin(StrEnum):
    """Name where the facts that count come from."""

    SHIPPED = "shipped"
    SET = "set"
    SET_NEW = "set_new"
    CHANGED = "changed"
    ADDED = "added"


ORIGINS: dict[Origin, Text] = {
    Origin.SHIPPED: _("shipped"),
    Origin.SET: _("changed in the settings"),
    Origin.SET_NEW: _("added in the settings"),
    Origin.CHANGED: _("changed here"),
    Origin.ADDED: _("added here"),
}


@dataclass(frozen=True, slots=True)
class Shelved:
    """Hold what is known of one provider.

    `entry` has the facts that count, or would if it were switched on; `base` those it
    has without an admin. `provider` is made of `entry`, None where that cannot be read.
    """

    key: str
    entry: Entry
    base: Entry | None
    row: ProviderEntry | None
    provider: Provider | None
    item_count: int = 0

    @property
    def name(self) -> str:
        """Return its name."""
        return str(self.entry.get("name") or self.key)

    @property
    def is_enabled(self) -> bool:
        """Say whether something of it may be embedded."""
        return self.row is None or self.row.is_enabled

    @property
    def is_overridden(self) -> bool:
        """Say whether an admin's facts count in place of others."""
        return self.base is not None and self.row is not None and bool(self.row.entry)

    @property
    def origin(self) -> Origin:
        """Say where its facts come from."""
        if self.row is not None and self.row.entry:
            return Origin.ADDED if self.base is None else Origin.CHANGED
        if self.key not in catalogue.shipped_entries():
            return Origin.SET_NEW
        return Origin.SET if self.key in conf.embeds_providers else Origin.SHIPPED

    @property
    def origin_label(self) -> Text:
        """Return the same in words."""
        return ORIGINS[self.origin]

    @property
    def base_version(self) -> int:
        """Return the version of the facts it has without an admin, 0 for none."""
        return int(self.base["version"]) if self.base else 0

    @property
    def is_outdated(self) -> bool:
        """Say whether newer facts came with an upgrade than those changed here."""
        based_on = int(self.entry.get("based_on", 0))
        return self.is_overridden and self.base_version > based_on

    def is_old(self, on: date) -> bool:
        """Say whether nobody has verified it for a year."""
        return self.provider is not None and bool(
            catalogue.aged({self.key: self.provider}, on)
        )

    def differences(self) -> tuple[Difference, ...]:
        """Return in what the facts used here differ from those without an admin."""
        if not self.is_overridden or self.base is None or self.provider is None:
            return ()
        return differences(provider_from(self.key, self.base), self.provider)


def shelf() -> tuple[Shelved, ...]:
    """Return every provider, by name; two queries."""
    rows = {row.key: row for row in ProviderEntry.objects.all()}
    counted = EmbeddedItem.objects.exclude(provider="").order_by().values("provider")
    counts: Mapping[str, int] = dict(
        counted.annotate(count=Count("pk")).values_list("provider", "count")
    )
    keys = dict.fromkeys([*catalogue.configured_entries(), *rows])
    found = (_shelved(key, rows.get(key), counts.get(key, 0)) for key in keys)
    return tuple(sorted(found, key=lambda one: one.name.casefold()))


def on_shelf(key: str) -> Shelved | None:
    """Return one provider, None where nobody knows the key."""
    row = ProviderEntry.objects.filter(key=key).first()
    if row is None and key not in catalogue.configured_entries():
        return None
    return _shelved(key, row, EmbeddedItem.objects.filter(provider=key).count())


def _shelved(key: str, row: ProviderEntry | None, count: int) -> Shelved:
    base = catalogue.configured_entries().get(key)
    entry: Entry = (row.entry if row is not None else None) or base or {}
    return Shelved(key, entry, base, row, readable(key, entry), count)


def readable(key: str, entry: Entry) -> Provider | None:
    """Return the provider an entry describes, None where it cannot be read."""
    try:
        return provider_from(key, entry)
    except ProviderInvalid:
        return None
