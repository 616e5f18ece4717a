"""A check survives its worker's death and its worker's clock."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from privacy_plugin.comments import maintenance
from privacy_plugin.comments.models import (
    CheckState,
    Comment,
    SkipReason,
    SpamCheck,
    State,
)
from privacy_plugin.comments.spam_check import runner
from privacy_plugin.comments.spam_check.protocol import SpamOutcome, Verdict
from privacy_plugin.consent import ledger
from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.egress.models import Transmission
from tests.support.comment_writer import CHECK, RECHECK, checked


def kill_worker(reader, *, detail: str) -> Comment:
    """Return a comment whose worker died after the claim, or while it was sending."""
    comment = reader.write(CHECK)
    runner.claim_check(comment.pk, at=timezone.now())
    Transmission.objects.filter(outcome="begun").update(detail=detail)
    return comment


def test_interrupted_check_of_which_nothing_left_is_tried_again(reader, checker):
    comment = kill_worker(reader, detail="")

    reader.clock.tick(minutes=1)
    assert maintenance.run_maintenance(at=timezone.now()).recovered == 0
    reader.clock.tick(minutes=2)
    assert maintenance.run_maintenance(at=timezone.now()).recovered == 1

    assert checked(comment).state == State.APPROVED
    assert len(checker.asked) == 1
    sendings = Transmission.objects.order_by("begun_at")
    assert sendings[0].outcome == "refused"
    assert len(sendings) == 2


def test_interrupted_recheck_is_tried_again(reader, checker):
    checker.answer = Verdict(outcome=SpamOutcome.HAM_PROVISIONAL)
    comment = checked(reader.write(CHECK, RECHECK))
    reader.clock.tick(minutes=10)
    runner.claim_check(comment.pk, at=timezone.now())
    checker.answer = Verdict(outcome=SpamOutcome.HAM)

    reader.clock.tick(minutes=3)
    maintenance.run_maintenance(at=timezone.now())

    assert checked(comment).state == State.APPROVED
    assert len(checker.asked) == 2


def test_check_that_ends_its_worker_each_time_is_held(reader, checker):
    comment = reader.write(CHECK)
    for _ in range(runner.MAX_INTERRUPTED_TRIES):
        assert runner.claim_check(comment.pk, at=timezone.now()) is not None
        reader.clock.tick(minutes=3)
        runner.recover_stale_checks(at=timezone.now())

    check = SpamCheck.objects.get()
    assert (check.state, check.reason) == (CheckState.ERROR, "interrupted")
    assert checked(comment).state == State.PENDING
    assert not checker.asked


def test_interrupted_check_without_consent_is_not_tried_again(reader, checker):
    comment = kill_worker(reader, detail="")
    subject = SubjectKey(comment.subject_key)
    ledger.withdraw(subject, CHECK, method="x", at=timezone.now())

    reader.clock.tick(minutes=3)
    maintenance.run_maintenance(at=timezone.now())

    assert not checker.asked
    assert SpamCheck.objects.get().reason == SkipReason.WITHDRAWN


@pytest.mark.parametrize("behind", [timedelta(hours=3), timedelta(days=300)])
def test_worker_with_a_clock_behind_never_settles_that_nobody_agreed(
    reader, checker, behind
):
    comment = reader.write(CHECK)
    right = reader.clock.now
    SpamCheck.objects.update(due_at=right - behind)

    maintenance.run_maintenance(at=right - behind)
    runner.run_check(comment.pk, at=right - behind)
    reader.clock.tick(days=1)
    maintenance.run_maintenance(at=reader.clock.now)

    assert checked(comment).state == State.APPROVED
    assert len(checker.asked) == 1
