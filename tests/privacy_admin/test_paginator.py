"""Pages of long lists: the same rows from either end, in the same number of queries."""

from __future__ import annotations

import pytest
from django.core.paginator import Paginator
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from privacy_plugin.admin.paginator import TwoEndedPaginator, is_narrowed
from privacy_plugin.comments.models import Comment, Discussion, State
from tests.support import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(db: None) -> Client:
    """Return the browser of somebody who may do everything."""
    client = Client()
    factories.editor()
    client.login(username="editor", password="editor")
    return client


def add_comments(count: int) -> None:
    """Store comments, all of the same moment, every third one waiting."""
    first = factories.comment(state=State.APPROVED)
    Comment.objects.bulk_create(
        Comment(
            discussion=first.discussion,
            text=f"No. {number}",
            html=f"<p>No. {number}",
            state=State.APPROVED if number % 3 else State.PENDING,
            language="en",
            submitted_at=first.submitted_at,
        )
        for number in range(1, count)
    )


@pytest.mark.parametrize("count", [1, 4, 5, 6, 11, 20])
def test_each_page_holds_the_rows_of_an_ordinary_paginator(count):
    add_comments(count)
    rows = Comment.objects.order_by("-submitted_at", "-pk")
    usual, two_ended = Paginator(rows, 5), TwoEndedPaginator(rows, 5)

    pages = [list(two_ended.page(number)) for number in two_ended.page_range]

    assert pages == [list(usual.page(number)) for number in usual.page_range]


def test_a_page_of_the_second_half_is_read_from_the_end(
    django_assert_num_queries,
):
    add_comments(20)
    paginator = TwoEndedPaginator(Comment.objects.order_by("pk"), 5)
    assert paginator.count == 20

    with django_assert_num_queries(1) as captured:
        paginator.page(4)

    assert '"id" DESC LIMIT 5' in captured[0]["sql"]
    assert "OFFSET" not in captured[0]["sql"]


@pytest.mark.parametrize("query", ["", "p=3", "ordering=name&q=", "export=csv"])
def test_an_address_without_filters_shows_the_whole_list(query):
    assert not is_narrowed(QueryDict(query))


@pytest.mark.parametrize("query", ["q=word", "state=spam", "at_after=2026-01-01"])
def test_any_filter_narrows_a_list(query):
    assert is_narrowed(QueryDict(query))


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 3),
        ({"state": "approved"}, 7),
        ({"state": "all"}, 10),
        ({"state": "removed"}, 0),
        ({"state": "all", "q": "No. 7"}, 1),
        ({"state": "nonsense"}, 0),
    ],
)
def test_the_queue_knows_how_long_it_is(editor, query, count):
    add_comments(12)
    gone = Comment.objects.filter(text__in=["No. 10", "No. 11"])  # two empty places
    gone.update(state=State.REMOVED, text="", html="", rejected_at=None)

    answer = editor.get("/admin/comments/", query)

    assert answer.context["page_obj"].paginator.count == count


def test_a_page_is_chosen_among_the_newest_ones(editor, monkeypatch):
    monkeypatch.setattr("privacy_plugin.comments.admin.queue.filters.NEWEST", 2)
    discussions = [
        Discussion.objects.create(target_type="test.thing", target_id=str(number))
        for number in range(4)
    ]
    for discussion in discussions:
        factories.comment(discussion=discussion)

    oldest = discussions[0].pk

    assert offered_discussions(editor) == {one.pk for one in discussions[2:]}
    assert oldest in offered_discussions(editor, discussion=oldest)


def offered_discussions(editor: Client, **query: int) -> set[int]:
    """Return the primary keys among which the queue lets an editor choose."""
    form = editor.get("/admin/comments/", query).context["filters"].form
    return {one.pk for one in form.fields["discussion"].queryset}


def test_a_report_of_consents_counts_each_once(editor):
    with factories.declared(factories.sending()):
        for _number in range(3):
            factories.consent()
        answer = editor.get("/admin/privacy/consents/")
        past = {"decided_at_to": str(timezone.localdate().replace(year=2020))}
        narrowed = editor.get("/admin/privacy/consents/", past)

    assert answer.context["page_obj"].paginator.count == 3
    assert len(answer.context["object_list"]) == 3
    assert narrowed.status_code == 200
