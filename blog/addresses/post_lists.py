"""Which lists of posts there are: shared caches may keep what is shown there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wagtail.models import PageQuerySet

LISTS = {"category": "categories__slug", "tag": "tags__slug", "author": "author__slug"}
"""How posts carry what a route of the index lists."""


def find_lists(posts: PageQuerySet) -> Iterator[tuple[str, list[str]]]:
    """Yield the route and its arguments of each list that is not empty."""
    for route, lookup in LISTS.items():
        for slug in posts.order_by().values_list(lookup, flat=True).distinct():
            if slug:
                yield route, [slug]
