"""Keep what an admin says about a provider, and write down who said it."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from wagtail.log_actions import log

from privacy_plugin.embeds.admin.shelf import Shelved, on_shelf
from privacy_plugin.embeds.admin.words import differences
from privacy_plugin.embeds.entries import provider_from
from privacy_plugin.embeds.models import ProviderEntry
from privacy_plugin.embeds.provider import Provider

CHANGED = "privacy_embeds.change"
ADDED = "privacy_embeds.add"
SWITCHED_OFF = "privacy_embeds.switch_off"
SWITCHED_ON = "privacy_embeds.switch_on"
RESET = "privacy_embeds.reset"
REMOVED = "privacy_embeds.remove"


@transaction.atomic
def keep(key: str, facts: dict[str, Any], *, user: AbstractBaseUser) -> bool:
    """Keep these facts; say whether they differ from those that counted before.

    Facts that are those the provider has without an admin need not be kept. The
    version grows with each change.
    """
    before = on_shelf(key)
    entry = dict(facts)
    if before is not None and before.base is not None:
        entry["based_on"] = before.base_version
    if before is not None and before.provider is not None:
        entry["version"] = before.provider.version
        if not _differ(before.provider, entry):
            if before.is_outdated:  # they were looked at, and stay as they are
                ProviderEntry.objects.filter(key=key).update(entry=entry)
            return False
        entry["version"] += 1
    row, _is_new = ProviderEntry.objects.update_or_create(
        key=key, defaults={"entry": entry}
    )
    data = {"provider": key, "version": entry["version"]}
    log(row, CHANGED if before else ADDED, user=user, data=data)
    if _is_base(before, entry):
        row.delete()
    return True


def _differ(provider: Provider, entry: dict[str, Any]) -> bool:
    return bool(differences(provider, provider_from(provider.key, entry)))


def _is_base(before: Shelved | None, entry: dict[str, Any]) -> bool:
    """Say whether these are the facts without an admin, and it is switched on."""
    if before is None or before.base is None or not before.is_enabled:
        return False
    return not _differ(provider_from(before.key, before.base), entry)


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
    """Forget what an admin said; the facts it has without one count again, or none."""
    row = ProviderEntry.objects.filter(key=key).first()
    before = on_shelf(key)
    if row is None or before is None:
        return
    log(
        row,
        REMOVED if before.base is None else RESET,
        user=user,
        data={"provider": key},
    )
    row.delete()
