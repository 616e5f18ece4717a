"""The page that asks before many comments are decided about."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse


def address(action: str, **query: object) -> str:
    names = ["privacy_comments", "comment", action]
    return reverse("wagtail_bulk_action", args=names, query=query)


def shown(client: Client, url: str) -> dict[str, str]:
    """Return the fields of its form, as a browser would send them."""
    form = client.get(url).context["form"]
    return {name: form.initial[name] for name in ("comments", "seen_at")}
