"""Unsubscribe by a button on a page, or by one click in the mail program."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from privacy_plugin.egress.mail.email_addresses import mask
from privacy_plugin.http.site_redirect import redirect_to_site
from privacy_plugin.subscriptions.emails import links
from privacy_plugin.subscriptions.models import Subscription
from privacy_plugin.subscriptions.signup.names import get_subscription_name
from privacy_plugin.subscriptions.subscribers.unsubscribe import (
    unsubscribe as end_subscription,
)
from privacy_plugin.subscriptions.views.shared import private_link_page

_FOLDER = "privacy_plugin/subscriptions"


@require_http_methods(["GET", "HEAD", "POST"])
@private_link_page
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Show a button that ends a subscription; a POST ends it, from wherever it comes.

    A mail program posts here by itself when its user presses its own button. It gets no
    redirect and needs no cookie (RFC 8058); doing it again does no harm.
    """
    key = links.read_unsubscribe_token(token)
    if request.method == "POST":
        is_one_click = request.POST.get("List-Unsubscribe") == "One-Click"
        method = "mail:one-click" if is_one_click else "link:leave"
        has_ended = end_subscription(key, method=method, at=timezone.now())
        page = "unsubscribed" if has_ended else "already_unsubscribed"
        return render(request, f"{_FOLDER}/{page}.html")
    found = Subscription.objects.filter(key=key).select_related("subscriber").first()
    if found is None:
        return render(request, f"{_FOLDER}/already_unsubscribed.html")
    context = {
        "token": token,
        "name": get_subscription_name(found),
        "address": mask(found.subscriber.email),
    }
    elsewhere = redirect_to_site(request, found.subscriber.site_id)
    return elsewhere or render(request, f"{_FOLDER}/unsubscribe.html", context)


@require_safe
def unsubscribed(request: HttpRequest) -> HttpResponse:
    return render(request, f"{_FOLDER}/unsubscribed.html")
