"""The disclosure as a template tag, for any form in any Django template.

Usage: ``{% load privacy_tags %}{% disclosure "comments.publication" %}``. Several keys
make one disclosure per activity, in the given order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django import template
from django.http import HttpRequest
from django.template.context import RequestContext
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from privacy_plugin.disclosure import document
from privacy_plugin.disclosure.controller import controller_for
from privacy_plugin.disclosure.document import (
    Beside,
    Disclosure,
    activities_in_force,
    disclose,
)
from privacy_plugin.processing import registry

register = template.Library()


@register.inclusion_tag(
    "privacy_plugin/components/disclosures.html", takes_context=True
)
def disclosure(
    context: RequestContext, *keys: str, **options: str
) -> dict[str, object]:
    """Show what happens with the reader's data, for each activity that takes place.

    A declared activity whose switch is off shows nothing, for it does not take place.
    A key nobody declared raises UnknownActivity, except with ``optional=True``, where
    the app that would declare it may not be installed. `heading_level` (2 to 6) fits
    the headings into the page.
    """
    request: HttpRequest | None = context.get("request")
    controller = controller_for(request)
    in_force = {activity.key for activity in activities_in_force()}
    for key in keys:
        if not options.get("optional"):
            registry.get(key)
    return {
        "disclosures": [
            disclose(key, controller=controller) for key in keys if key in in_force
        ],
        "request": request,
        "heading_level": options.get("heading_level", "3"),
    }


@register.simple_tag
def heading(text: str, level: str, css_class: str = "", id: str = "") -> SafeString:  # noqa: A002 - the attribute's name
    """Render a heading of the level a page needs."""
    number = min(max(int(level), 1), 6)
    return format_html(
        '<h{0} class="{1}"{2}>{3}</h{0}>',
        number,
        css_class,
        format_html(' id="{}"', id) if id else "",
        text,
    )


@register.filter
def side_by_side(disclosures: Iterable[Disclosure]) -> tuple[Beside, ...]:
    """Say once what several disclosures beside one form have in common."""
    return document.side_by_side(disclosures)


@register.filter
def next_level(level: str) -> str:
    """Return the heading level below this one."""
    return str(min(int(level) + 1, 6))


@register.inclusion_tag(
    "privacy_plugin/components/consent_box.html", takes_context=True
)
def consent_box(context: RequestContext, key: str) -> dict[str, object]:
    """Show how an activity's question will look; nothing where none is asked."""
    request: HttpRequest | None = context.get("request")
    shown = disclose(key, controller=controller_for(request))
    return {"disclosure": shown if shown.needs_consent else None}


@register.simple_tag
def preview_scheme(is_dark: bool) -> SafeString:  # noqa: FBT001 - a template has no keywords here
    """Show the page by night, in a preview."""
    if not is_dark:
        return SafeString("")
    address = static("privacy_plugin/preview-dark.css")
    return format_html('<link rel="stylesheet" href="{}">', address)


@register.filter
def entry(mapping: Mapping[str, object], name: str) -> object:
    """Return what a mapping holds under a name, empty for nothing."""
    return mapping.get(name, "")
