"""The link card: what stands for an embed where no reader can be asked.

In feeds, mails, API answers and for hosts nobody knows anything about. It is the same
in every language and loads nothing.
"""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString

from privacy_plugin.embeds.models import EmbeddedItem


def render_link_card(item: EmbeddedItem, *, title: str = "") -> SafeString:
    """Return a link that names where it leads; `title` is an editor's own."""
    return format_html(
        '<p class="embed-card"><a href="{}" rel="noopener noreferrer">{}</a> '
        '<span class="embed-card__host">({})</span></p>',
        item.link,
        title or item.title or item.link,
        item.host.removeprefix("www."),
    )
