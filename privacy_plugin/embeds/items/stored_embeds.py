"""Make embeds inert that Wagtail stored before the plugin was installed.

Wagtail keeps a provider's markup and prints it wherever the embed is shown. Each row
gets the link our finder would return; its title stays.
"""

from __future__ import annotations

from typing import Any

from privacy_plugin.embeds.models import EmbeddedItem
from privacy_plugin.validation.web_urls import get_web_host

BATCH = 500
FIELDS = ("type", "html", "author_name", "provider_name", "thumbnail_url")


def make_stored_embeds_inert(embeds: Any) -> int:
    """Rewrite the rows of `embeds`, Wagtail's model or its historical form.

    Returns how many rows have changed. Repeating it changes nothing.
    """
    changed, last = 0, 0
    while rows := list(
        embeds.objects.filter(pk__gt=last).order_by("pk")[:BATCH]  # constant memory
    ):
        last = rows[-1].pk
        stale = [row for row in rows if _make_inert(row)]
        embeds.objects.bulk_update(stale, FIELDS)
        changed += len(stale)
    return changed


def _make_inert(row: Any) -> bool:
    """Change a row that is not inert yet; say whether it was one."""
    host, inert = get_web_host(row.url), ""
    if host:
        item = EmbeddedItem(url=row.url, host=host, title=row.title)
        inert = str(item.render_link_card())
    wanted = dict(zip(FIELDS, ("rich", inert, "", host, ""), strict=True))
    is_stale = any(getattr(row, name) != value for name, value in wanted.items())
    for name, value in wanted.items():
        setattr(row, name, value)
    return is_stale
