"""The check by another service: claimed once, sent once, never deciding by an error."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from privacy_plugin.comments import maintenance, tasks
from privacy_plugin.comments.models import (
    CheckContext,
    CheckState,
    CommentSettings,
    Policy,
    SkipReason,
    SpamCheck,
    State,
)
from privacy_plugin.comments.moderation import actions
from privacy_plugin.comments.spam_check import runner
from privacy_plugin.comments.spam_check.protocol import (
    CheckerRejected,
    CheckFailed,
    SpamOutcome,
    Verdict,
)
from privacy_plugin.comments.spam_check.results import GIVE_UP_AFTER
from privacy_plugin.egress.errors import EgressRefused
from privacy_plugin.egress.models import Transmission
from tests.support import factories
from tests.support.comment_writer import ADDRESS, CHECK, RECHECK, checked


def says(outcome: SpamOutcome, **more: Any) -> Verdict:
    return Verdict(outcome=outcome, **more)


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (SpamOutcome.HAM, State.APPROVED),
        (SpamOutcome.SPAM, State.SPAM),
        (SpamOutcome.SPAM_BLATANT, State.SPAM),
        (SpamOutcome.HAM_PROVISIONAL, State.PENDING),
    ],
)
def test_the_verdict_decides_and_the_address_goes(reader, checker, outcome, state):
    checker.answer = says(outcome, guid="g-1")

    comment = checked(reader.write(CHECK))

    assert comment.state == state
    assert comment.spam_check.state == outcome
    assert comment.spam_check.guid == "g-1"
    assert not CheckContext.objects.exists()


def test_what_is_sent_is_what_is_declared(reader, checker):
    checked(reader.write(CHECK, name="Ada", text="Some words."))

    sent = checker.asked[0]
    assert sent["comment_content"] == "Some words."
    assert sent["user_ip"] == ADDRESS
    assert "user_agent" not in sent
    assert Transmission.objects.get().field_names == sorted(sent)


def test_under_moderation_a_clean_comment_still_waits(reader, checker):
    CommentSettings.objects.create(site=reader.page.get_site(), policy=Policy.MODERATED)

    assert checked(reader.write(CHECK)).state == State.PENDING


def test_in_an_open_discussion_spam_is_taken_off_again(reader, checker):
    CommentSettings.objects.create(site=reader.page.get_site(), policy=Policy.OPEN)
    checker.answer = says(SpamOutcome.SPAM)
    comment = reader.write(CHECK)
    assert comment.state == State.APPROVED

    assert checked(comment).state == State.SPAM


def test_the_task_gets_a_number_and_nothing_else(
    reader, checker, django_capture_on_commit_callbacks, monkeypatch
):
    enqueued = []
    monkeypatch.setattr(
        tasks, "schedule_check", lambda *a, **k: enqueued.append((a, k))
    )

    with django_capture_on_commit_callbacks(execute=True):
        comment = reader.write(CHECK)

    assert enqueued == [((comment.pk,), {})]


def test_a_second_worker_finds_nothing_to_do(reader, checker):
    comment = reader.write(CHECK)
    first = runner.claim_check(comment.pk, at=timezone.now())

    assert runner.claim_check(comment.pk, at=timezone.now()) is None
    assert runner.send_check(first) is runner.RunResult.DONE
    assert runner.run_check(comment.pk, at=timezone.now()) is runner.RunResult.NOTHING
    assert len(checker.asked) == 1


def test_a_killed_worker_never_sends_twice(reader, checker):
    comment = reader.write(CHECK)
    runner.claim_check(comment.pk, at=timezone.now())
    Transmission.objects.update(detail="sending")

    reader.clock.tick(minutes=1)
    assert maintenance.run_maintenance(at=timezone.now()).recovered == 0
    reader.clock.tick(minutes=2)
    assert maintenance.run_maintenance(at=timezone.now()).recovered == 1
    reader.clock.tick(days=1)
    maintenance.run_maintenance(at=timezone.now())

    check = SpamCheck.objects.get()
    assert (check.state, check.reason) == (CheckState.ERROR, "interrupted")
    assert Transmission.objects.get().outcome == "uncertain"
    assert checked(comment).state == State.PENDING
    assert not checker.asked
    assert not CheckContext.objects.exists()


def test_an_answer_that_comes_too_late_changes_nothing(reader, checker, monkeypatch):
    answer_at_once = checker.check

    def answer_very_late(*sent):
        verdict = answer_at_once(*sent)
        reader.clock.tick(minutes=3)
        runner.recover_stale_checks(at=timezone.now())
        return verdict

    monkeypatch.setattr(checker, "check", answer_very_late)
    comment = checked(reader.write(CHECK))

    assert SpamCheck.objects.get().state == CheckState.ERROR
    assert comment.state == State.PENDING
    assert comment.events.latest("pk").reason == "late"


def test_a_claim_that_was_given_up_is_not_sent_afterwards(reader, checker):
    comment = reader.write(CHECK)
    claimed = runner.claim_check(comment.pk, at=timezone.now())
    reader.clock.tick(minutes=3)
    runner.recover_stale_checks(at=timezone.now())

    runner.send_check(claimed)

    assert not checker.asked
    assert SpamCheck.objects.get().state == CheckState.QUEUED


def test_an_outage_is_tried_again_ever_more_rarely(reader, checker):
    checker.answer = CheckFailed("timeout")
    comment = reader.write(CHECK)
    pauses = []
    for _attempt in range(9):
        checked(comment)
        due_at = SpamCheck.objects.get().due_at
        pauses.append(due_at - timezone.now())
        reader.clock.now = due_at

    assert pauses[:4] == [timedelta(minutes=number) for number in (5, 10, 20, 40)]
    assert max(pauses) == timedelta(hours=6)
    assert checked(comment).state == State.PENDING


def test_the_service_may_ask_for_a_longer_pause(reader, checker):
    checker.answer = CheckFailed("429", retry_after=timedelta(hours=9))
    first = reader.write(CHECK, text="One")
    second = reader.write(CHECK, text="Two")

    checked(first)

    dues = SpamCheck.objects.values_list("due_at", flat=True)
    assert set(dues) == {timezone.now() + timedelta(hours=9)}
    assert runner.run_check(second.pk, at=timezone.now()) is runner.RunResult.NOTHING
    assert len(checker.asked) == 1


def test_a_batch_stops_at_the_first_failure(reader, checker):
    for number in range(3):
        reader.write(CHECK, text=f"Number {number}")
    checker.answer = CheckFailed("500")

    assert runner.run_due_checks() == 0
    assert len(checker.asked) == 1


def test_after_fifteen_days_it_is_given_up_and_a_person_decides(reader, checker):
    checker.answer = CheckFailed("network")
    comment = reader.write(CHECK)

    while SpamCheck.objects.get().due_at:
        reader.clock.now = SpamCheck.objects.get().due_at
        checked(comment)

    assert SpamCheck.objects.get().state == CheckState.GAVE_UP
    assert timezone.now() - comment.submitted_at < GIVE_UP_AFTER
    assert checked(comment).state == State.PENDING
    assert not CheckContext.objects.exists()


def test_a_refused_site_waits_for_hours_and_all_its_comments_with_it(reader, checker):
    for number in range(3):
        reader.write(CHECK, text=f"Number {number}")
    checker.answer = CheckerRejected("invalid", "Wrong key")

    runner.run_due_checks()
    reader.clock.tick(hours=5)
    runner.run_due_checks()
    assert len(checker.asked) == 1

    reader.clock.tick(hours=2)
    checker.answer = says(SpamOutcome.HAM)
    assert runner.run_due_checks() == 3


def test_an_owner_who_mended_the_key_need_not_wait(reader, checker):
    checker.answer = CheckerRejected("invalid")
    comment = checked(reader.write(CHECK))
    checker.answer = says(SpamOutcome.HAM)

    maintenance.run_due_checks_now(at=timezone.now())

    assert checked(comment).state == State.APPROVED


def test_a_refusal_by_the_gateway_is_no_outage(reader, checker, monkeypatch):
    def refuse(*_sent):
        raise EgressRefused("a field is not declared")

    monkeypatch.setattr(checker, "check", refuse)
    comment = checked(reader.write(CHECK))

    check = SpamCheck.objects.get()
    assert (check.state, check.reason) == (CheckState.ERROR, "refused")
    assert check.due_at is None
    assert comment.state == State.PENDING


def test_a_fault_in_the_checker_holds_the_comment(reader, checker, monkeypatch, caplog):
    def fail(*_sent):
        raise ValueError("secret words")

    monkeypatch.setattr(checker, "check", fail)
    comment = checked(reader.write(CHECK))

    assert SpamCheck.objects.get().reason == "unexpected"
    assert comment.state == State.PENDING
    assert "secret words" not in caplog.text


def test_a_provisional_verdict_is_checked_once_more_with_consent(reader, checker):
    checker.answer = says(
        SpamOutcome.HAM_PROVISIONAL, recheck_after=timedelta(seconds=120)
    )
    comment = checked(reader.write(CHECK, RECHECK))
    assert comment.state == State.PENDING
    assert CheckContext.objects.exists()
    assert runner.run_check(comment.pk, at=timezone.now()) is runner.RunResult.NOTHING

    reader.clock.tick(seconds=121)
    comment = checked(comment)

    assert comment.state == State.APPROVED
    assert SpamCheck.objects.get().state == CheckState.HAM
    assert [sent.get("recheck_reason") for sent in checker.asked] == [None, "recheck"]
    assert not CheckContext.objects.exists()


def test_without_that_consent_a_person_decides(reader, checker):
    checker.answer = says(SpamOutcome.HAM_PROVISIONAL)

    comment = checked(reader.write(CHECK))

    reader.clock.tick(days=1)
    assert checked(comment).state == State.PENDING
    assert len(checker.asked) == 1


@pytest.mark.parametrize(
    ("wanted", "pause"),
    [
        (None, timedelta(seconds=60)),
        (timedelta(seconds=1), timedelta(seconds=60)),
        (timedelta(days=1), timedelta(hours=1)),
    ],
)
def test_the_pause_before_the_second_check_is_sane(reader, checker, wanted, pause):
    checker.answer = says(SpamOutcome.HAM_PROVISIONAL, recheck_after=wanted)

    checked(reader.write(CHECK, RECHECK))

    assert SpamCheck.objects.get().due_at == timezone.now() + pause


def test_a_person_who_decided_first_is_not_overruled(reader, checker):
    checker.answer = says(SpamOutcome.SPAM)
    comment = reader.write(CHECK)
    claimed = runner.claim_check(comment.pk, at=timezone.now())
    actions.approve([comment.pk], editor=factories.editor(), at=timezone.now())

    runner.send_check(claimed)

    assert checked(comment).state == State.APPROVED
    assert SpamCheck.objects.get().state == CheckState.SPAM


def test_what_a_person_decided_is_not_sent_any_more(reader, checker):
    comment = reader.write(CHECK)
    actions.remove([comment.pk], editor=factories.editor(), at=timezone.now())

    checked(comment)

    assert not checker.asked
    assert SpamCheck.objects.get().reason == SkipReason.DECIDED
    assert not CheckContext.objects.exists()


def test_a_checker_that_is_not_ready_is_asked_later(reader, checker):
    comment = reader.write(CHECK)
    checker.is_set_up = False
    checked(comment)
    assert SpamCheck.objects.get().state == CheckState.QUEUED

    checker.is_set_up = True
    reader.clock.tick(minutes=31)

    assert checked(comment).state == State.APPROVED


def test_a_deleted_page_ends_the_check_and_then_the_discussion(reader, checker):
    comment = reader.write(CHECK)
    reader.page.delete()

    runner.run_check(comment.pk, at=timezone.now())
    done = maintenance.run_maintenance(at=timezone.now())

    assert not checker.asked
    assert done.discussions == 1
    assert not SpamCheck.objects.exists()


def test_no_message_of_a_failure_holds_a_word_of_the_comment(reader, checker, caplog):
    checker.answer = CheckFailed("timeout")

    comment = checked(reader.write(CHECK, text="Confidential words", name="Nameless"))

    shown = f"{comment} {comment.spam_check} {comment.events.last()} {caplog.text}"
    assert "Confidential" not in shown
    assert "Nameless" not in shown
