"""The public pages of the blog come from memory, with one query."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from privacy_plugin.page_cache.memory import memory
from tests.support import factories

PATHS = (
    *("/", "/feed/", "/feed/about/", "/search/", "/sitemap.xml", "/robots.txt"),
    *("/privacy/", "/de/", "/de/privacy/", "/de/feed/"),
)


def get_from_memory(reader: Client, path: str, **options):
    """Return the second answer to a request, and how many queries it took."""
    first = reader.get(path, **options)
    with CaptureQueriesContext(connection) as queries:
        again = reader.get(path, **options)
    assert again.content == first.content
    return again, len(queries)


@pytest.mark.parametrize("path", PATHS)
def test_public_page_is_answered_with_one_query(reader, path):
    factories.german_post(factories.post())
    reader.get(path)  # what is made on the first reading changes the site

    answer, queries = get_from_memory(reader, path)

    assert answer.status_code == 200
    assert queries == 1
    assert "Cookie" not in answer.get("Vary", "")


def test_post_with_comments_is_answered_with_one_query(reader):
    post = factories.post()
    reader.get(post.url)

    _answer, queries = get_from_memory(reader, post.url)
    assert queries == 1


def test_links_with_campaigns_cost_one_query(reader):
    post = factories.post()
    first = reader.get(post.url)

    again, queries = get_from_memory(reader, f"{post.url}?utm_source=x&fbclid=y")

    assert queries == 1
    assert again.content == first.content


def test_editor_passes_by(admin_client, reader):
    post = factories.post()
    before = memory.size

    admin_client.get(post.url)
    admin_client.get("/admin/")

    assert memory.size == before


def test_private_page_passes_by(reader):
    post = factories.post()
    reader.get(post.url)
    PageViewRestriction.objects.create(
        page=post, restriction_type=PageViewRestriction.PASSWORD, password="secret"
    )

    answer = reader.get(post.url)

    assert b"What the post says" not in answer.content
    assert b"What the post says" not in reader.get(post.url).content
