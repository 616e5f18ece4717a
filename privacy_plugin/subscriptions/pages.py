"""What several pages share: the form with its disclosures, a refusal, a way to hide."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from wagtail.models import Site

from privacy_plugin.conf import conf
from privacy_plugin.disclosure.controller import controller_for
from privacy_plugin.disclosure.document import disclose
from privacy_plugin.subscriptions.forms import SubscribeForm
from privacy_plugin.subscriptions.processing import (
    ABUSE_PROTECTION,
    DELIVERIES,
    ENROLMENT,
    SUPPRESSION,
)
from privacy_plugin.subscriptions.refusals import Refusal

IN_THE_BACKGROUND = (DELIVERIES, SUPPRESSION, ABUSE_PROTECTION)

View = Callable[[HttpRequest, str], HttpResponse]


def form_for(
    request: HttpRequest | None, *, data: QueryDict | None = None, target: str = ""
) -> SubscribeForm:
    """Return the form, empty or with what was sent; `target` has comments to follow."""
    return SubscribeForm(
        data,
        language=language_now(),
        target=target if conf.comments_follower else "",
        controller=controller_for(request),
    )


def form_context(request: HttpRequest | None, form: SubscribeForm) -> dict[str, Any]:
    """Return what a template needs to show the form beside its disclosures."""
    controller = controller_for(request)
    asking = disclose(ENROLMENT, controller=controller)
    return {
        "form": form,
        "form_action": reverse("subscriptions:subscribe"),
        "feed_url": feed_url(),
        "button": asking.wording.button_agree,
        "disclosures": (*form.disclosures, asking),
        "more_disclosures": [
            disclose(key, controller=controller) for key in IN_THE_BACKGROUND
        ],
    }


def feed_url() -> str:
    """Return the address of the site's feed, empty where it names none."""
    try:
        return reverse(conf.subscriptions_feed) if conf.subscriptions_feed else ""
    except NoReverseMatch:
        return ""


def language_now() -> str:
    """Return the language of the page, which is that of the mails."""
    return get_language() or conf.languages[0]


def site_of(request: HttpRequest) -> Site | None:
    """Return the site a request is for."""
    return Site.find_for_request(request)


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Say in one sentence why not."""
    context = {"sentence": refusal.sentence, "feed_url": feed_url()}
    page = "privacy_plugin/subscriptions/refused.html"
    return render(request, page, context, status=refusal.status)


def unlisted(view: View) -> View:
    """Keep a page that only its address leads to out of caches, indexes and referrers.

    A refusal is shown as a page.
    """

    @csrf_exempt  # the link itself is the secret a forged request would need
    @wraps(view)
    def opened(request: HttpRequest, token: str) -> HttpResponse:
        try:
            response = view(request, token)
        except Refusal as refusal:
            response = refused(request, refusal)
        add_never_cache_headers(response)
        response["X-Robots-Tag"] = "noindex"
        response["Referrer-Policy"] = "no-referrer"
        return response

    return opened
