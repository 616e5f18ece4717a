"""Comments below anything: ``{% load comment_tags %}{% comments page %}``.

What it renders is the same for every reader: no cookie, no token, nothing personal.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.http import HttpRequest
from django.template.context import Context
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site

from privacy_plugin.comments.commentable import (
    Commentable,
    Rules,
    is_public,
    rules_below,
    rules_for,
    settings_for,
)
from privacy_plugin.comments.listing import count_for, listing_for
from privacy_plugin.comments.pages import form_context, form_for
from privacy_plugin.comments.views import number_in
from privacy_plugin.disclosure.controller import controller_for

register = template.Library()


@register.inclusion_tag("privacy_plugin/comments/comments.html", takes_context=True)
def comments(context: Context, target: Commentable) -> dict[str, object]:
    """List the comments on `target`, with the form and its disclosure.

    A preview in the editor shows no form, for the page may not exist yet.
    """
    request: HttpRequest | None = context.get("request")
    is_preview = bool(getattr(request, "is_preview", False))
    is_closed = _rules(request, target).is_closed or not is_public(target)
    number = number_in(request, "comments") if request else 1
    shown: dict[str, object] = {
        "request": request,
        "listing": listing_for(target, number),
        "is_closed": is_closed,
        "is_preview": is_preview,
        "is_unready": not controller_for(request).is_complete,
        "target": target,
    }
    if not (is_closed or is_preview or shown["is_unready"]):
        form = form_for(target, request)
        shown |= form_context(request, target, form)
    return shown


@register.simple_tag(takes_context=True)
def form_preview(context: Context, activity: str) -> dict[str, object]:
    """Return the form as it stands below the site's pages, for a preview of texts.

    `holds_activity` says whether the activity is disclosed in it. Its button leads to a
    page that takes nothing in, for a preview must not store a comment.
    """
    request: HttpRequest | None = context.get("request")
    site = Site.find_for_request(request) if request is not None else None
    site = site or Site.objects.get(is_default_site=True)
    shown = form_context(request, site.root_page, form_for(site.root_page, request))
    return shown | {
        "holds_activity": activity in _disclosed(shown),
        "form_action": reverse("privacy:overview"),
    }


def _disclosed(shown: Mapping[str, Any]) -> set[str]:
    others = getattr(shown["form"].following, "disclosures", ())
    told = (*shown["disclosures"], *shown["more_disclosures"], *others)
    return {one.key for one in told}


@register.simple_tag
def comment_count(target: Commentable) -> int:
    """Return how many comments readers can see; mentions do not count."""
    return count_for(target)


def _rules(request: HttpRequest | None, target: Commentable) -> Rules:
    """Return the rules of the site that is read, which costs one query less."""
    at = timezone.now()
    site = Site.find_for_request(request) if request is not None else None
    return (
        rules_for(target, settings_for(site), at=at)
        if site
        else rules_below(target, at=at)
    )
