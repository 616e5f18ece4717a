"""Embeds in rich text: a gate each, with one query for all of them."""

from __future__ import annotations

from wagtail.embeds.rich_text import MediaEmbedHandler

from privacy_plugin.embeds.gates.gate import prefetch_items, render_gate


class GatedEmbedHandler(MediaEmbedHandler):
    """Stand in for Wagtail's handler of ``<embed embedtype="media">``."""

    @staticmethod
    def expand_db_attributes(attrs: dict[str, str]) -> str:
        return render_gate(attrs.get("url", ""))

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, str]]) -> list[str]:
        """Return the gates of all embeds of a text."""
        prefetch_items([attrs.get("url", "") for attrs in attrs_list])
        return [cls.expand_db_attributes(attrs) for attrs in attrs_list]
