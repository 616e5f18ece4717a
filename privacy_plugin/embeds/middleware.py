"""Know the request while embeds are rendered, and give each gate its own frame."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from privacy_plugin.embeds.gates.unique_names import make_gate_names_unique
from privacy_plugin.embeds.render_context import request_scope


class EmbedsMiddleware:
    """Remember the request for as long as its answer is being made."""

    sync_capable = True
    async_capable = False

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, forget the request, and let each gate find its own frame."""
        with request_scope(request):
            response = self.get_response(request)
        make_gate_names_unique(response)
        return response
