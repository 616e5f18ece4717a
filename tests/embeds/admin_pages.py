"""The admin's pages about providers, as an admin's browser gets them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from privacy_plugin.consent import ledger
from privacy_plugin.consent.subject import new_subject_key
from privacy_plugin.disclosure.notice import save_version
from privacy_plugin.embeds.providers import provider_registry
from tests.support.factories.disclosures import disclose


def address(name: str, *args: str) -> str:
    return reverse(f"embeds_admin:{name}", args=args)


def as_toml(value: Any) -> str:
    """Return a value as it stands in a TOML file."""
    if isinstance(value, Mapping):
        pairs = (f"{name} = {as_toml(inner)}" for name, inner in value.items())
        return f"{{ {', '.join(pairs)} }}"
    if isinstance(value, list):
        return f"[{', '.join(map(as_toml, value))}]"
    return json.dumps(value, default=lambda day: day.isoformat())


def provider_file(content: str | None = None, **entries: Any) -> SimpleUploadedFile:
    tables = "".join(f"{key} = {as_toml(entry)}\n" for key, entry in entries.items())
    written = f"schema = 1\n{tables}" if content is None else content
    return SimpleUploadedFile("providers.toml", written.encode())


def shipped_entry(key: str = "vimeo", **changes: Any) -> dict[str, Any]:
    """Return the shipped facts about a provider, with changes."""
    return {**provider_registry.shipped_entries()[key], **changes}


def import_providers(client: Client, *, confirmed: bool = False, **entries: Any) -> Any:
    sent: dict[str, Any] = {"file": provider_file(**entries)}
    sent |= {"confirmed": "on"} if confirmed else {}
    return client.post(address("import"), sent, follow=True)


def allow(key: str = "embeds.vimeo") -> Any:
    """Return a reader who has said *always*."""
    subject = new_subject_key()
    version = save_version(disclose(key))
    ledger.give(subject, version, method="embed", at=timezone.now())
    return subject


def words_of(response: Any) -> str:
    """Return the words of a page, without line breaks."""
    soup = BeautifulSoup(response.content, "html.parser")
    main = soup.select_one("main") or soup
    return " ".join(main.get_text(" ").split())
