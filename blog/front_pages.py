"""The site of a request and its front pages, found once for each request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.http.request import split_domain_port
from wagtail.models import Page, Site  # noqa: TID251 - this is the site

from blog.models import Appearance, BlogIndexPage
from privacy_plugin.prepared_query import PreparedQuery

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import QuerySet
    from django.http import HttpRequest


def get_site(request: HttpRequest) -> Site | None:
    """Return what ``Site.find_for_request`` does, mostly in a shorter query."""
    if not hasattr(request, "_wagtail_site"):
        site = _find_site(request)
        if site is None:
            return Site.find_for_request(request)
        request._wagtail_site = site  # type: ignore[attr-defined] # noqa: SLF001 - where Site.find_for_request keeps it
    return cast("Site | None", request._wagtail_site)  # type: ignore[attr-defined] # noqa: SLF001 - likewise


def get_front_pages(request: HttpRequest) -> dict[str, Page]:
    """Return the site's published front pages by language, in the order of settings.

    Those of a blog are whole indexes. Empty without a site.
    """
    found: dict[str, Page] | None = getattr(request, "_front_pages", None)
    if found is None:
        site = get_site(request)
        found = _find_front_pages(site) if site is not None else {}
        request._front_pages = found  # type: ignore[attr-defined] # noqa: SLF001 - our own
    return found


def _find_site(request: HttpRequest) -> Site | None:
    """Return the site at exactly this host and port, or the only one."""
    host, _port = split_domain_port(request._get_raw_host())  # type: ignore[attr-defined] # noqa: SLF001 - as Wagtail does
    sites = list(_ask_sites(host=host))
    if len(sites) == 1:
        return sites[0]
    at = host, request.get_port()
    return next((one for one in sites if (one.hostname, str(one.port)) == at), None)


def _find_front_pages(site: Site) -> dict[str, Page]:
    key = site.root_page.translation_key
    pages: list[Any] = list(_ask_indexes(key=key)) or list(_ask_pages(key=key))
    found = {page.locale.language_code: page for page in pages}
    order = (code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES)
    return {code: found[code] for code in order if code in found}


def _build_sites(host: str) -> QuerySet[Site]:
    at_host = Site.objects.filter(hostname=host)
    default = Site.objects.filter(is_default_site=True)
    looks = (f"appearance__{name}" for name in Appearance.select_related)
    return (at_host | default).order_by("pk").select_related("root_page", *looks)


def _build_indexes(key: UUID) -> QuerySet[BlogIndexPage]:
    translations = BlogIndexPage.objects.live().filter(translation_key=key)
    return translations.select_related("locale")


def _build_pages(key: UUID) -> QuerySet[Page]:
    """Return front pages that are not the index of a blog."""
    return Page.objects.live().filter(translation_key=key).select_related("locale")


_ask_sites: PreparedQuery[Site] = PreparedQuery(_build_sites)
_ask_indexes: PreparedQuery[BlogIndexPage] = PreparedQuery(_build_indexes)
_ask_pages: PreparedQuery[Page] = PreparedQuery(_build_pages)
