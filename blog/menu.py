"""Menu and footer of a page, as an index names them.

A page is named by its id. What a reader finds is that page in the language of the
index, at its present address, and nothing where it is not there for everybody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote
from uuid import UUID

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from wagtail.rich_text.rewriters import LinkRewriter

from blog.blocks.menu import is_link_url
from blog.models.menu import Licence
from privacy_plugin.embeds.html.sanitize import sanitize_html

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from django.http import HttpRequest
    from wagtail.models import Page, Site  # noqa: TID251 - this is the site

    from blog.models import BlogIndexPage

_ID = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """Link to a page of the blog or elsewhere; only those of a menu have `children`.

    `is_own_profile` asks for ``rel=me``.
    """

    title: str
    url: str
    is_current: bool = False
    children: tuple[MenuEntry, ...] = ()
    is_own_profile: bool = False

    @property
    def has_current_child(self) -> bool:
        return any(child.is_current for child in self.children)


@dataclass(frozen=True, slots=True)
class Footer:
    """Hold what an index says at the foot of each page; `text` is harmless HTML.

    Each part may be missing.
    """

    text: str = ""
    links: tuple[MenuEntry, ...] = ()
    licence_name: str = ""
    licence_url: str = ""
    imprint: MenuEntry | None = None


NO_FOOTER = Footer()


def build_entry(
    request: HttpRequest, title: str, url: str, **details: Any
) -> MenuEntry:
    is_current = unquote(url) == request.path
    return MenuEntry(title, url, is_current=is_current, **details)


class PageEntries:
    """Make entries of those of `pages` that everybody can open on this site.

    `pages` have been found by ``site_header``: those that the index names, and their
    translations, each with `is_private`.
    """

    def __init__(
        self, request: HttpRequest, site: Site, home: Page, pages: Iterable[Page]
    ) -> None:
        self._request = request
        self._site = site
        self._home = home
        self._keys: dict[int, UUID] = {}
        self._pages: dict[UUID, Page] = {}
        for page in pages:
            self._keys[page.pk] = page.translation_key
            if self._is_open(page):
                self._pages[page.translation_key] = page

    def _is_open(self, page: Page) -> bool:
        return (
            page.live
            and not page.is_private
            and page.locale_id == self._home.locale_id
            and page.path.startswith(self._home.path)
        )

    def build_for_page(
        self, page_id: int | None, label: str = "", **details: Any
    ) -> MenuEntry | None:
        """Return the entry of a page; None where readers cannot open it here."""
        key = self._keys.get(page_id or 0)
        page = self._pages.get(key) if key else None
        parts = page.get_url_parts(self._request) if page is not None else None
        if page is None or parts is None or parts[0] != self._site.pk:
            return None
        url = page.get_url(self._request) or ""
        return build_entry(self._request, label or page.title, url, **details)

    def build_for_link(self, url: str, label: str, **details: Any) -> MenuEntry | None:
        """Return the entry of an address; None where no link may lead there."""
        if not is_link_url(url):
            return None
        return build_entry(self._request, label, url, **details)


def find_page_ids(index: BlogIndexPage) -> set[int]:
    """Return the ids of all pages that menu and footer of an index name."""
    items = [*index.menu.raw_data, *index.footer_links.raw_data]
    items += [child for item in items for child in item["value"].get("children") or ()]
    named = {item["value"].get("page") for item in items} | {index.imprint_id}
    _link_pages(index.footer_text, named.add)
    return {page_id for page_id in named if page_id}


def build_menu(index: BlogIndexPage, entries: PageEntries) -> tuple[MenuEntry, ...]:
    """Return the menu that an editor put together; empty where nobody did."""
    return tuple(_build_entries(index.menu.raw_data, entries))


def build_footer(index: BlogIndexPage, entries: PageEntries) -> Footer:
    licence = Licence(index.licence) if index.licence in Licence.values else None
    return Footer(
        text=_render_text(index.footer_text, entries),
        links=tuple(_build_entries(index.footer_links.raw_data, entries)),
        licence_name=str(licence.label) if licence else "",
        licence_url=licence.url if licence else "",
        imprint=entries.build_for_page(index.imprint_id),
    )


def _build_entries(
    items: Iterable[dict[str, Any]], entries: PageEntries
) -> Iterator[MenuEntry]:
    """Yield the entries readers can use; children of one they cannot take its place."""
    for item in items:
        value = item["value"]
        label = value.get("label") or ""
        children = tuple(_build_entries(value.get("children") or (), entries))
        entry = (
            entries.build_for_page(value["page"], label, children=children)
            if item["type"] == "page"
            else entries.build_for_link(
                value["url"],
                label,
                children=children,
                is_own_profile=bool(value.get("is_own_profile")),
            )
        )
        yield from children if entry is None else (entry,)


def _render_text(html: str, entries: PageEntries) -> SafeString:
    """Return rich text as HTML; what leads nowhere is no link."""

    def get_url(page_id: int) -> str:
        entry = entries.build_for_page(page_id)
        return entry.url if entry is not None else ""

    return mark_safe(sanitize_html(_link_pages(html, get_url)))  # noqa: S308 - sanitised


def _link_pages(html: str, get_url: Callable[[int], str | None]) -> str:
    """Give links to pages their addresses; `get_url` gets 0 for what is no id."""

    def build_tags(links: list[dict[str, str]]) -> list[str]:
        ids = (link.get("id", "") for link in links)
        urls = [get_url(int(one) if _ID.fullmatch(one) else 0) for one in ids]
        return [f'<a href="{escape(url)}">' if url else "<a>" for url in urls]

    return str(LinkRewriter(bulk_rules={"page": build_tags})(html))
