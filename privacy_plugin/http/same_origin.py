"""CSRF protection for public forms without a cookie.

A page that is the same for everybody cannot contain a token. The browser says where a
form comes from: Sec-Fetch-Site, or else Origin. Without either, an intermediate page
asks the reader to press once more and uses a normal token; only then is a cookie set.
Source: W3C Fetch Metadata; RFC 6454; OWASP CSRF Prevention Cheat Sheet.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from privacy_plugin.http.body_size import refuse_large_body
from privacy_plugin.http.storage_failure import TOKEN_FIELD, returns_form_on_failure

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


class Origin(Enum):
    OWN = auto()
    FOREIGN = auto()
    UNKNOWN = auto()


def get_request_origin(request: HttpRequest) -> Origin:
    """Return where the browser says the form comes from.

    ``Origin: null`` is what a browser sends from a page that hides its address; it says
    nothing, like no header at all.
    """
    fetch_site = request.headers.get("Sec-Fetch-Site", "")
    if fetch_site in {"cross-site", "same-site"}:
        return Origin.FOREIGN
    if fetch_site == "same-origin":
        return Origin.OWN
    origin = request.headers.get("Origin", "")
    if origin in {"", "null"}:
        return Origin.UNKNOWN
    own = f"{request.scheme}://{request.get_host()}"
    return Origin.OWN if origin == own else Origin.FOREIGN


def same_origin_only(
    *,
    interstitial: str = "privacy_plugin/pages/interstitial.html",
    foreign: str = "privacy_plugin/pages/foreign.html",
) -> Callable[[View[P]], View[P]]:
    """Accept a POST only from our own pages (CSRF); accept all other methods.

    `interstitial` is the template that asks to press once more, `foreign` the one that
    answers a form of another site. Where the view fails, the form is handed back.
    """

    def decorate(view: View[P]) -> View[P]:
        careful = returns_form_on_failure(view)

        @csrf_exempt
        @wraps(careful)
        def guarded(
            request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponse:
            answer = None
            if request.method == "POST":
                answer = refuse_large_body(request) or _question(
                    request, interstitial, foreign
                )
            return answer or careful(request, *args, **kwargs)

        return guarded

    return decorate


def same_origin_required(view: View[P]) -> View[P]:
    return same_origin_only()(view)


def _question(
    request: HttpRequest, interstitial: str, foreign: str
) -> HttpResponse | None:
    origin = get_request_origin(request)
    if origin is Origin.OWN:
        return None
    if origin is Origin.FOREIGN:
        return render(request, foreign, status=403)
    if TOKEN_FIELD in request.POST and not _Token.flaw(request):
        return None
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != TOKEN_FIELD
    ]
    context = {"fields": fields, "action": request.get_full_path()}
    return render(request, interstitial, context)


class _Token(CsrfViewMiddleware):
    """Django's CSRF check of the token alone, returning a reason instead of a page.

    It is used only if the browser does not say where a form comes from, so it must not
    require Origin or Referer.
    """

    @classmethod
    def flaw(cls, request: HttpRequest) -> str | None:
        check = cls(lambda _request: HttpResponse())
        check.process_request(request)
        return check.process_view(request, _unprotected, (), {})  # type: ignore[return-value] # a reason, see _reject

    def _reject(self, request: HttpRequest, reason: str) -> str:
        del request
        return reason

    def _origin_verified(self, request: HttpRequest) -> bool:
        return request.headers.get("Origin") == "null"

    def _check_referer(self, request: HttpRequest) -> None:
        if request.headers.get("Referer"):
            super()._check_referer(request)  # type: ignore[misc] # the stubs lack it


def _unprotected(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()
