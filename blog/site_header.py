"""The header of every page: the blog's name, its menu, its languages.

Worked out once per page from Wagtail's tree, in a constant number of queries. The
address alone decides the language; a blog in a single language gets no switch.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Q
from django.urls import get_script_prefix, reverse
from django.utils import translation
from wagtail.models import Page, Site  # noqa: TID251 - this is the site

from blog.addresses.site_address import absolute_url
from blog.models import BlogIndexPage
from privacy_plugin.prepared_query import PreparedQuery

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.http import HttpRequest


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """Point to a standing page."""

    title: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Language:
    """Point to this page in one language; `is_same` says it is the very same page."""

    code: str
    name: str
    url: str
    is_current: bool
    is_same: bool


@dataclass(frozen=True, slots=True)
class SiteHeader:
    """Hold the header of a page. `languages` is empty in a single-language blog."""

    title: str
    home_url: str
    index: BlogIndexPage | None
    menu: tuple[MenuEntry, ...]
    languages: tuple[Language, ...]

    @property
    def alternates(self) -> tuple[Language, ...]:
        """Return the very same page in every language; empty if there is but one."""
        same = tuple(language for language in self.languages if language.is_same)
        return same if len(same) > 1 else ()


def get_site_header(request: HttpRequest, page: Page | None = None) -> SiteHeader:
    """Return the header of `page`, or of the view that answers `request`."""
    site = Site.find_for_request(request)
    if site is None:
        return SiteHeader(settings.WAGTAIL_SITE_NAME, get_script_prefix(), None, (), ())
    pages = _fetch_pages(site, page)
    homes = _translations(pages, site.root_page.translation_key)
    code = translation.get_language() or settings.LANGUAGE_CODE
    home = homes.get(code) or site.root_page
    return SiteHeader(
        title=home.title,
        home_url=home.get_url(request) or get_script_prefix(),
        index=_index(home),
        menu=_menu(request, home, page, pages),
        languages=_languages(request, homes, page, pages) if len(homes) > 1 else (),
    )


def _fetch_pages(site: Site, page: Page | None) -> list[Page]:
    """Fetch in one query the front pages, the translations of `page`, and the menus."""
    keys = {site.root_page.translation_key}
    if page is not None and page.pk:
        keys.add(page.translation_key)
    codes = tuple(code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES)
    return list(_ask_pages(codes, keys=[*keys], depth=site.root_page.depth + 1))


def _build_pages(codes: tuple[str, ...], keys: list[UUID], depth: int) -> Any:
    wanted = Q(translation_key__in=keys) | Q(show_in_menus=True, depth=depth)
    pages = Page.objects.live().filter(wanted, locale__language_code__in=codes)
    return pages.select_related("locale").order_by("path")


_ask_pages: PreparedQuery[Page] = PreparedQuery(_build_pages)


def _translations(pages: list[Page], key: UUID) -> dict[str, Page]:
    """Return the translations that share `key`, by language, in the site's order."""
    found = {
        page.locale.language_code: page for page in pages if page.translation_key == key
    }
    order = (code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES)
    return {code: found[code] for code in order if code in found}


def _index(home: Page) -> BlogIndexPage | None:
    """Return the blog index of a language: the front page, or the first below it."""
    if home.cached_content_type.model_class() is BlogIndexPage:
        return home.specific_deferred
    return BlogIndexPage.objects.live().descendant_of(home).order_by("path").first()


def _menu(
    request: HttpRequest,
    home: Page,
    page: Page | None,
    pages: list[Page],
) -> tuple[MenuEntry, ...]:
    """Return the pages below the front page that an editor put into the menu."""
    return tuple(
        MenuEntry(
            title=entry.title,
            url=entry.get_url(request) or "",
            is_current=page is not None and entry.pk == page.pk,
        )
        for entry in pages
        if entry.show_in_menus and entry.is_child_of(home)
    )


def _languages(
    request: HttpRequest,
    homes: dict[str, Page],
    page: Page | None,
    pages: list[Page],
) -> tuple[Language, ...]:
    """Return this page, or else the front page, in each language of the blog.

    None for the answer to a form: a link would lose what was typed into it.
    """
    if request.method == "POST" and page is None:
        return ()
    same = (
        _same_page(request, _translations(pages, page.translation_key))
        if page is not None and page.pk
        else _same_view(request, homes)
    )
    current = translation.get_language()
    found = []
    for code, home in homes.items():
        name = translation.get_language_info(code)["name_local"]
        url = same.get(code) or home.get_full_url(request) or get_script_prefix()
        found.append(
            Language(code, name, url, is_current=code == current, is_same=code in same),
        )
    return tuple(found)


def _same_page(request: HttpRequest, translations: dict[str, Page]) -> dict[str, str]:
    """Return the full address of a page by language; none where a part is shown."""
    if _is_archive(request):
        return {}
    return {code: page.get_full_url(request) for code, page in translations.items()}


def _same_view(request: HttpRequest, codes: Iterable[str]) -> dict[str, str]:
    """Return the full address of a view outside the page tree by language."""
    match = request.resolver_match
    if match is None or match.url_name == "wagtail_serve" or request.method != "GET":
        return {}
    addresses = {}
    for code in codes:
        with translation.override(code):  # translate_url() knows no script prefix
            path = reverse(match.view_name, args=match.args, kwargs=match.kwargs)
        addresses[code] = absolute_url(request, path)
    return addresses


def _is_archive(request: HttpRequest) -> bool:
    """Say whether only a part of an index is shown, whose translation is not known."""
    match = getattr(request, "routable_resolver_match", None)
    return bool(match and match.kwargs) or "page" in request.GET
