"""A query that was compiled once answers like one that is compiled each time."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import Count
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from blog.models import PostPage
from privacy_plugin.prepared_query import PreparedQuery, PreparedUpdate
from tests.support import factories

pytestmark = pytest.mark.django_db
TITLES = ("Plain", "O'Hara", "100 %s", "\ue000271828180", "Ümlaut", "", "1")


@pytest.fixture
def posts() -> list[PostPage]:
    return [factories.post(title=title or "None") for title in TITLES]


@pytest.mark.parametrize("title", TITLES)
def test_texts_find_what_they_name(posts, title: str):
    ask: PreparedQuery[Page] = PreparedQuery(
        lambda title: Page.objects.filter(title=title).order_by("pk")
    )
    for other in TITLES:
        list(ask(title=other))

    assert list(ask(title=title)) == list(Page.objects.filter(title=title))


def test_numbers_lists_times_and_keys_find_what_they_name(posts):
    now = datetime.now(UTC)
    by_keys = PreparedQuery(lambda keys: Page.objects.filter(pk__in=keys))
    by_time = PreparedQuery(lambda at: Page.objects.filter(first_published_at__lt=at))
    by_key = PreparedQuery(lambda key: Page.objects.filter(translation_key=key))

    for size in (1, 3, 2, 5):
        keys = [post.pk for post in posts[:size]]
        assert {page.pk for page in by_keys(keys=keys)} == set(keys)
    for at in (now - timedelta(days=900), now + timedelta(days=900)):
        expected = Page.objects.filter(first_published_at__lt=at)
        assert set(by_time(at=at)) == set(expected)
    for post in posts:
        assert [one.pk for one in by_key(key=post.translation_key)] == [post.pk]


def test_related_rows_annotations_and_deferred_columns_come_along(posts):
    ask = PreparedQuery(
        lambda depth: (
            Page.objects.filter(depth=depth)
            .select_related("locale")
            .annotate(marks=Count("view_restrictions"))
            .defer("search_description")
        )
    )
    list(ask(depth=1))

    with CaptureQueriesContext(connection) as asked:
        found = [(page.locale.language_code, page.marks) for page in ask(depth=3)]

    assert found == [("en", 0)] * len(posts)
    assert len(asked) == 1


def test_what_decides_about_the_statement_is_told_apart(posts):
    ask = PreparedQuery(
        lambda start, end, depth: Page.objects.filter(depth=depth).order_by("pk")[
            start:end
        ]
    )

    for start, end in ((0, 2), (2, 4), (0, 2)):
        found = [page.pk for page in ask(start, end, depth=3)]
        assert found == [post.pk for post in posts[start:end]]


def test_each_thread_asks_over_its_own_connection(posts, monkeypatch):
    ask = PreparedQuery(lambda depth: Page.objects.filter(depth=depth))
    list(ask(depth=3))
    found: list[object] = []

    def run() -> None:
        found.append(ask(depth=3).query.get_compiler().connection)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(10)

    assert found
    assert found[0] is not connection


def test_update_changes_the_rows_that_the_values_name(posts):
    change = PreparedUpdate(
        lambda title: Page.objects.filter(title=title), seo_title="changed"
    )

    for title in TITLES:
        count = change(title=title)
        changed = Page.objects.filter(seo_title="changed")
        assert {page.title for page in changed} <= {title}
        assert count == changed.count() == Page.objects.filter(title=title).count()
        changed.update(seo_title="")
