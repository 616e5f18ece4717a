"""Stream field blocks in place of Wagtail's, with sanitised content (decision 12).

They keep Wagtail's names in migrations, so switching needs no migration.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from django.utils.encoding import force_str
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.rich_text import RichText, get_text_for_indexing

from privacy_plugin.embeds.embed_url import AddressRefused
from privacy_plugin.embeds.gates.render_context import render_as_links
from privacy_plugin.embeds.html.sanitize import (
    find_embed_urls,
    render_html,
    sanitize_html,
    sanitize_rich_text,
)
from privacy_plugin.embeds.items.store import register_item

Context = Mapping[str, Any] | None


def register_embeds(inert: str) -> None:
    """Note what inert HTML embeds, so that it is looked up before anybody reads it."""
    for url in find_embed_urls(inert):
        with suppress(AddressRefused):
            register_item(url)


class SanitizedHTML(SafeString):
    """Inert HTML; rendered with a gate or a link for each embed."""

    def __html__(self) -> SafeString:  # type: ignore[override] # shown, it is text
        return render_html(self)


class RawHTMLBlock(blocks.RawHTMLBlock):
    """Raw HTML, sanitised when it is saved, loaded and rendered."""

    class Meta:
        help_text = _(
            "Scripts and styles are removed. What would be embedded from elsewhere "
            "waits until a reader asks for it; pictures and films from other hosts "
            "become links."
        )

    def to_python(self, value: object) -> SanitizedHTML:
        return SanitizedHTML(sanitize_html(force_str(value or "")))

    def normalize(self, value: object) -> SanitizedHTML:
        return value if isinstance(value, SanitizedHTML) else self.to_python(value)

    def value_from_form(self, value: str) -> SafeString:
        """Return what was entered; it is made inert once it is known to be valid."""
        return SafeString(value)

    def clean(self, value: str) -> SanitizedHTML:
        kept = self.to_python(super().clean(value))
        register_embeds(kept)
        return kept

    def render_basic(self, value: object, context: Context = None) -> SafeString:
        del context
        return render_html(force_str(value or ""))

    def get_api_representation(self, value: object, context: Context = None) -> str:
        del context
        with render_as_links():
            return str(render_html(force_str(value or "")))

    def get_searchable_content(self, value: object) -> list[str]:
        return [get_text_for_indexing(sanitize_html(force_str(value or "")))]


class RichTextBlock(blocks.RichTextBlock):
    """Rich text, sanitised like everything else that is not the editor's own."""

    def to_python(self, value: str | None) -> RichText:
        return RichText(sanitize_rich_text(value or ""))

    def normalize(self, value: object) -> RichText:
        source = value.source if isinstance(value, RichText) else force_str(value or "")
        return self.to_python(source)

    def value_from_form(self, value: str) -> RichText:
        return self.to_python(value)

    def clean(self, value: RichText) -> RichText:
        kept: RichText = super().clean(value)
        register_embeds(kept.source)
        return kept


DECONSTRUCT_ALIASES = {
    RawHTMLBlock: "wagtail.blocks.RawHTMLBlock",
    RichTextBlock: "wagtail.blocks.RichTextBlock",
}
