"""The subscription box: ``{% load subscription_tags %}{% subscribe page %}``.

The output is the same for every reader: no cookie, no CSRF token, nothing personal.
"""

from __future__ import annotations

from django import template
from django.db.models import Model
from django.http import HttpRequest
from django.template.context import Context
from django.urls import reverse
from wagtail.models import Site

from privacy_plugin.disclosure.controller import get_request_controller
from privacy_plugin.subscriptions.errors import SubscriptionError
from privacy_plugin.subscriptions.newsletter_page import get_page_reference
from privacy_plugin.subscriptions.processing import REPLIES
from privacy_plugin.subscriptions.views.replies_form import RepliesForm
from privacy_plugin.subscriptions.views.shared import (
    build_subscribe_form,
    get_form_context,
    require_form,
)

register = template.Library()


@register.inclusion_tag(
    "privacy_plugin/subscriptions/subscribe_box.html", takes_context=True
)
def subscribe(context: Context, page: Model | None = None) -> dict[str, object]:
    """Offer mail about new posts and, below `page`, about its comments; and the feed.

    A preview in the editor shows none, nor does a site that does not say who is
    responsible, or what happens.
    """
    request: HttpRequest | None = context.get("request")
    is_preview = getattr(request, "is_preview", False)
    form = build_subscribe_form(
        get_request_controller(request),
        target=get_page_reference(page) if page is not None else "",
    )
    try:
        require_form(form)
    except SubscriptionError:
        return {"is_left_out": True}
    return {"is_left_out": True} if is_preview else get_form_context(form)


@register.simple_tag(takes_context=True)
def subscribe_preview(context: Context, activity: str) -> dict[str, object]:
    """Return the subscription form for a preview of texts.

    `holds_activity` says whether the activity is disclosed in it; `replies` is the box
    beside a comment, where the activity stands there. The button leads to a page that
    takes nothing in, for a preview must not send a mail.
    """
    request: HttpRequest = context["request"]
    page, controller = (
        Site.find_for_request(request).root_page,
        get_request_controller(request),
    )
    shown = get_form_context(
        build_subscribe_form(controller, target=get_page_reference(page))
    )
    return shown | {
        "holds_activity": activity in {one.key for one in shown["disclosures"]},
        "form_action": reverse("privacy:overview"),
        "replies": RepliesForm(controller=controller) if activity == REPLIES else None,
    }
