"""The page ``/privacy/``: all processing activities of a site, as HTML and JSON."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from privacy_plugin.disclosure.controller import get_request_controller
from privacy_plugin.disclosure.render.document import disclose_all
from privacy_plugin.disclosure.render.site_rows import build_site_rows


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Show every activity that takes place on this site, in the reader's language."""
    controller = get_request_controller(request)
    context = {
        "controller": controller,
        "disclosures": disclose_all(controller=controller),
    }
    return render(request, "privacy_plugin/pages/overview.html", context)


@require_safe
def overview_json(request: HttpRequest) -> JsonResponse:
    """Return the same as data: words, facts and both digests of each activity."""
    controller = get_request_controller(request)
    activities = [
        {
            **disclosure.as_dict(),
            "facts": disclosure.facts,
            "facts_digest": disclosure.facts_digest,
            "digest": disclosure.digest,
        }
        for disclosure in disclose_all(controller=controller)
    ]
    document = {
        "controller": controller.name,
        "site": [row.as_dict() for row in build_site_rows(controller)],
        "activities": activities,
    }
    return JsonResponse(document, json_dumps_params={"ensure_ascii": False})
