"""The addresses of sites, which Wagtail keeps in Django's cache for an hour.

A process with a cache of its own does not hear that another one has changed a site. An
answer with the old addresses would be stored after the change, and stay.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.core.cache import cache
from wagtail.models import Site
from wagtail.models.sites import (
    SITE_ROOT_PATHS_CACHE_KEY,
    SITE_ROOT_PATHS_CACHE_VERSION,
)

from privacy_plugin.http.answers import do_not_store

_VERSION = SITE_ROOT_PATHS_CACHE_VERSION


@contextmanager
def verified_addresses() -> Iterator[None]:
    """Let what is made within ask for them again; do not store it if they were old."""
    cache.delete(SITE_ROOT_PATHS_CACHE_KEY, version=_VERSION)
    yield
    used = cache.get(SITE_ROOT_PATHS_CACHE_KEY, version=_VERSION)
    if used is None:
        return
    cache.delete(SITE_ROOT_PATHS_CACHE_KEY, version=_VERSION)
    if [tuple(one) for one in used] != Site.get_site_root_paths():
        do_not_store("old addresses of sites")


def is_site(origin: str) -> bool:
    """Say whether this is the address of a site, not a host that somebody made up."""
    host = origin.partition("://")[2]
    return any(site.root_url == origin for site in Site.objects.filter(hostname=host))
