"""Pages of very long lists."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page
from django.db.models import QuerySet
from django.http import QueryDict
from wagtail.admin.paginator import WagtailPaginator

_NO_FILTERS = frozenset({"p", "ordering", "export", "_w_filter_fragment"})


class TwoEndedPaginator(WagtailPaginator):
    """Read the second half of a list from its end.

    A database reads everything before a page: the last one of a million rows would take
    as long as all of them.
    """

    def page(self, number: Any) -> Page[Any]:  # noqa: ANN401 - as Django takes it
        rows, number = self.object_list, self.validate_number(number)
        start = (number - 1) * self.per_page
        if not isinstance(rows, QuerySet) or start <= self.count // 2:
            return super().page(number)
        left = self.count - start  # rows from the first of this page to the end
        found = list(rows.reverse()[max(left - self.per_page, 0) : left])
        return self._get_page(found[::-1], number, self)


def is_narrowed(query: QueryDict, *, besides: frozenset[str] = frozenset()) -> bool:
    """Say whether an address asks for part of a list; `besides` names what does not."""
    whole = _NO_FILTERS | besides
    return any(value and name not in whole for name, value in query.items())
