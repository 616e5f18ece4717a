"""What follows from a checker's answer, or from getting none."""

from __future__ import annotations

from datetime import datetime, timedelta

from privacy_plugin.comments.discussions.context import resolve_context
from privacy_plugin.comments.discussions.targets import get_target
from privacy_plugin.comments.errors import TargetNotFound
from privacy_plugin.comments.models import (
    CheckContext,
    CheckState,
    Comment,
    EventType,
    Policy,
    SpamCheck,
    State,
)
from privacy_plugin.comments.moderation.actions import (
    record_event,
    set_state,
    was_decided_by_person,
)
from privacy_plugin.comments.spam_check.protocol import (
    CheckFailed,
    SpamChecker,
    SpamOutcome,
    Verdict,
)
from privacy_plugin.consent.ledger import permits
from privacy_plugin.consent.subject import SubjectKey

FIRST_PAUSE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=6)
REJECTED_PAUSE = timedelta(hours=6)
GIVE_UP_AFTER = timedelta(days=15)
SHORTEST_RECHECK = timedelta(seconds=60)
LONGEST_RECHECK = timedelta(hours=1)
RECHECK = "recheck"

_STATES = {
    SpamOutcome.HAM: CheckState.HAM,
    SpamOutcome.HAM_PROVISIONAL: CheckState.HAM_PROVISIONAL,
    SpamOutcome.SPAM: CheckState.SPAM,
    SpamOutcome.SPAM_BLATANT: CheckState.SPAM_BLATANT,
}


def get_backoff(tries: int, error: CheckFailed) -> timedelta:
    """Return the pause after this many tries, never shorter than the service asks."""
    pause = min(FIRST_PAUSE * 2 ** min(tries - 1, 10), LONGEST_PAUSE)
    return max(pause, error.retry_after or timedelta(0))


def is_too_late(check: SpamCheck, *, at: datetime) -> bool:
    """Say whether the check has been tried for so long that it is given up."""
    return check.queued_at is not None and at - check.queued_at >= GIVE_UP_AFTER


def postpone(
    comment: Comment,
    check: SpamCheck,
    kind: str,
    *,
    until: datetime,
    at: datetime,
) -> None:
    """Let a failed check wait, or give it up; the comment stays where it is."""
    check.reason = kind
    check.claimed_at = None
    record_event(comment, EventType.CHECK_FAILED, at=at, reason=kind)
    if is_too_late(check, at=until):
        give_up(comment, check, kind, at=at)
        return
    check.state = CheckState.QUEUED
    check.due_at = until
    check.save()


def give_up(comment: Comment, check: SpamCheck, kind: str, *, at: datetime) -> None:
    """Try no more; a person decides about the comment."""
    CheckContext.objects.filter(comment=comment).delete()
    check.state = CheckState.GAVE_UP
    check.reason = kind
    check.due_at = None
    check.claimed_at = None
    check.save()
    record_event(comment, EventType.CHECK_GAVE_UP, at=at, reason=kind)


def record_verdict(
    comment: Comment,
    check: SpamCheck,
    verdict: Verdict,
    checker: SpamChecker,
    *,
    at: datetime,
) -> None:
    """Record a verdict and let the comment's state follow from it.

    A provisional one holds the comment for one recheck, if the writer agreed to that,
    else for a person; a second one counts. Where a person has decided, nothing follows.
    """
    outcome = verdict.outcome
    is_last = check.recheck_reason == RECHECK
    if outcome is SpamOutcome.HAM_PROVISIONAL and is_last:
        outcome = SpamOutcome.HAM
    check.state = _STATES[outcome]
    check.reason = ""
    check.guid = verdict.guid[:100]
    check.checked_at = at
    check.claimed_at = None
    record_event(comment, EventType.CHECK_ANSWERED, at=at, reason=check.state)
    if outcome is SpamOutcome.HAM_PROVISIONAL and _may_recheck(comment, checker, at=at):
        check.due_at = at + _recheck_pause(verdict)
        check.queued_at = at
        check.recheck_reason = RECHECK
        check.tries = 0
    else:
        CheckContext.objects.filter(comment=comment).delete()
    check.save()
    if not was_decided_by_person(comment):
        _follow(comment, outcome, at=at)


def _may_recheck(comment: Comment, checker: SpamChecker, *, at: datetime) -> bool:
    subject = SubjectKey(comment.subject_key)
    return permits(subject, checker.recheck_activity, at=at)


def _recheck_pause(verdict: Verdict) -> timedelta:
    wanted = verdict.recheck_after or SHORTEST_RECHECK
    return min(max(wanted, SHORTEST_RECHECK), LONGEST_RECHECK)


def _follow(comment: Comment, outcome: SpamOutcome, *, at: datetime) -> None:
    if outcome in {SpamOutcome.SPAM, SpamOutcome.SPAM_BLATANT}:
        if comment.state in {State.PENDING, State.APPROVED}:
            set_state(comment, State.SPAM, at=at)
            record_event(comment, EventType.MARKED_SPAM, at=at, reason=outcome)
    elif outcome is SpamOutcome.HAM and _is_published_by_ham(comment, at=at):
        set_state(comment, State.APPROVED, at=at)
        record_event(comment, EventType.APPROVED, at=at, reason=outcome)


def _is_published_by_ham(comment: Comment, *, at: datetime) -> bool:
    if comment.state != State.PENDING or comment.local_verdict:
        return False
    try:
        target = get_target(comment.discussion)
    except TargetNotFound:
        return False
    return resolve_context(target, at=at).rules.policy in {Policy.OPEN, Policy.CHECKED}
