"""More comments than one request decides about: a task, in batches, with progress."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import django
import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import GroupSitePermission, Site

from privacy_plugin.background.tasks import TaskFailed
from privacy_plugin.comments import tasks
from privacy_plugin.comments.models import (
    BulkDecision,
    BulkState,
    Comment,
    Decision,
    Discussion,
    ModerationEvent,
    State,
)
from privacy_plugin.comments.moderation import bulk_decisions, decisions, id_ranges
from privacy_plugin.comments.moderation.actions import mark_spam, remove
from privacy_plugin.rights.retention import purge
from tests.support import factories
from tests.support.bulk_actions import address, shown

MANY = bulk_decisions.MOST_AT_ONCE + 50


def add_comments(count: int = MANY) -> list[int]:
    """Store waiting comments; return their primary keys."""
    discussion, _made = Discussion.objects.get_or_create(
        target_type="test.thing", target_id="1"
    )
    rows = [
        Comment(
            discussion=discussion,
            text=f"Comment {number}",
            html=f"<p>Comment {number}</p>",
            submitted_at=timezone.now(),
        )
        for number in range(count)
    ]
    return [comment.pk for comment in Comment.objects.bulk_create(rows)]


def start(moderator, keys, decision: Decision = Decision.SPAM) -> BulkDecision:
    now = timezone.now()
    return bulk_decisions.start(
        decision, keys, editor=moderator, seen_at=now, at=now + timedelta(seconds=1)
    )


def run(bulk: BulkDecision) -> BulkDecision:
    bulk_decisions.run(bulk.pk, seconds=60)
    bulk.refresh_from_db()
    return bulk


def progress_page(client, bulk: BulkDecision) -> str:
    url = reverse("comments_admin:bulk", args=[bulk.pk])
    return client.get(url).content.decode()


def test_many_comments_are_decided_about_by_the_worker(
    moderation, moderator, django_capture_on_commit_callbacks
):
    keys = add_comments()
    url = address("spam", id="all")
    form = shown(moderation, url)
    late = factories.comment(text="nobody has read this")

    with django_capture_on_commit_callbacks(execute=True):
        response = moderation.post(url, form)

    bulk = BulkDecision.objects.get()
    assert response["Location"] == reverse("comments_admin:bulk", args=[bulk.pk])
    assert not Comment.objects.filter(state=State.SPAM).exists()
    assert f"0 of {MANY} comments processed" in progress_page(moderation, bulk)

    tasks.run_bulk_decision.call(bulk.pk)

    late.refresh_from_db()
    assert late.state == State.PENDING
    assert Comment.objects.filter(state=State.SPAM).count() == MANY
    assert ModerationEvent.objects.filter(editor=moderator).count() == len(keys)
    page = progress_page(moderation, bulk)
    assert f"{MANY} of {MANY} comments processed" in page
    assert f"{MANY} comments are marked as spam." in page
    assert 'value="pause"' not in page


def test_queue_shows_bulk_decision_in_progress(moderation, moderator):
    bulk = start(moderator, add_comments())

    page = moderation.get("/admin/comments/").content.decode()

    assert reverse("comments_admin:bulk", args=[bulk.pk]) in page


def test_interrupted_bulk_decision_goes_on_and_repeats_nothing(
    moderator, monkeypatch, clock_ahead
):
    bulk = start(moderator, add_comments())
    calls: list[list[int]] = []

    def fail_at_second(keys, **options):
        calls.append(keys)
        if len(calls) == 2:
            mark_spam(keys, **options)
            raise DatabaseError("killed")
        return mark_spam(keys, **options)

    monkeypatch.setitem(decisions._VERBS, Decision.SPAM, fail_at_second)
    with pytest.raises(DatabaseError):
        bulk_decisions.run(bulk.pk, seconds=60)
    bulk.refresh_from_db()
    assert bulk.position == bulk_decisions.BATCH
    assert Comment.objects.filter(state=State.SPAM).count() == bulk_decisions.BATCH

    assert bulk_decisions.run_abandoned(at=clock_ahead) == 1

    assert Comment.objects.filter(state=State.SPAM).count() == MANY
    assert ModerationEvent.objects.count() == MANY


@pytest.fixture
def clock_ahead():
    """Return a moment at which nobody has worked on it for long."""
    return timezone.now() + timedelta(minutes=5)


def test_bulk_decision_a_worker_works_on_is_left_to_it(moderator):
    start(moderator, add_comments())

    assert bulk_decisions.run_abandoned(at=timezone.now()) == 0


def test_maintenance_continues_abandoned_bulk_decision(moderator):
    bulk = start(moderator, add_comments())
    past = timezone.now() - timedelta(minutes=5)
    BulkDecision.objects.update(worked_at=past)
    out = StringIO()

    call_command("comments_work", stdout=out)

    bulk.refresh_from_db()
    assert bulk.state == BulkState.DONE
    assert "1 bulk decisions continued" in out.getvalue()


def test_paused_bulk_decision_changes_nothing_more_and_can_go_on(
    moderation, moderator, django_capture_on_commit_callbacks
):
    bulk = start(moderator, add_comments())
    bulk_decisions.run(bulk.pk, seconds=0)
    url = reverse("comments_admin:bulk", args=[bulk.pk])

    moderation.post(url, {"do": "pause"})
    run(bulk)

    assert bulk.state == BulkState.PAUSED
    assert Comment.objects.filter(state=State.SPAM).count() == bulk_decisions.BATCH
    assert "Resume" in progress_page(moderation, bulk)

    with django_capture_on_commit_callbacks(execute=True):
        moderation.post(url, {"do": "resume"})
    run(bulk)

    assert Comment.objects.filter(state=State.SPAM).count() == MANY


def test_bulk_decision_ends_with_permission_of_moderator(moderator):
    bulk = start(moderator, add_comments())
    moderator.groups.clear()

    run(bulk)

    assert bulk.state == BulkState.PAUSED
    assert not Comment.objects.filter(state=State.SPAM).exists()


def test_bulk_decision_leaves_alone_what_changed_since(moderator):
    keys = add_comments()
    edited, decided, own, other = keys[:4]
    bulk = start(moderator, keys, Decision.APPROVE)
    later = bulk.started_at + timedelta(seconds=1)
    Comment.objects.filter(pk=edited).update(edited_at=later)
    mark_spam([decided], editor=factories.editor(), at=later)
    remove([own], editor=moderator, at=later)

    run(bulk)

    states = dict(Comment.objects.values_list("pk", "state"))
    assert states[edited] == State.PENDING
    assert states[decided] == State.SPAM
    assert states[own] == State.REMOVED
    assert states[other] == State.APPROVED
    assert (bulk.changed, bulk.skipped) == (MANY - 3, 3)


def test_without_worker_a_request_decides_one_slice(
    moderation, settings, monkeypatch, django_capture_on_commit_callbacks
):
    package = "django.tasks" if django.VERSION >= (6, 0) else "django_tasks"
    backend = f"{package}.backends.immediate.ImmediateBackend"
    settings.TASKS = {"default": {"BACKEND": backend}}
    monkeypatch.setattr(bulk_decisions, "SLICE_SECONDS", 0)
    add_comments()
    url = address("spam", id="all")

    with django_capture_on_commit_callbacks(execute=True):
        response = moderation.post(url, shown(moderation, url))

    bulk = BulkDecision.objects.get()
    assert bulk.position == bulk_decisions.BATCH
    assert "Resume" in progress_page(moderation, bulk)

    while bulk.state == BulkState.RUNNING:
        with django_capture_on_commit_callbacks(execute=True):
            moderation.post(response["Location"], {"do": "resume"})
        bulk.refresh_from_db()
    assert Comment.objects.filter(state=State.SPAM).count() == MANY


def test_bulk_decision_that_is_over_is_deleted_after_a_week(moderator):
    bulk = run(start(moderator, add_comments()))
    assert bulk.comments == ""

    purge(at=timezone.now() + timedelta(days=6))
    assert BulkDecision.objects.exists()
    purge(at=timezone.now() + timedelta(days=8))
    assert not BulkDecision.objects.exists()


@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite locks no rows: one writes at once"
)
def test_decision_of_a_site_s_moderator_locks_no_discussion(moderator):
    keys = add_comments(3)
    moderator.groups.clear()
    group = Group.objects.create(name="Moderators of one site")
    GroupSitePermission.objects.create(
        group=group, site=Site.objects.get(is_default_site=True),
        permission=Permission.objects.get(codename="moderate_comment"),
    )  # fmt: skip
    moderator.groups.add(group)

    with CaptureQueriesContext(connection) as queries:
        start_now = timezone.now()
        decisions.apply_decision(
            Decision.SPAM, keys, editor=moderator, seen_at=start_now, at=start_now
        )

    (locking,) = (
        query["sql"] for query in queries if query["sql"].endswith("FOR UPDATE")
    )
    assert "JOIN" not in locking.partition("IN (SELECT")[0]


def test_bulk_decision_that_fails_does_not_keep_the_next_one_waiting(
    moderator, monkeypatch, caplog
):
    first, second = (start(moderator, add_comments(3)) for _number in range(2))
    run_one = bulk_decisions.run

    def fail_first(key: int, *, seconds: float) -> bool:
        if key == first.pk:
            raise RuntimeError("what a reader wrote")
        return run_one(key, seconds=seconds)

    monkeypatch.setattr(bulk_decisions, "run", fail_first)
    bulk_decisions.run_abandoned(at=timezone.now() + timedelta(minutes=2))

    for bulk in (first, second):
        bulk.refresh_from_db()
    assert (first.state, second.state) == (BulkState.PAUSED, BulkState.DONE)
    assert "what a reader wrote" not in caplog.text


def test_progress_page_is_for_moderators(client, moderator, editor):
    bulk = start(moderator, add_comments(1))

    response = editor.get(reverse("comments_admin:bulk", args=[bulk.pk]))

    assert response["Location"] == "/admin/"


def test_failed_bulk_task_leaves_no_word_of_a_comment(monkeypatch):
    def fail(*_args, **_kwargs):
        raise ValueError("Failing row contains (Ada).")

    monkeypatch.setattr(bulk_decisions, "run", fail)

    with pytest.raises(TaskFailed, match="ValueError"):
        tasks.run_bulk_decision.call(1)


@given(st.sets(st.integers(min_value=0, max_value=10**6), max_size=300))
def test_packed_keys_are_the_keys(keys):
    assert id_ranges.unpack(id_ranges.pack(keys)) == sorted(keys)


def test_many_neighbouring_keys_take_few_letters():
    assert id_ranges.pack([7, *range(10, 50_010)]) == "7,10-50009"


@pytest.mark.parametrize("text", ["1-999999999999", "0-99999,100000-100000"])
def test_more_keys_than_one_decision_takes_are_refused(text):
    with pytest.raises(ValueError, match="too many"):
        id_ranges.unpack(text)


@pytest.mark.parametrize("text", ["", "x", "3-", "-3", "5-1", "²", "1-2-3"])
def test_what_is_no_key_is_left_out(text):
    assert id_ranges.unpack(text) == []


@pytest.mark.django_db(transaction=True)
def test_batch_takes_as_many_queries_however_many_comments():
    editor = factories.editor(name="root")
    few, many = add_comments(5), add_comments(bulk_decisions.BATCH)
    counts = []
    for keys in (few, many):
        bulk = start(editor, keys, Decision.APPROVE)
        with CaptureQueriesContext(connection) as queries:
            run(bulk)
        counts.append(len(queries))

    assert counts[0] == counts[1] < 25
