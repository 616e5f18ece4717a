"""Render the text of a page for feeds and mails. An embed is a link there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.template.loader import render_to_string

from privacy_plugin.embeds.gates.render_context import render_as_links

if TYPE_CHECKING:
    from django.http import HttpRequest
    from wagtail.blocks import StreamValue
    from wagtail.models import Page  # noqa: TID251 - this is the site


def render_body(
    page: Page, body: StreamValue, request: HttpRequest | None = None
) -> str:
    """Return the text of a page as HTML; addresses in it may be relative."""
    context = {"value": body, "page": page, "in_feed": True}
    with render_as_links():
        return render_to_string("components/body.html", context, request=request)
