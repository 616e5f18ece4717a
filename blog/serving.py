"""Serve pages as Wagtail does, but find the way to them in fewer queries.

What is not as simple as nearly always is left to Wagtail.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.http.request import split_domain_port
from django.utils.translation import get_language
from wagtail.coreutils import get_supported_content_language_variant
from wagtail.models import Site
from wagtail.views import serve as serve_found

from blog.models import Appearance, BlogIndexPage
from privacy_plugin.prepared_query import PreparedQuery

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet
    from django.http import HttpRequest, HttpResponse


def serve(request: HttpRequest, path: str) -> HttpResponse:
    """Serve the page at `path` of the site that the request names."""
    site = _find_site(request)
    if site is not None:
        request._wagtail_site = site  # type: ignore[attr-defined] # noqa: SLF001 - where Site.find_for_request keeps it
        home = _find_home(site)
        if home is not None:
            try:
                found = home.route(request, [part for part in path.split("/") if part])
            except Http404:
                found = None
            request._wagtail_route_for_request = found  # type: ignore[attr-defined] # noqa: SLF001 - where Page.route_for_request does
    response: HttpResponse = serve_found(request, path)
    return response


def _find_site(request: HttpRequest) -> Site | None:
    """Return the site at exactly this host and port, or the only one."""
    host, _port = split_domain_port(request._get_raw_host())  # type: ignore[attr-defined] # noqa: SLF001 - as Wagtail does
    sites = list(_ask_sites(host=host))
    if len(sites) == 1:
        return sites[0]
    at = host, request.get_port()
    return next((one for one in sites if (one.hostname, str(one.port)) == at), None)


def _find_home(site: Site) -> BlogIndexPage | None:
    """Return the front page in the active language, if it is the index of a blog."""
    try:
        language = get_supported_content_language_variant(get_language())
    except LookupError:
        return None
    homes = _ask_homes(key=site.root_page.translation_key, language=language)
    return next(iter(homes), None)


def _build_sites(host: str) -> QuerySet[Site]:
    at_host = Site.objects.filter(hostname=host)
    default = Site.objects.filter(is_default_site=True)
    return (
        (at_host | default)
        .order_by("pk")
        .select_related(
            "root_page", *(f"appearance__{name}" for name in Appearance.select_related)
        )
    )


def _build_homes(key: UUID, language: str) -> QuerySet[BlogIndexPage]:
    translations = BlogIndexPage.objects.live().filter(translation_key=key)
    return translations.filter(locale__language_code=language).select_related("locale")


_ask_sites: PreparedQuery[Site] = PreparedQuery(_build_sites)
_ask_homes: PreparedQuery[BlogIndexPage] = PreparedQuery(_build_homes)
