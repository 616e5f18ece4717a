"""What belongs to a site: the pages below its front page, in each of its languages."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.db.models import Q
from wagtail.models import Page, Site  # noqa: TID251 - this is the site

if TYPE_CHECKING:
    from collections.abc import Iterable


def get_site_pages_filter(site_id: int) -> Q:
    """Return what selects the pages of a site, but not those of a site within it."""
    keys = dict(Site.objects.values_list("pk", "root_page__translation_key"))
    roots = Page.objects.filter(translation_key__in=set(keys.values()))
    paths = list(roots.values_list("translation_key", "path"))
    own = tuple(path for key, path in paths if key == keys.get(site_id))
    within = (path for key, path in paths if key != keys.get(site_id))
    nested = [path for path in within if path.startswith(own)]
    return _below(own) & ~_below(nested) if nested else _below(own)


def _below(paths: Iterable[str]) -> Q:
    """Return what selects the pages below any of these paths, none without a path."""
    return reduce(or_, (Q(path__startswith=path) for path in paths), Q(pk__in=()))
