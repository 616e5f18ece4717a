"""The blog with its page cache switched on, and empty."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from wagtail.models import Page

from privacy_plugin.comments.models import Comment, Discussion
from privacy_plugin.page_cache.files.commits import CommitWatch, watch_connection
from privacy_plugin.page_cache.memory import memory
from privacy_plugin.page_cache.middleware import PageCacheMiddleware
from tests.support import factories
from tests.support.clock import clock
from tests.support.servers.front import front_folders

__all__ = ["clock"]

BELOW = "django.middleware.gzip.GZipMiddleware"
PAGE_CACHE = "privacy_plugin.page_cache.middleware.PageCacheMiddleware"


@pytest.fixture(autouse=True)
def _page_cache(settings) -> Iterator[None]:
    place = settings.MIDDLEWARE.index(BELOW) + 1
    before, after = settings.MIDDLEWARE[:place], settings.MIDDLEWARE[place:]
    settings.MIDDLEWARE = [*before, PAGE_CACHE, *after]
    memory.clear()
    yield
    memory.clear()


class Cached:
    """A view behind the page cache, which counts how often it was asked."""

    def __init__(self, view: Callable[[HttpRequest], HttpResponse]) -> None:
        self.view, self.times = view, 0
        self.middleware = PageCacheMiddleware(self._answer)

    def _answer(self, request: HttpRequest) -> HttpResponse:
        self.times += 1
        return self.view(request)

    def get(self, path: str = "/", **options) -> HttpResponse:
        answer = self.middleware(RequestFactory().get(path, **options))
        assert isinstance(answer, HttpResponse)
        return answer

    def fresh(self, path: str = "/", **options) -> HttpResponse:
        return self.view(RequestFactory().get(path, **options))


@pytest.fixture
def cached(transactional_db: None) -> type[Cached]:
    return Cached


@pytest.fixture
def reader(transactional_db: None) -> Client:
    return Client()


@contextmanager
def watched() -> Iterator[None]:
    """Watch what the connection of the test commits."""
    watch_connection(connection)
    try:
        yield
    finally:
        found = [one for one in connection.execute_wrappers if type(one) is CommitWatch]
        for one in found:
            connection.execute_wrappers.remove(one)
            del connection.commit


def comment_on(post: Page) -> Comment:
    """Return an approved comment on a page."""
    discussion, _made = Discussion.objects.get_or_create(
        target_type="wagtailcore.page", target_id=str(post.pk)
    )
    return factories.comment(discussion=discussion, state="approved")


@pytest.fixture(scope="module")
def folders() -> Iterator[Iterator[Path]]:
    with front_folders() as found:
        yield found
