"""The settings of the embeds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from privacy_plugin.app_settings import BOOLEAN, AppSettings, Rule, Setting
from privacy_plugin.validation.web_urls import is_loopback_url


def is_mapping_of_entries(value: object) -> bool:
    return isinstance(value, Mapping) and all(
        isinstance(key, str) and isinstance(entry, Mapping | None)
        for key, entry in value.items()
    )


def _is_loopback_or_empty(value: object) -> bool:
    is_http = isinstance(value, str) and value.startswith("http://")
    return value == "" or (is_http and is_loopback_url(str(value)))


class EmbedsSettings(AppSettings):
    app = "privacy_plugin.embeds"
    prefix = "PRIVACY_EMBEDS_"

    providers = Setting[Mapping[str, Mapping[str, Any] | None]](
        {},
        Rule("a mapping of keys to entries or None", is_mapping_of_entries),
        "Embed providers of your own, and changes to those that are shipped, by key. "
        "An entry for a shipped provider gives the facts that differ; `None` removes "
        "the provider, so that its addresses become links. What an admin imports "
        "counts more than this. [How to add an embed provider]"
        "(../how-to/add-an-embed-provider.md) explains each fact. An entry that cannot "
        "be used is reported as `privacy.E030`.\n\n"
        "```python\n"
        "# settings\n"
        "PRIVACY_EMBEDS_PROVIDERS = {\n"
        '    "facebook": None,\n'
        '    "mastodon": {"known_hosts": ["mastodon.example"]},\n'
        '    "club": {\n'
        '        "version": 1,\n'
        '        "name": "Club videos",\n'
        '        "kind": "video",\n'
        '        "controller": {"name": "Club e. V.", "country": "DE"},\n'
        '        "policy_urls": {"en": "https://club.example/privacy"},\n'
        '        "patterns": [r"https?://club\\.example/v/(?P<id>\\d{1,9})(?:[/?#]|\\Z)"],\n'
        '        "frames": ["club.example"],\n'
        '        "frame_url": "https://club.example/embed/{id}",\n'
        '        "verified_on": "2026-08-31",\n'
        "    },\n"
        "}\n"
        "```",
    )
    count_loads = Setting(
        False,
        BOOLEAN,
        "Whether loads that readers requested are counted per day and provider. "
        'Automatic loads after "always" are not counted. Nothing else is stored.',
    )
    test_server_url = Setting(
        "",
        Rule("empty, or an http:// address on this machine", _is_loopback_or_empty),
        "An `http://` address on this machine of a test server that plays all embed "
        "providers, for development and tests.",
    )


embeds_conf = EmbedsSettings()
