"""Tags for the templates of a theme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from wagtail.models import Page  # noqa: TID251 - this is the site

from blog.masthead import Masthead, masthead
from privacy_plugin.comments.checker import ready_checker

if TYPE_CHECKING:
    from django.template import Context

register = template.Library()


@register.simple_tag(takes_context=True, name="masthead")
def masthead_tag(context: Context) -> Masthead | None:
    """Return the head of the page being rendered; None without a request."""
    request = context.get("request")
    if request is None:
        return None
    page = context.get("page")
    return masthead(request, page if isinstance(page, Page) else None)


@register.simple_tag
def checker_notice() -> str:
    """Return what readers have to know about the spam checker; mostly empty.

    A site that is being tried out says on every page that a stand-in answers.
    """
    checker = ready_checker()
    return str(getattr(checker, "notice", ""))


@register.simple_tag(takes_context=True)
def archive_url(context: Context, kind: str, slug: str) -> str:
    """Return the address of the posts of a category, tag or author.

    `kind` is a route of BlogIndexPage. Needs ``{% masthead as masthead %}`` before.
    """
    head = context.get("masthead")
    if head is None or head.index is None:
        return ""
    base = head.index.get_url(context.get("request")) or "/"
    return base + head.index.reverse_subpage(kind, args=[slug])
