"""What each request of a reader meets: a limit of size, one language, quiet devices.

The language of a page comes from its address, and from nothing else.
"""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING
from urllib.parse import unquote

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpResponseRedirect
from django.middleware.locale import LocaleMiddleware
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from wagtail.contrib.redirects.middleware import RedirectMiddleware

from blog.front_pages import get_front_pages
from blog.models.appearance import get_appearance
from blog.themes.current import use_theme
from blog.themes.discovery import get_default_theme
from privacy_plugin.http.body_size import refuse_large_body

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest
    from django.http.response import HttpResponseBase


# What no page and no embed of the blog uses. Players need the rest.
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "bluetooth", "browsing-topics", "camera", "display-capture", "geolocation",
        "hid", "microphone", "midi", "payment", "serial", "usb", "xr-spatial-tracking",
    )
)  # fmt: skip


class ReaderRequestMiddleware:
    """Refuse what is too large for a form; keep pages away from devices.

    Files are uploaded by editors alone.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer 413 to what is too large, and forbid devices on every page."""
        refusal = None if _is_admin(request) else refuse_large_body(request)
        response = refusal or self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response

    @staticmethod
    def process_view(request: HttpRequest, *_view: object) -> HttpResponseBase | None:
        """Let those upload who have logged in to the admin, whose login is public."""
        refusal = refuse_large_body(request)
        return None if refusal and request.user.is_authenticated else refusal


class ThemeMiddleware:
    """Load templates from the theme of the site that a request asks.

    The admin has none, and previews are requests of their own.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if _is_admin(request):
            return self.get_response(request)
        with use_theme(lambda: _get_site_theme(request)):
            return self.get_response(request)


def _get_site_theme(request: HttpRequest) -> str:
    try:
        return get_appearance(request).theme
    except Exception:  # noqa: BLE001 - pages about errors need a theme, whatever fails
        return get_default_theme()


class AddressLanguageMiddleware(LocaleMiddleware):
    """Choose the language by the address, for every reader and every cache alike.

    Django's own middleware does so too where the default language has no prefix, but
    still says that the answer varies with ``Accept-Language``. It does not, so a shared
    cache needs one copy of each page only. It also takes ``/de-escalation/`` for a
    German address, where no such page is.
    """

    def process_request(self, request: HttpRequest) -> None:
        """Activate the language whose prefix the address has, else the default."""
        prefix = request.path_info.lstrip("/").partition("/")[0]
        is_language = prefix in dict(settings.LANGUAGES)
        translation.activate(prefix if is_language else settings.LANGUAGE_CODE)
        request.LANGUAGE_CODE = translation.get_language()

    @staticmethod
    def process_view(request: HttpRequest, *_view: object) -> HttpResponseBase | None:
        """Lead away from a language in which the site has no front page.

        Its front page and views answer in the first language of the site instead, so
        that an address outlives a language. Other pages are not found, which an
        editor's redirects wait for. Forms are taken and private links, which stand in
        mails, are answered as they come.
        """
        match = request.resolver_match
        is_private = match is not None and "token" in match.kwargs
        if request.method not in {"GET", "HEAD"} or is_private or _is_admin(request):
            return None
        try:
            languages = get_front_pages(request)
        except DatabaseError:  # the view says what that means
            return None
        if not languages or translation.get_language() in languages:
            return None
        first = next(iter(languages))
        path = _translate_path(request, first)
        if unquote(path) == request.path:  # the same in every language
            return None
        if match is not None and match.url_name == "wagtail_serve" and any(match.args):
            translation.activate(first)
            raise Http404
        query = request.META.get("QUERY_STRING", "")
        return HttpResponseRedirect(f"{path}?{query}" if query else path)

    def process_response(
        self,
        request: HttpRequest,
        response: HttpResponseBase,
    ) -> HttpResponseBase:
        """Name the language; neither redirect nor vary."""
        del request
        response.headers.setdefault("Content-Language", translation.get_language())
        return response


def _is_admin(request: HttpRequest) -> bool:
    return request.path.startswith(reverse("wagtailadmin_home"))


def _translate_path(request: HttpRequest, language: str) -> str:
    """Return the path of the same view in a language; as it is without a name."""
    match = request.resolver_match
    if match is None:
        return request.path
    with translation.override(language):
        try:
            captured = match.captured_kwargs  # type: ignore[attr-defined] # newer than the stubs
            return reverse(match.view_name, args=match.args, kwargs=captured)
        except NoReverseMatch:
            return request.path


class PathRedirectMiddleware(RedirectMiddleware):
    """Find a redirect by its address within the blog, too.

    Wagtail compares the whole path. Below a path of a host, an editor would have to
    name that path, and all redirects would break where the blog moves.
    """

    def process_response(
        self,
        request: HttpRequest,
        response: HttpResponseBase,
    ) -> HttpResponseBase:
        """Ask by the whole path first: so are redirects written that Wagtail makes."""
        answer = super().process_response(request, response)
        if answer is not response or request.path == request.path_info:
            return answer
        within = copy(request)
        within.path = request.path_info
        return super().process_response(within, response)
