"""Comments below a page or object: ``{% load comment_tags %}{% comments page %}``.

The output is the same for every reader: no cookie, no CSRF token, nothing personal.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template
from django.http import HttpRequest
from django.template.context import Context
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from wagtail.models import Site

from privacy_plugin.comments.discussions.context import resolve_context
from privacy_plugin.comments.discussions.html import CommentRenderer
from privacy_plugin.comments.discussions.listing import (
    CommentNode,
    get_comment_count,
    get_listing,
    get_page_count,
)
from privacy_plugin.comments.discussions.targets import Commentable
from privacy_plugin.comments.submission.permission import (
    find_obstacle,
    is_everybody_permitted,
)
from privacy_plugin.comments.submission.responses import (
    build_form,
    get_form_context,
)
from privacy_plugin.comments.views import get_requested_page

register = template.Library()


@register.inclusion_tag("privacy_plugin/comments/comments.html", takes_context=True)
def comments(context: Context, target: Commentable) -> dict[str, object]:
    """List the comments on `target`, with the form and its disclosure.

    A preview in the editor says where the form will be, for the page may not exist yet.
    """
    request: HttpRequest | None = context.get("request")
    is_preview = bool(getattr(request, "is_preview", False))
    place = resolve_context(target, at=timezone.now(), request=request)
    is_closed = place.rules.is_closed or not (is_preview or place.is_public)
    number = get_requested_page(request, "comments") if request else 1
    shown: dict[str, object] = {
        "request": request,
        "listing": get_listing(target, number),
        "is_closed": is_closed,
        "is_preview": is_preview,
        "obstacle": getattr(find_obstacle(place), "message", ""),
        "target": target,
    }
    shown["can_reply"] = not (is_closed or is_preview or shown["obstacle"])
    if shown["can_reply"]:
        if is_everybody_permitted():
            shown |= get_form_context(place, build_form(place))
        else:
            shown["write_url"] = reverse("comments:write", args=place.name.split(":"))
    return shown


@register.simple_tag(takes_context=True)
def form_preview(context: Context, activity: str) -> dict[str, object]:
    """Return the comment form for a preview of texts.

    `holds_activity` says whether the activity is disclosed in it. Its button leads to a
    page that takes nothing in, for a preview must not store a comment.
    """
    request: HttpRequest = context["request"]
    page = Site.find_for_request(request).root_page
    place = resolve_context(page, at=timezone.now(), request=request)
    shown = get_form_context(place, build_form(place))
    return shown | {
        "holds_activity": activity in _disclosed(shown),
        "form_action": reverse("privacy:overview"),
    }


def _disclosed(shown: Mapping[str, Any]) -> set[str]:
    disclosures = [*shown["disclosures"]]
    for extension in shown["form"].extensions:
        disclosures += extension.disclosures
    return {disclosure.key for disclosure in disclosures}


@register.simple_tag(takes_context=True)
def comments_page_query(context: Context, target: Commentable) -> str:
    """Return ``?comments=2`` on the second page of comments, nothing on the first.

    For the canonical address of the page: what stands on its second page is not what
    stands on its first, and search engines are told of each by its own address. A
    number that is too large names the last page, which is what is shown.
    """
    request: HttpRequest | None = context.get("request")
    number = get_requested_page(request, "comments") if request else 1
    if number > 1:
        number = min(number, get_page_count(target))
    return f"?comments={number}" if number > 1 else ""


@register.simple_tag(takes_context=True)
def comment_with_replies(
    context: Context,
    entry: CommentNode,
    can_reply: bool,  # noqa: FBT001 - a template has no keywords here
) -> SafeString:
    """Show a comment and the replies to it, each by ``comments/comment.html``."""
    kept = context.render_context  # for as long as this template is being rendered
    renderer: CommentRenderer | None = kept.get("comment_renderer")
    if renderer is None or renderer.can_reply != bool(can_reply):
        renderer = CommentRenderer(context, can_reply=bool(can_reply))
        kept["comment_renderer"] = renderer
    return renderer.render(entry)


@register.simple_tag
def comment_count(target: Commentable) -> int:
    """Return how many comments readers can see; mentions do not count."""
    return get_comment_count(target)
