"""The worker and its maintenance jobs: started, stopped, killed."""

from __future__ import annotations

import signal
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from privacy_plugin.background.jobs import jobs
from privacy_plugin.background.worker import MaintenanceWorker
from privacy_plugin.comments import tasks
from privacy_plugin.comments.models import Comment, State
from privacy_plugin.comments.spam_check import runner
from privacy_plugin.comments.spam_check.protocol import (
    CheckFailed,
    SpamOutcome,
    Verdict,
)
from tests.support.comment_writer import CHECK, RECHECK

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _signals():
    """Put the process's own signal handlers back."""
    before = {
        number: signal.getsignal(number)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT)
    }
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def test_the_worker_publishes_what_is_clean(reader, checker):
    comment = reader.write(CHECK)

    call_command("privacy_worker", "--batch", stdout=StringIO())

    assert Comment.objects.get(pk=comment.pk).state == State.APPROVED
    assert len(checker.asked) == 1


def test_what_a_killed_worker_had_not_begun_to_send_is_tried_again(reader, checker):
    comment = reader.write(CHECK)
    runner.claim_check(comment.pk, at=timezone.now())
    reader.clock.tick(minutes=3)

    call_command("privacy_worker", "--batch", stdout=StringIO())

    assert Comment.objects.get(pk=comment.pk).state == State.APPROVED
    assert len(checker.asked) == 1


def test_maintenance_finds_a_lost_task(reader, checker, monkeypatch):
    monkeypatch.setattr(tasks, "schedule_check", lambda *_a, **_k: None)
    reader.write(CHECK)
    out = StringIO()

    call_command("comments_work", stdout=out)

    assert Comment.objects.get().state == State.APPROVED
    assert "1 checked" in out.getvalue()


def test_maintenance_can_be_repeated(reader, checker):
    reader.write(CHECK)

    for _time in range(2):
        call_command("comments_work", "--now", stdout=StringIO())

    assert len(checker.asked) == 1


def test_a_failed_check_is_ordered_for_later(reader, checker):
    checker.answer = CheckFailed("timeout")
    comment = reader.write(CHECK)

    assert tasks.check_comment.func(comment.pk) == "failed"

    reader.clock.tick(minutes=6)
    checker.answer = Verdict(outcome=SpamOutcome.HAM)
    call_command("privacy_worker", "--batch", stdout=StringIO())
    assert Comment.objects.get().state == State.APPROVED


def test_a_second_check_is_ordered_by_the_first(reader, checker):
    checker.answer = Verdict(outcome=SpamOutcome.HAM_PROVISIONAL)
    reader.write(CHECK, RECHECK)
    call_command("privacy_worker", "--batch", stdout=StringIO())
    assert len(checker.asked) == 1

    reader.clock.tick(minutes=2)
    call_command("privacy_worker", "--batch", stdout=StringIO())

    assert Comment.objects.get().state == State.APPROVED


def test_a_failing_maintenance_job_does_not_stop_the_worker(
    reader, checker, monkeypatch, caplog
):
    def fail(*, at):
        raise ValueError("words of a comment")

    monkeypatch.setitem(jobs, "job", fail)
    reader.write(CHECK)

    call_command("privacy_worker", "--batch", stdout=StringIO())

    assert Comment.objects.get().state == State.APPROVED
    assert "words of a comment" not in caplog.text


def test_a_signal_waits_for_maintenance(monkeypatch):
    worker = MaintenanceWorker(interval=0.0, is_batch=False)
    done = []

    def interrupted(*, at):
        worker.shutdown(signal.SIGTERM, None)
        done.append(at)

    monkeypatch.setitem(jobs, "job", interrupted)
    worker.run()

    assert done
    assert not worker.running
