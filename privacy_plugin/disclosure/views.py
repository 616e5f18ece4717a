"""The page ``/privacy/``: all processing activities of a site, as HTML and JSON."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from wagtail.models import Site

from privacy_plugin.disclosure.controller import get_request_controller
from privacy_plugin.disclosure.errors import UnknownForm
from privacy_plugin.disclosure.forms import get_form
from privacy_plugin.disclosure.privacy_page.build import build_privacy_page
from privacy_plugin.disclosure.privacy_page.form_details import build_form_details


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show every activity that takes place on this site, in the reader's language."""
    context = {
        "privacy_page": build_privacy_page(get_request_controller(request)),
        "canonical_url": _get_canonical_url(request),
    }
    return render(request, "privacy_plugin/pages/overview.html", context)


@require_safe
def form_details(request: HttpRequest, slug: str) -> HttpResponse:
    """Show all details of the activities beside one form, to read and to print."""
    try:
        form = get_form(slug)
    except UnknownForm:
        raise Http404 from None
    context = {
        "form_details": build_form_details(form, get_request_controller(request)),
        "canonical_url": _get_canonical_url(request),
    }
    return render(request, "privacy_plugin/pages/form_details.html", context)


@require_safe
def overview_json(request: HttpRequest) -> JsonResponse:
    """Return the same as data: words, facts and both digests of each activity."""
    page = build_privacy_page(get_request_controller(request))
    return JsonResponse(page.as_dict(), json_dumps_params={"ensure_ascii": False})


def _get_canonical_url(request: HttpRequest) -> str:
    """Return the address of the page without a query, at the site's own host."""
    site = Site.find_for_request(request)
    if site is None:
        return request.build_absolute_uri(request.path)
    return f"{site.root_url}{request.path}"
