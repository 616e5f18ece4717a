"""Where embeds come in: in rich text they are gates, and pages say who reads them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from wagtail import hooks

from privacy_plugin.embeds import surroundings
from privacy_plugin.embeds.rich_text import GatedEmbedHandler


@hooks.register("register_rich_text_features", order=100)
def register_gates(features: Any) -> None:
    """Show embeds in rich text as gates; after Wagtail's own, so that ours counts."""
    features.register_embed_type(GatedEmbedHandler)


@hooks.register("before_serve_page")
def note_page(page: Any, request: HttpRequest, *_args: Any) -> None:
    """Note which page is being served, for the gates on it."""
    surroundings.serve(page, request)
