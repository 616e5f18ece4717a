"""Whoever deletes pages is told how many readers' comments go with them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from privacy_plugin.comments import maintenance
from privacy_plugin.comments.models import Comment, Discussion
from tests.support import factories


@pytest.fixture
def admin(client, db):
    factories.editor()
    client.login(username="editor", password="editor")
    return client


def delete_url(page):
    return reverse("wagtailadmin_pages:delete", args=[page.pk])


def bulk_delete_url(*pages):
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"])
    return address + "?" + "&".join(f"id={page.pk}" for page in pages)


def test_deleting_a_page_says_how_many_comments_go_with_it(admin):
    post, other = factories.post(), factories.post(title="Another")
    for page in (post, post, other):
        discussion, _is_new = Discussion.objects.get_or_create(
            target_type="wagtailcore.page", target_id=str(page.pk)
        )
        factories.comment(discussion=discussion)
    one = escape("1 reader's comment is deleted for good")
    three = escape("3 readers' comments are deleted for good")

    assert one in admin.get(delete_url(other)).content.decode()
    assert three in admin.get(delete_url(factories.index())).content.decode()
    assert three in admin.get(bulk_delete_url(post, other)).content.decode()
    assert one in admin.get(bulk_delete_url(other)).content.decode()

    admin.post(bulk_delete_url(post, other))
    maintenance.delete_orphaned_discussions()
    assert not Comment.objects.exists()


def test_deleting_a_page_without_comments_says_nothing_of_them(admin):
    post = factories.post()

    for address in (delete_url(post), bulk_delete_url(post)):
        assert "deleted for good" not in admin.get(address).content.decode()


def test_comments_of_a_deleted_page_go_in_batches_with_their_replies(db, monkeypatch):
    monkeypatch.setattr(maintenance, "BATCH", 2)
    post = factories.post()
    discussion = Discussion.objects.create(
        target_type="wagtailcore.page", target_id=str(post.pk)
    )
    root = factories.comment(discussion=discussion)
    reply = factories.comment(discussion=discussion, parent=root, root=root, depth=1)
    for _number in range(3):
        factories.comment(discussion=discussion, parent=reply, root=root, depth=2)
    other = factories.comment()
    post.delete()

    with CaptureQueriesContext(connection) as queries:
        assert maintenance.delete_orphaned_discussions() == 1

    begun = [query for query in queries if "SAVEPOINT" in query["sql"]]
    assert len(begun) >= 2 * 3
    assert list(Comment.objects.all()) == [other]
