"""Shared caches keep pages for as long as is set, and forget what changes."""

from __future__ import annotations

import socketserver
from collections.abc import Iterator
from datetime import timedelta
from threading import Thread

import pytest
from django.core.checks import run_checks
from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone
from wagtail.models import Page, Site

from privacy_plugin.background.jobs import run_maintenance
from privacy_plugin.comments.models import Comment, State
from privacy_plugin.disclosure.models import ControllerSettings
from privacy_plugin.http.answers import expires_at
from privacy_plugin.page_cache.memory import memory
from tests.page_cache.conftest import comment_on, watched
from tests.support import factories

IMMEDIATE = "django_tasks.backends.immediate.ImmediateBackend"
KEPT = "max-age=0, must-revalidate, s-maxage=600"


class SharedCache(socketserver.ThreadingTCPServer):
    """Takes requests, and keeps the first line and the host of each as bytes."""

    daemon_threads = True

    def __init__(self) -> None:
        self.requests: list[tuple[bytes, ...]] = []
        super().__init__(("127.0.0.1", 0), Handler)


class Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        head = []
        while (line := self.rfile.readline()) not in {b"\r\n", b""}:
            head.append(line)
        host = [line for line in head if line.lower().startswith(b"host:")]
        assert isinstance(self.server, SharedCache)
        self.server.requests.append((head[0], *host))
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")


@pytest.fixture
def shared_cache(settings, transactional_db) -> Iterator[SharedCache]:
    Site.objects.update(hostname="testserver", port=80)
    with SharedCache() as server:
        Thread(target=server.serve_forever, daemon=True).start()
        settings.PRIVACY_PAGE_CACHE_SHARED_SECONDS = 600
        settings.TASKS = {"default": {"BACKEND": IMMEDIATE}}  # Wagtail purges in one
        settings.WAGTAILFRONTENDCACHE = {
            "one": {
                "BACKEND": "wagtail.contrib.frontend_cache.backends.HTTPBackend",
                "LOCATION": f"http://127.0.0.1:{server.server_address[1]}",
            }
        }
        with watched():
            yield server
        server.shutdown()


@pytest.fixture
def posts(shared_cache, reader) -> tuple[Page, Page]:
    one, other = factories.post(), factories.post(title="Other")
    comment_on(one)
    for post in (one, other):
        assert reader.get(post.url)["Cache-Control"] == KEPT
    return one, other


def get_purged(server: SharedCache) -> set[bytes]:
    server.requests.clear()
    run_maintenance(at=timezone.now())
    return {line for line, _host in server.requests}


def test_purge_names_method_path_and_host(shared_cache, posts):
    Comment.objects.update(html="<p>Edited</p>")

    run_maintenance(at=timezone.now())

    assert shared_cache.requests == [
        (b"PURGE /a-post/ HTTP/1.1\r\n", b"Host: testserver\r\n")
    ]
    assert get_purged(shared_cache) == set()


@pytest.mark.parametrize("state", [State.PENDING, State.REMOVED, State.SPAM])
def test_comment_purges_its_page_only(shared_cache, posts, state):
    comment = Comment.objects.get()
    comment.state = state
    comment.save()

    assert get_purged(shared_cache) == {b"PURGE /a-post/ HTTP/1.1\r\n"}


def test_withdrawn_and_new_comments_purge_their_page(shared_cache, posts):
    Comment.objects.all().delete()
    assert get_purged(shared_cache) == {b"PURGE /a-post/ HTTP/1.1\r\n"}

    comment_on(posts[1])
    assert get_purged(shared_cache) == {b"PURGE /other/ HTTP/1.1\r\n"}


def test_what_every_page_shows_purges_all(shared_cache, posts):
    ControllerSettings.objects.update(name="Somebody else")

    assert get_purged(shared_cache) == {
        b"PURGE /a-post/ HTTP/1.1\r\n",
        b"PURGE /other/ HTTP/1.1\r\n",
    }


def test_address_that_was_kept_before_is_purged_after_each_change(
    shared_cache, posts, reader
):
    for words in ("One", "Two"):
        reader.get("/a-post/")
        Comment.objects.update(html=words)
        assert get_purged(shared_cache) == {b"PURGE /a-post/ HTTP/1.1\r\n"}


def test_rollback_purges_nothing(shared_cache, posts):
    with transaction.atomic():
        Comment.objects.update(html="Never")
        transaction.set_rollback(True)

    assert get_purged(shared_cache) == set()


def test_with_parameters_or_an_end_soon_shared_caches_ask(shared_cache, posts, cached):
    def ends_soon(_request: object) -> HttpResponse:
        expires_at(timezone.now() + timedelta(seconds=300))
        return HttpResponse("x" * 500)

    page = cached(lambda _request: HttpResponse("x" * 500))

    assert page.get("/a/")["Cache-Control"] == KEPT
    assert page.get("/a/?b=1")["Cache-Control"] == "no-cache"
    assert page.get("/a/")["Cache-Control"] == KEPT
    assert cached(ends_soon).get("/soon/")["Cache-Control"] == "no-cache"
    assert page.get("/", HTTP_HOST="second.example")["Cache-Control"] == "no-cache"


def test_change_while_a_page_is_made_lets_nobody_keep_it(shared_cache, posts, cached):
    def change(_request: object) -> HttpResponse:
        Page.objects.update(title="Changed meanwhile")
        return HttpResponse("x" * 500)

    assert cached(change).get("/a/")["Cache-Control"] == "no-cache"


def test_shared_caches_that_nobody_purges_are_reported(settings):
    memory.clear()
    settings.PRIVACY_PAGE_CACHE_SHARED_SECONDS = 600

    assert "privacy.E090" in {one.id for one in run_checks()}
    settings.PRIVACY_PAGE_CACHE_SHARED_SECONDS = 0
    assert "privacy.E090" not in {one.id for one in run_checks()}
