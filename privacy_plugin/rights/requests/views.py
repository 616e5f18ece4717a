"""The page behind a confirmation mail: one button, for scanners open links."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from privacy_plugin.http.site_redirect import redirect_to_site
from privacy_plugin.http.storage_failure import returns_form_on_failure
from privacy_plugin.rights.errors import RequestClosed
from privacy_plugin.rights.requests.confirmation_email import read_token
from privacy_plugin.rights.requests.steps import confirm, get_unconfirmed
from privacy_plugin.rights.views import message


@csrf_exempt  # the link itself is the secret a forged request would need
@require_http_methods(["GET", "HEAD", "POST"])
@returns_form_on_failure
def confirm_request(request: HttpRequest, token: str) -> HttpResponse:
    """Show the button; a POST confirms the address of a request."""
    response = _answer(request, token)
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _answer(request: HttpRequest, token: str) -> HttpResponse:
    try:
        key = read_token(token)
        if request.method == "POST":
            confirm(key, at=timezone.now())
            return message(
                request,
                _("Thank you"),
                _("Now we know that the address is yours, and answer your request."),
                status=200,
            )
        waiting = get_unconfirmed(key)
    except RequestClosed:
        return message(
            request,
            _("There is nothing to confirm"),
            _("The link was used already, or it is older than seven days."),
            status=410,
        )
    page = "privacy_plugin/pages/confirm_request.html"
    elsewhere = redirect_to_site(request, waiting.site_id)
    return elsewhere or render(request, page, {"token": token})
