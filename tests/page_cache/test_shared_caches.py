"""Shared caches keep pages for as long as is set, and forget what changes."""

from __future__ import annotations

import socketserver
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from threading import Thread

import pytest
from django.core.checks import run_checks
from django.db import connection, transaction
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction, Site

from blog.models import Category, PostPage
from privacy_plugin.background.jobs import run_maintenance
from privacy_plugin.comments.models import Comment, State
from privacy_plugin.disclosure.models import ControllerSettings
from privacy_plugin.embeds.models import LoadCount
from privacy_plugin.http.answers import expires_at
from privacy_plugin.page_cache.memory import memory
from privacy_plugin.page_cache.models import LastPurge, SharedAddress
from tests.page_cache.conftest import comment_on
from tests.support import factories

IMMEDIATE = "django_tasks.backends.immediate.ImmediateBackend"
EVERYTHING = {
    f"PURGE {path} HTTP/1.1\r\n".encode()
    for path in ("/", "/feed/", "/a-post/", "/other/")
}
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
        yield server
        server.shutdown()


@pytest.fixture
def posts(shared_cache, reader) -> tuple[Page, Page]:
    one, other = factories.post(), factories.post(title="Other")
    comment_on(one)
    run_maintenance(at=timezone.now())  # lists the addresses
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

    assert get_purged(shared_cache) == EVERYTHING


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

    assert page.get("/")["Cache-Control"] == KEPT
    assert page.get("/?b=1")["Cache-Control"] == "no-cache"
    assert page.get("/")["Cache-Control"] == KEPT
    assert page.get("/", HTTP_HOST="second.example")["Cache-Control"] == "no-cache"
    memory.clear()
    assert cached(ends_soon).get("/")["Cache-Control"] == "no-cache"


def test_change_while_a_page_is_made_lets_nobody_keep_it(shared_cache, posts, cached):
    def change(_request: object) -> HttpResponse:
        Page.objects.update(title="Changed meanwhile")
        return HttpResponse("x" * 500)

    assert cached(change).get("/")["Cache-Control"] == "no-cache"


def test_shared_caches_that_nobody_purges_are_reported(settings, transactional_db):
    memory.clear()
    settings.PRIVACY_PAGE_CACHE_SHARED_SECONDS = 600

    assert "privacy.E090" in {one.id for one in run_checks()}
    settings.PRIVACY_PAGE_CACHE_SHARED_SECONDS = 0
    assert "privacy.E090" not in {one.id for one in run_checks()}


def test_reading_writes_nothing(shared_cache, posts, reader):
    memory.clear()
    with CaptureQueriesContext(connection) as asked:
        for path in ("/", "/a-post/", "/feed/", "/category/nothing/", "/robots.txt"):
            reader.get(path)
            reader.get(path)

    assert asked.captured_queries
    for query in asked.captured_queries:
        assert query["sql"].lstrip("( ").startswith("SELECT"), query["sql"]


def test_addresses_that_are_asked_for_make_no_rows(shared_cache, posts, cached):
    before = SharedAddress.objects.count()
    page = cached(lambda _request: HttpResponse("x" * 500))

    for number in range(50):
        assert page.get(f"/{number}/")["Cache-Control"] == "no-cache"
    run_maintenance(at=timezone.now())

    assert SharedAddress.objects.count() == before


def _move(post: Page) -> None:
    Page.objects.filter(pk=post.pk).update(slug="new", url_path="/home/new/")


def _delete(post: Page) -> None:
    post.delete()


def _unpublish(post: Page) -> None:
    post.unpublish()


def _restrict(post: Page) -> None:
    PageViewRestriction.objects.create(page=post, restriction_type="login")


@pytest.mark.parametrize("change", [_move, _delete, _unpublish, _restrict])
def test_address_that_is_gone_is_purged_and_forgotten(shared_cache, posts, change):
    change(Page.objects.get(pk=posts[0].pk))

    assert b"PURGE /a-post/ HTTP/1.1\r\n" in get_purged(shared_cache)
    assert not SharedAddress.objects.filter(url__endswith="/a-post/").exists()
    ControllerSettings.objects.update(name="Somebody else")
    assert b"PURGE /a-post/ HTTP/1.1\r\n" not in get_purged(shared_cache)


def test_page_in_place_of_another_is_kept_and_purged(shared_cache, posts, reader):
    posts[0].delete()
    post = factories.post()
    comment = comment_on(post)
    run_maintenance(at=timezone.now())

    assert reader.get("/a-post/")["Cache-Control"] == KEPT
    comment.delete()
    assert get_purged(shared_cache) == {b"PURGE /a-post/ HTTP/1.1\r\n"}


def test_list_of_a_category_is_kept_and_purged(shared_cache, posts, reader):
    post = PostPage.objects.get(pk=posts[0].pk)
    post.categories.add(Category.objects.create(name="Äpfel", slug="äpfel"))
    post.save_revision().publish()
    run_maintenance(at=timezone.now())

    assert reader.get("/category/äpfel/")["Cache-Control"] == KEPT
    Category.objects.all().delete()
    assert b"PURGE /category/%C3%A4pfel/ HTTP/1.1\r\n" in get_purged(shared_cache)


def test_page_asked_for_before_it_was_listed_is_kept_later(
    shared_cache, posts, reader, monkeypatch
):
    monkeypatch.setattr("privacy_plugin.page_cache.shared.PAUSE_SECONDS", 0.0)
    post = factories.post(title="New")
    assert reader.get(post.url)["Cache-Control"] == "no-cache"

    run_maintenance(at=timezone.now())

    assert reader.get(post.url)["Cache-Control"] == KEPT


def test_change_by_sql_past_the_application_is_purged(shared_cache, posts):
    with closing(connection.copy()) as other, other.cursor() as cursor:
        cursor.execute("UPDATE privacy_comments_comment SET html = 'raw'")

    assert get_purged(shared_cache) == {b"PURGE /a-post/ HTTP/1.1\r\n"}


def test_purge_that_was_interrupted_is_done_again(shared_cache, posts, settings):
    tasks, settings.TASKS = settings.TASKS, {"default": {"BACKEND": "no.such.Backend"}}
    posts[0].delete()
    run_maintenance(at=timezone.now())  # Wagtail cannot even queue the purge

    settings.TASKS = tasks
    assert b"PURGE /a-post/ HTTP/1.1\r\n" in get_purged(shared_cache)


def test_after_a_day_without_a_worker_everything_is_purged(shared_cache, posts):
    LastPurge.objects.update(at=timezone.now() - timedelta(days=1))

    assert get_purged(shared_cache) == EVERYTHING
    assert get_purged(shared_cache) == set()


def test_answer_that_reads_a_table_of_others_is_not_kept(shared_cache, posts, cached):
    page = cached(lambda _request: HttpResponse(f"{LoadCount.objects.count():500}"))

    assert page.get("/")["Cache-Control"] == "no-cache"
