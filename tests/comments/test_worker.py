"""The worker and its upkeep: started, stopped, killed."""

from __future__ import annotations

import signal
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from privacy_plugin.comments import checking, tasks, upkeep
from privacy_plugin.comments.models import Comment, SpamCheck, State
from privacy_plugin.comments.spam import CheckFailed, Outcome, Verdict
from privacy_plugin.management.commands import privacy_worker
from tests.comments.reader import CHECK, RECHECK

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


def test_what_a_killed_worker_left_is_held_and_not_sent(reader, checker):
    comment = reader.write(CHECK)
    checking.claim(comment.pk, at=timezone.now())
    reader.clock.tick(minutes=3)

    call_command("privacy_worker", "--batch", stdout=StringIO())

    assert SpamCheck.objects.get().reason == "interrupted"
    assert not checker.asked


def test_a_task_that_was_lost_is_found_by_the_upkeep(reader, checker, monkeypatch):
    monkeypatch.setattr(tasks, "enqueue_check", lambda *_a, **_k: None)
    reader.write(CHECK)
    out = StringIO()

    call_command("comments_work", stdout=out)

    assert Comment.objects.get().state == State.APPROVED
    assert "1 checked" in out.getvalue()


def test_the_upkeep_can_be_repeated(reader, checker):
    reader.write(CHECK)

    for _time in range(2):
        call_command("comments_work", "--now", stdout=StringIO())

    assert len(checker.asked) == 1


def test_a_failed_check_is_ordered_for_later(reader, checker):
    checker.answer = CheckFailed("timeout")
    comment = reader.write(CHECK)

    assert tasks.check_comment.func(comment.pk) == "failed"

    reader.clock.tick(minutes=6)
    checker.answer = Verdict(outcome=Outcome.HAM)
    call_command("privacy_worker", "--batch", stdout=StringIO())
    assert Comment.objects.get().state == State.APPROVED


def test_a_second_check_is_ordered_by_the_first(reader, checker):
    checker.answer = Verdict(outcome=Outcome.HAM_PROVISIONAL)
    reader.write(CHECK, RECHECK)
    call_command("privacy_worker", "--batch", stdout=StringIO())
    assert len(checker.asked) == 1

    reader.clock.tick(minutes=2)
    call_command("privacy_worker", "--batch", stdout=StringIO())

    assert Comment.objects.get().state == State.APPROVED


def test_a_fault_in_the_upkeep_does_not_stop_the_worker(
    reader, checker, monkeypatch, caplog
):
    def fail(*, at):
        raise ValueError("words of a comment")

    monkeypatch.setattr(upkeep, "work", fail)
    reader.write(CHECK)

    call_command("privacy_worker", "--batch", stdout=StringIO())

    assert Comment.objects.get().state == State.APPROVED
    assert "words of a comment" not in caplog.text


def test_a_signal_waits_for_the_upkeep(monkeypatch):
    worker = privacy_worker.UpkeepWorker(interval=0.0, is_batch=False)
    done = []

    def interrupted(*, at):
        worker.shutdown(signal.SIGTERM, None)
        done.append(at)

    monkeypatch.setattr(upkeep, "work", interrupted)
    worker.run()

    assert done
    assert not worker.running
