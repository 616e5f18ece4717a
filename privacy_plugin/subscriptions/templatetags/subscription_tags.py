"""The box to subscribe: ``{% load subscription_tags %}{% subscribe page %}``.

What it renders is the same for every reader: no cookie, no token, nothing personal.
"""

from __future__ import annotations

from django import template
from django.db.models import Model
from django.http import HttpRequest
from django.template.context import Context

from privacy_plugin.disclosure.controller import controller_for
from privacy_plugin.subscriptions.announceable import name_of
from privacy_plugin.subscriptions.pages import form_context, form_for

register = template.Library()


@register.inclusion_tag("privacy_plugin/subscriptions/box.html", takes_context=True)
def subscribe(context: Context, page: Model | None = None) -> dict[str, object]:
    """Offer mail about new posts and, below `page`, about its comments; and the feed.

    A preview in the editor shows none, nor does a site that does not say who is
    responsible.
    """
    request: HttpRequest | None = context.get("request")
    is_preview = getattr(request, "is_preview", False)
    if is_preview or not controller_for(request).is_complete:
        return {"is_left_out": True}
    form = form_for(request, target=name_of(page) if page is not None else "")
    return form_context(request, form)
