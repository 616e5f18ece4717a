"""Return a submitted form if it could not be stored.

With a full disk or an unavailable database, the error page contains the typed text in a
form that can be sent again. The error is logged as usual.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, TypeVar, cast

from django.core import signals
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.db import connections
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.log import log_response

ViewFunction = TypeVar("ViewFunction", bound=Callable[..., HttpResponse])

DJANGOS_OWN = (BadRequest, Http404, PermissionDenied, SuspiciousOperation)
TOKEN_FIELD = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field
RETRY_SECONDS = 120


def returns_form_on_failure(view: ViewFunction) -> ViewFunction:
    """Answer 503 with the form as it was sent where a POST ends in an error."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except DJANGOS_OWN:
            raise
        except Exception as error:
            if request.method != "POST":
                raise
            _roll_back()
            response = _form_again(request)
            signals.got_request_exception.send(sender=None, request=request)
            log_response(
                "%s: %s", response.reason_phrase, request.path,
                response=response, request=request, exception=error,
            )  # fmt: skip
            return response

    guarded.returns_form_on_failure = True  # type: ignore[attr-defined] # for a test
    return cast("ViewFunction", guarded)


def _form_again(request: HttpRequest) -> HttpResponse:
    """Return the page, without the site's frame where that needs the database too."""
    fields = [
        (name, value, any(mark.isspace() for mark in value))
        for name, values in request.POST.lists()
        for value in values
        if name != TOKEN_FIELD
    ]
    context = {"fields": fields, "action": request.get_full_path()}
    status = HTTPStatus.SERVICE_UNAVAILABLE
    try:
        page = "privacy_plugin/pages/not_stored.html"
        response = render(request, page, context, status=status)
    except Exception:  # noqa: BLE001 - whatever the frame lacks, the words matter more
        plain = "privacy_plugin/pages/not_stored_plain.html"
        response = HttpResponse(render_to_string(plain, context), status=status)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    response.headers["Cache-Control"] = "no-store"
    return response


def _roll_back() -> None:
    """Undo what a request has done where it is one transaction (ATOMIC_REQUESTS)."""
    for connection in connections.all(initialized_only=True):
        if connection.settings_dict["ATOMIC_REQUESTS"] and connection.in_atomic_block:
            connection.set_rollback(True)
