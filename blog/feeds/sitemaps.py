"""The sitemap for crawlers, with each page's translations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from wagtail.contrib.sitemaps import Sitemap
from wagtail.models import Page  # noqa: TID251 - this is the site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wagtail.models import PageQuerySet


class TranslatedSitemap(Sitemap):
    """List the pages of every language, each with its translations in the others."""

    def items(self) -> PageQuerySet:
        """Return what every visitor may read, below the front page of any language."""
        root = self.get_wagtail_site().root_page
        below = Q()
        for home in Page.objects.filter(translation_key=root.translation_key).live():
            below |= Q(path__startswith=home.path)
        return (
            Page.objects.filter(below)
            .live()
            .public()
            .select_related("locale")
            .order_by("path")
        )

    def _urls(self, page: int, protocol: str, domain: str) -> list[dict[str, Any]]:
        """Add the alternates to what Wagtail gives."""
        del protocol, domain
        pages = list(self.paginator.page(page).object_list)
        entries = [
            {
                "location": item.get_full_url(self.request),
                "lastmod": item.last_published_at,
                "alternates": [],
            }
            for item in pages
        ]
        for entry, alternates in zip(entries, self._alternates(pages), strict=True):
            entry["alternates"] = alternates
        dates = [entry["lastmod"] for entry in entries if entry["lastmod"]]
        if dates:
            self.latest_lastmod = max(dates)
        return entries

    def _alternates(self, pages: list[Page]) -> Iterator[list[dict[str, str]]]:
        """Yield a page and its translations, or nothing if it has none."""
        keys = {page.translation_key for page in pages}
        translations: dict[object, list[dict[str, str]]] = {}
        for page in self.items().filter(translation_key__in=keys):
            translations.setdefault(page.translation_key, []).append(
                {
                    "lang_code": page.locale.language_code,
                    "location": page.get_full_url(self.request),
                },
            )
        for page in pages:
            found = translations.get(page.translation_key, [])
            yield found if len(found) > 1 else []
