"""Without Redis, what one process changes about a site reaches the others soon."""

from __future__ import annotations

import time

import pytest
from django.test import RequestFactory
from wagtail.models import Page, Site, sites

from blog.backends.cache import SITE_ADDRESS_SECONDS, ProcessCache
from blog.settings import base

NEW = "moved.example"


@pytest.fixture
def other_process(db: None, monkeypatch) -> ProcessCache:
    """Let Wagtail work with the cache of a process that changes nothing itself."""
    cache = ProcessCache("another process", {})
    cache.clear()
    monkeypatch.setattr(sites, "cache", cache)
    return cache


def link() -> str:
    """Return the address of the front page, as pages and mails give it."""
    page = Page.objects.get(pk=Site.objects.get(is_default_site=True).root_page_id)
    request = RequestFactory().get("/", headers={"host": "elsewhere.example"})
    return str(page.get_full_url(request))


def wait(monkeypatch, seconds: float) -> None:
    """Let time pass for caches."""
    later = time.time() + seconds
    monkeypatch.setattr("django.core.cache.backends.locmem.time.time", lambda: later)


def test_changed_address_reaches_other_processes_within_seconds(
    other_process: ProcessCache, monkeypatch
):
    assert NEW not in link()

    Site.objects.update(hostname=NEW)  # the saving process clears its own cache only
    wait(monkeypatch, SITE_ADDRESS_SECONDS + 0.1)

    assert link().startswith(f"http://{NEW}")


def test_addresses_cost_no_query_in_between(
    other_process: ProcessCache, django_assert_num_queries
):
    Site.get_site_root_paths()

    with django_assert_num_queries(0):
        for _request in range(20):
            Site.get_site_root_paths()


def test_what_only_this_process_counts_is_kept_as_long_as_asked(
    other_process: ProcessCache, monkeypatch
):
    other_process.set("rate", 3, 3600)
    other_process.add("once", 1, 60)
    wait(monkeypatch, 30)

    assert other_process.get("rate") == 3
    assert other_process.get("once") == 1


def test_blog_without_redis_uses_this_cache():
    if base.environment.text("REDIS_URL", ""):
        backend = "blog.backends.cache.FaultTolerantRedisCache"
    else:
        backend = "blog.backends.cache.ProcessCache"

    assert base.CACHES["default"]["BACKEND"] == backend
