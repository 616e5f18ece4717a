"""Import, switch off, switch on and reset providers; each action is logged."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from wagtail.log_actions import log

from privacy_plugin.embeds.admin.fact_labels import compare_providers
from privacy_plugin.embeds.admin.provider_list import get_provider_row
from privacy_plugin.embeds.models import ProviderEntry
from privacy_plugin.embeds.providers.activity import build_activity
from privacy_plugin.embeds.providers.provider import EmbedProvider, ProviderInvalid
from privacy_plugin.embeds.providers.provider_parser import parse_provider
from privacy_plugin.embeds.providers.provider_registry import SCHEMA
from privacy_plugin.processing import InvalidDeclaration

IMPORTED = "privacy_embeds.import"
SWITCHED_OFF = "privacy_embeds.switch_off"
SWITCHED_ON = "privacy_embeds.switch_on"
RESET = "privacy_embeds.reset"
REMOVED = "privacy_embeds.remove"


@dataclass(frozen=True, slots=True)
class ImportedProvider:
    """A provider from a file, with its facts as JSON."""

    provider: EmbedProvider
    entry: dict[str, Any]


def parse_provider_file(content: bytes) -> list[ImportedProvider]:
    """Return the providers of a TOML file in the form of the shipped one.

    Raises ProviderInvalid, naming provider and fact.
    """
    try:
        entries = tomllib.loads(content.decode())
    except (ValueError, RecursionError) as error:
        raise ProviderInvalid(str(error)) from None
    if entries.pop("schema", None) != SCHEMA:
        raise ProviderInvalid(f"schema must be {SCHEMA}")
    imported = []
    for key, entry in entries.items():
        provider = parse_provider(key, entry)
        try:
            build_activity(provider.example())
        except InvalidDeclaration as error:
            raise ProviderInvalid(f"{key}: {error}") from None
        imported.append(ImportedProvider(provider, _as_json(entry)))
    return imported


def _as_json(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _as_json(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_as_json(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


@transaction.atomic
def save_imported(imported: ImportedProvider, *, user: AbstractBaseUser) -> bool:
    """Use these facts from now on; return whether they differ from those used before.

    A provider that is switched off stays so.
    """
    key, before = imported.provider.key, get_provider_row(imported.provider.key)
    entry = dict(imported.entry)
    if before is not None and before.base is not None:
        entry["based_on"] = before.base_version
    used = before.provider if before is not None else None
    if used is not None and not compare_providers(used, imported.provider):
        ProviderEntry.objects.filter(key=key).exclude(entry={}).update(entry=entry)
        return False
    row, _is_new = ProviderEntry.objects.update_or_create(
        key=key, defaults={"entry": entry}
    )
    data = {"provider": key, "version": entry["version"]}
    log(row, IMPORTED, user=user, data=data)
    return True


@transaction.atomic
def switch_off(key: str, *, user: AbstractBaseUser) -> None:
    """Let nothing of this provider be embedded; its facts stay."""
    row, _is_new = ProviderEntry.objects.get_or_create(key=key)
    ProviderEntry.objects.filter(key=key).update(is_enabled=False)
    log(row, SWITCHED_OFF, user=user, data={"provider": key})


@transaction.atomic
def switch_on(key: str, *, user: AbstractBaseUser) -> None:
    """Let something of this provider be embedded again."""
    row = ProviderEntry.objects.filter(key=key).first()
    if row is None:
        return
    log(row, SWITCHED_ON, user=user, data={"provider": key})
    ProviderEntry.objects.filter(key=key).update(is_enabled=True)
    ProviderEntry.objects.filter(key=key, entry={}).delete()


@transaction.atomic
def reset(key: str, *, user: AbstractBaseUser) -> None:
    """Delete the imported facts; those shipped or in the settings count, or none."""
    row = ProviderEntry.objects.filter(key=key).first()
    before = get_provider_row(key)
    if row is None or before is None:
        return
    action = REMOVED if before.base is None else RESET
    log(row, action, user=user, data={"provider": key})
    row.delete()
