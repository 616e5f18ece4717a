"""Numbers of rows in the admin: exact while they are small, then estimates."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from privacy_plugin.admin import row_counts
from privacy_plugin.admin.row_counts import EstimatedCount, count_rows, format_count
from privacy_plugin.comments.models import Comment
from tests.support import factories

pytestmark = pytest.mark.django_db


def test_small_tables_are_counted_in_one_query():
    factories.comment()

    with CaptureQueriesContext(connection) as queries:
        found = count_rows(Comment.objects.all())

    assert (found, type(found), len(queries)) == (1, int, 1)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has none")
def test_large_tables_are_estimated(monkeypatch):
    monkeypatch.setattr(row_counts, "MOST_COUNTED", 20)
    for _number in range(50):
        factories.comment()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE privacy_comments_comment")

    found = count_rows(Comment.objects.all())

    assert isinstance(found, EstimatedCount)
    assert 25 <= found <= 100


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (0, "0"),
        (123_456, "123,456"),
        (EstimatedCount(1_000_000), "about 1,000,000"),
        (EstimatedCount(1_234_567), "about 1,200,000"),
    ],
)
def test_estimate_is_rounded_and_called_one(count, text):
    assert format_count(count) == text
