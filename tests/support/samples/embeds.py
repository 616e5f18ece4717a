"""Providers that exist in tests only, and pages that something of theirs is on."""

from __future__ import annotations

import json
from typing import Any

from blog.models import PostPage
from tests.support import factories

FILM_URL = "https://film.example/f1lm"
OTHER_FILM_URL = "https://film.example/0ther"
TOOT_URL = "https://toots.example/@ada/12345678"
NOBODY_URL = "https://nobody.example/thing"

FILM: dict[str, Any] = {
    "name": "Film House",
    "version": 1,
    "kind": "video",
    "controller": {"name": "Film House Ltd", "country": "IE"},
    "parent": {"name": "Film Holding, Inc.", "country": "US"},
    "transfer": {"countries": ["US"], "basis": "none", "checked_on": "2026-08-31"},
    "uses": ["show", "advertising"],
    "extras": ["cookies", "playback"],
    "storage": [{"kind": "cookie", "name": "standin", "days": 30}],
    "frames": ["player.film.example"],
    "media": ["*.cdn.film.example"],
    "policy_urls": {
        "en": "https://film.example/privacy",
        "de": "https://film.example/de",
    },
    "patterns": [r"https://film\.example/(?P<id>\w+)$"],
    "frame_url": "https://player.film.example/embed/{id}",
    "params": {"dnt": "1"},
    "lookup": "https://film.example/oembed",
    "lookup_hosts": ["film.example"],
    "verified_on": "2026-08-31",
}
TOOT: dict[str, Any] = {
    "name": "Tooting",
    "version": 1,
    "kind": "post",
    "controller": {"name": "the operator", "country": ""},
    "frames": ["{host}"],
    "policy_urls": {"en": "https://{host}/privacy"},
    "patterns": [r"https://[^/]+/@(?P<user>\w+)/(?P<id>\d{6,20})$"],
    "frame_url": "https://{host}/@{user}/{id}/embed",
    "frame": {"height": 400},
    "lookup": "https://{host}/api/oembed",
    "per_host": True,
    "verified_on": "2026-08-31",
}
PROVIDERS = {"film": FILM, "toot": TOOT}


def embed_block(url: str, *, title: str = "") -> dict[str, Any]:
    """Return the blog's own embed block."""
    return {"type": "embed", "value": {"url": url, "title": title, "note": ""}}


def rich_text(url: str) -> dict[str, Any]:
    """Return a paragraph with an embed in it, as Wagtail's editor stores it."""
    html = f'<p>Look:</p><embed embedtype="media" url="{url}"/><p>Well?</p>'
    return {"type": "paragraph", "value": html}


def page_with(*blocks: dict[str, Any], title: str = "A post", **facts: Any) -> PostPage:
    """Return a published post with these blocks."""
    made = factories.post(title=title, **facts)
    made.body = json.dumps(list(blocks))
    revision = made.save_revision()
    if made.live:
        revision.publish()
    made.refresh_from_db()
    return made
