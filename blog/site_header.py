"""Header and footer of every page: the blog's name, its menu, its languages.

Worked out once per page from Wagtail's tree, in a constant number of queries. The
address alone decides the language; a blog in a single language gets no switch.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.urls import get_script_prefix, reverse
from django.utils import translation
from wagtail.models import Page, PageViewRestriction, Site  # noqa: TID251 - this is the site

from blog.addresses.site_address import absolute_url
from blog.front_pages import get_front_pages, get_site
from blog.menu import (
    NO_FOOTER,
    Footer,
    MenuEntry,
    PageEntries,
    build_entry,
    build_footer,
    build_menu,
    find_page_ids,
)
from blog.models import BlogIndexPage
from privacy_plugin.prepared_query import PreparedQuery

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from django.db.models import QuerySet
    from django.http import HttpRequest


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
    """Hold what frames a page. `languages` is empty in a single-language blog."""

    title: str
    home_url: str
    index: BlogIndexPage | None
    menu: tuple[MenuEntry, ...] = ()
    languages: tuple[Language, ...] = ()
    footer: Footer = NO_FOOTER

    @property
    def alternates(self) -> tuple[Language, ...]:
        """Return the very same page in every language; empty if there is but one."""
        same = tuple(language for language in self.languages if language.is_same)
        return same if len(same) > 1 else ()


def get_site_header(request: HttpRequest, page: Page | None = None) -> SiteHeader:
    """Return the header of `page`, or of the view that answers `request`."""
    site = get_site(request)
    if site is None:
        return SiteHeader(settings.WAGTAIL_SITE_NAME, get_script_prefix(), None)
    homes = get_front_pages(request)
    code = translation.get_language() or settings.LANGUAGE_CODE
    home = homes.get(code) or site.root_page
    index = _get_index(home, page)
    pages = _fetch_pages(site, page, index)
    entries = PageEntries(request, site, home, pages)
    return SiteHeader(
        title=home.title,
        home_url=home.get_url(request) or get_script_prefix(),
        index=index,
        menu=(
            build_menu(index, entries)
            if index is not None and index.menu
            else _build_default_menu(request, home, pages)
        ),
        languages=_languages(request, homes, page, pages) if len(homes) > 1 else (),
        footer=build_footer(index, entries) if index is not None else NO_FOOTER,
    )


def _get_index(home: Page, page: Page | None) -> BlogIndexPage | None:
    """Return the blog index of a language: the front page, or the first below it.

    `page` itself where it is the index: a preview shows what is not stored yet.
    """
    if page is not None and page.pk == home.pk and isinstance(page, BlogIndexPage):
        return page
    if isinstance(home, BlogIndexPage):
        return home
    return BlogIndexPage.objects.live().descendant_of(home, inclusive=True).first()


def _fetch_pages(
    site: Site, page: Page | None, index: BlogIndexPage | None
) -> list[Page]:
    """Fetch in one query the translations of `page`, and what menu and footer name."""
    key = page.translation_key if page is not None and page.pk else None
    named = find_page_ids(index) if index is not None else ()
    codes = tuple(code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES)
    return list(
        _ask_pages(
            codes,
            key=key or site.root_page.translation_key,
            named=sorted(named) or [0],
            depth=site.root_page.depth + 1,
        )
    )


def _build_pages(
    codes: tuple[str, ...], key: UUID, named: list[int], depth: int
) -> QuerySet[Page]:
    """Return the pages with `is_private`: whether they or one above are restricted.

    Pages that are named come with their translations. An alias is as its source.
    """
    keys = Page.objects.filter(pk__in=named).values("translation_key")
    conditions = (
        Q(translation_key=key)
        | Q(translation_key__in=keys)
        | Q(show_in_menus=True, depth=depth)
    )
    path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    restrictions = PageViewRestriction.objects.annotate(below=path).filter(
        Q(below__startswith=F("page__path"))
        | Q(below__startswith=F("page__aliases__path"))
    )
    return (
        Page.objects.filter(conditions, locale__language_code__in=codes)
        .annotate(is_private=Exists(restrictions))
        .select_related("locale")
        .order_by("path")
    )


_ask_pages: PreparedQuery[Page] = PreparedQuery(_build_pages)


def _translations(pages: list[Page], key: UUID) -> dict[str, Page]:
    """Return the translations that share `key`, by language, in the site's order."""
    found = {
        page.locale.language_code: page
        for page in pages
        if page.live and page.translation_key == key
    }
    order = (code for code, _name in settings.WAGTAIL_CONTENT_LANGUAGES)
    return {code: found[code] for code in order if code in found}


def _build_default_menu(
    request: HttpRequest, home: Page, pages: list[Page]
) -> tuple[MenuEntry, ...]:
    """Return the pages below the front page that are marked "Show in menus"."""
    return tuple(
        build_entry(request, page.title, page.get_url(request) or "")
        for page in pages
        if page.live and page.show_in_menus and page.is_child_of(home)
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
