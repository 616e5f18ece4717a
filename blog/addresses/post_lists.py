"""Which lists of posts there are: shared caches may keep what is shown there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wagtail.models import PageQuerySet

LISTS = {"category": "categories__slug", "tag": "tags__slug", "author": "author__slug"}
"""How posts carry what a route of the index lists."""


def find_list_paths(
    posts: PageQuerySet, reverse: Callable[[str, list[str]], str]
) -> Iterator[str]:
    """Yield the path of each list that is not empty; `reverse` builds it of a route."""
    for route, lookup in LISTS.items():
        for slug in posts.order_by().values_list(lookup, flat=True).distinct():
            if slug:
                yield reverse(route, [slug])
