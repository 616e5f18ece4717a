"""Shared parts of the views: form with disclosures, errors, response headers."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.apps import apps
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt

from privacy_plugin.disclosure.controller import Controller
from privacy_plugin.disclosure.render.language import get_page_language
from privacy_plugin.http.storage_failure import returns_form_on_failure
from privacy_plugin.subscriptions.conf import subscriptions_conf
from privacy_plugin.subscriptions.errors import (
    ControllerMissing,
    DisclosureMissing,
    SubscriptionError,
)
from privacy_plugin.subscriptions.views.disclosure import SUBSCRIBE_FORM
from privacy_plugin.subscriptions.views.forms import SubscribeForm

View = Callable[[HttpRequest, str], HttpResponse]


def build_subscribe_form(
    controller: Controller, *, data: QueryDict | None = None, target: str = ""
) -> SubscribeForm:
    """Return the form, empty or with what was sent; `target` has comments to follow."""
    return SubscribeForm(
        data,
        language=get_page_language(),
        site_id=controller.site_id,
        target=target if apps.is_installed("privacy_plugin.comments") else "",
        controller=controller,
    )


def require_form(form: SubscribeForm) -> None:
    """Raise SubscriptionError where nobody may be asked for anything."""
    if not form.controller.is_complete:
        raise ControllerMissing
    if SUBSCRIBE_FORM.missing or not form.disclosures:
        raise DisclosureMissing


def get_form_context(form: SubscribeForm) -> dict[str, Any]:
    """Return what a template needs to show the form beside its disclosures."""
    disclosures = form.disclose(SUBSCRIBE_FORM)
    return {
        "form": form,
        "form_action": reverse("subscriptions:subscribe"),
        "feed_url": get_feed_url(),
        "button": disclosures[0].wording.button_agree if disclosures else "",
        "disclosures": disclosures,
    }


def get_feed_url() -> str:
    """Return the address of the site's feed, empty where it names none."""
    try:
        return (
            reverse(subscriptions_conf.feed_url_name)
            if subscriptions_conf.feed_url_name
            else ""
        )
    except NoReverseMatch:
        return ""


def render_error(request: HttpRequest, refusal: SubscriptionError) -> HttpResponse:
    """Say in one sentence why not, and give back the address that was entered."""
    context = {
        "sentence": refusal.sentence,
        "email": request.POST.get("email", ""),
        "feed_url": get_feed_url(),
    }
    page = "privacy_plugin/subscriptions/error.html"
    return render(request, page, context, status=refusal.status)


def private_link_page(view: View) -> View:
    """Keep a page that only its address leads to out of caches, indexes and referrers.

    A refusal is shown as a page.
    """

    @csrf_exempt  # the link itself is the secret a forged request would need
    @returns_form_on_failure
    @wraps(view)
    def opened(request: HttpRequest, token: str) -> HttpResponse:
        try:
            response = view(request, token)
        except SubscriptionError as refusal:
            response = render_error(request, refusal)
        add_never_cache_headers(response)
        response["X-Robots-Tag"] = "noindex"
        response["Referrer-Policy"] = "no-referrer"
        return response

    return opened
