"""Serve pages as Wagtail does, but find the way to them in fewer queries.

What is not as simple as nearly always is left to Wagtail.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.utils.translation import get_language
from wagtail.coreutils import get_supported_content_language_variant
from wagtail.views import serve as serve_found

from blog.front_pages import get_front_pages
from blog.models import BlogIndexPage

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def serve(request: HttpRequest, path: str) -> HttpResponse:
    """Serve the page at `path` of the site that the request names."""
    home = _find_home(request)
    if home is not None:
        try:
            found = home.route(request, [part for part in path.split("/") if part])
        except Http404:
            found = None
        request._wagtail_route_for_request = found  # type: ignore[attr-defined] # noqa: SLF001 - where Page.route_for_request does
    response: HttpResponse = serve_found(request, path)
    return response


def _find_home(request: HttpRequest) -> BlogIndexPage | None:
    """Return the front page in the active language, if it is the index of a blog."""
    try:
        language = get_supported_content_language_variant(get_language())
    except LookupError:
        return None
    home = get_front_pages(request).get(language)
    return home if isinstance(home, BlogIndexPage) else None
