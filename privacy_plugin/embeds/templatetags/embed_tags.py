"""Template tags for gates.

``{% load embed_tags %}{% embed_gate url %}`` renders the gate of a URL. ``{% embed url
%}`` does the same under the name of Wagtail's tag: load this library instead of
``wagtailembeds_tags``.
"""

from __future__ import annotations

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString

from privacy_plugin.embeds.gates.gate import Gate, build_preview, render_gate

register = template.Library()


@register.simple_tag
def embed_gate(url: object, title: str = "") -> SafeString:
    """Show the gate of an address, or a link where no gate can be."""
    return render_gate(str(url or ""), title=title)


@register.simple_tag(takes_context=True)
def gate_preview(context: Context, activity: str) -> Gate | None:
    """Return a gate of this activity, for a preview of its texts; None if it has none.

    Its button leads to a page that loads nothing, for a preview must not either.
    """
    return build_preview(activity, context.get("request"))


@register.simple_tag(name="embed")
def embed_tag(url: object, max_width: int | None = None) -> SafeString:
    """Stand in for Wagtail's tag; the width is the theme's."""
    del max_width
    return render_gate(str(url or ""))
