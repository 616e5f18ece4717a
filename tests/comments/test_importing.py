"""Bringing comments along from elsewhere: once, whole, harmless."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from privacy_plugin.comments.discussions.importer import (
    ImportedComment,
    import_comments,
)
from privacy_plugin.comments.models import Comment, Kind, SkipReason, SpamCheck, State
from tests.support import factories

LONG_AGO = factories.moment("2009-05-01T12:00:00+00:00")


def brought(origin: str, html: str = "Words", **fields: Any) -> ImportedComment:
    return ImportedComment(origin=origin, html=html, submitted_at=LONG_AGO, **fields)


def bring(post, *items: ImportedComment):
    """Import them now."""
    return import_comments(post, items, at=timezone.now())


def test_threads_states_kinds_and_dates_come_along(post):
    bring(
        post,
        brought("3", parent="2", state=State.PENDING),
        brought("1", name="Ada &amp; Bob"),
        brought("2", parent="1"),
        brought("4", kind=Kind.MENTION),
    )

    third = Comment.objects.get(imported_from="3")
    assert third.parent.imported_from == "2"
    assert (third.root.imported_from, third.depth) == ("1", 2)
    assert third.state == State.PENDING
    assert third.submitted_at == LONG_AGO
    assert Comment.objects.get(imported_from="1").name == "Ada & Bob"
    assert Comment.objects.mentions().count() == 1
    assert set(SpamCheck.objects.values_list("reason", flat=True)) == {
        SkipReason.IMPORTED
    }


def test_the_same_file_twice_brings_nothing_new(post):
    items = [brought("1"), brought("2", parent="1")]
    bring(post, *items)

    report = bring(post, *items, brought("3", parent="2"))

    assert (report.created, report.known) == (1, 2)
    assert Comment.objects.count() == 3


def test_what_was_erased_does_not_come_back_with_the_next_import(post):
    items = [brought("1", name="Ada")]
    bring(post, *items)
    Comment.objects.filter(imported_from="1").erase()

    report = bring(post, *items)

    assert report.created == 0
    place = Comment.objects.get()
    assert (place.name, place.text, place.html) == ("", "", "")
    assert place not in Comment.objects.visible()


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("one\n\ntwo\nthree", "<p>one</p><p>two<br>three</p>"),
        ("<p>as it is</p>", "<p>as it is</p>"),
        ("<script>alert(1)</script>fine", "<p>fine</p>"),
        (
            '<a href="javascript:x" onclick="y">z</a>',
            '<p><a rel="nofollow ugc noopener">z</a></p>',
        ),
        ("<img src='https://tracker.example/x.gif'>text", "<p>text</p>"),
    ],
)
def test_foreign_html_becomes_harmless(post, html, expected):
    bring(post, brought("1", html))

    assert Comment.objects.get().html == expected


def test_what_holds_no_words_is_left_behind(post):
    report = bring(post, brought("1", "<img src=x>"), brought("2", " "))

    assert report.empty == 2
    assert not Comment.objects.exists()


def test_a_lost_parent_and_a_ring_lose_no_comment(post):
    report = bring(
        post,
        brought("1", parent="99"),
        brought("2", parent="3"),
        brought("3", parent="2"),
    )

    assert Comment.objects.count() == 3
    assert "1" in report.reparented
    assert Comment.objects.filter(parent__isnull=True).count() == 2


def test_rejected_comments_are_kept_as_long_as_any_other(post):
    bring(post, brought("1", state=State.SPAM))

    assert Comment.objects.get().rejected_at is not None


def test_the_same_origin_may_stand_on_two_pages(post):
    bring(post, brought("1"))
    bring(factories.post(title="Other"), brought("1"))

    assert Comment.objects.count() == 2


def test_hundreds_come_along_in_few_queries(post, django_assert_max_num_queries):
    items = [brought(str(number)) for number in range(300)]

    with django_assert_max_num_queries(25):
        bring(post, *items)

    assert Comment.objects.count() == 300
