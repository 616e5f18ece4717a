"""Ask once whether a page is restricted, where Wagtail asks twice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from wagtail.models import Page, PageViewRestriction  # noqa: TID251 - this is the site

from privacy_plugin.prepared_query import PreparedQuery

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django.http import HttpRequest
    from wagtail.url_routing import RouteResult


class RestrictionsMixin:
    """Look at a page and those above it in one query: nearly never is there more.

    A page that a request was routed to lives as long as the request, and looks once.
    """

    path: str
    steplen: int
    _is_routed_to = False
    _restrictions: QuerySet[PageViewRestriction] | None = None

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        self._is_routed_to = True
        return cast("RouteResult", super().route(request, path_components))  # type: ignore[misc] # a page's

    def get_view_restrictions(self) -> QuerySet[PageViewRestriction]:
        """Return what Wagtail does."""
        if self._restrictions is None or not self._is_routed_to:
            self._restrictions = self._find_restrictions()
        return self._restrictions

    def _find_restrictions(self) -> QuerySet[PageViewRestriction]:
        """Leave it to Wagtail, which follows aliases, where there is anything."""
        ends = range(self.steplen, len(self.path) + 1, self.steplen)
        if any(map(any, _ask_marks(paths=[self.path[:end] for end in ends]))):
            found = super().get_view_restrictions()  # type: ignore[misc] # a page's
            return cast("QuerySet[PageViewRestriction]", found)
        return PageViewRestriction.objects.none()


def _build_marks(paths: list[str]) -> QuerySet[Page]:
    """Return for each page what it is an alias of and how it is restricted."""
    return Page.objects.filter(path__in=paths).values_list(
        "alias_of", "view_restrictions"
    )


_ask_marks: PreparedQuery[Any] = PreparedQuery(_build_marks)
