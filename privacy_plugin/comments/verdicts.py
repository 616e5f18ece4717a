"""What follows from a checker's answer, or from getting none."""

from __future__ import annotations

from datetime import datetime, timedelta

from privacy_plugin.comments.commentable import NotCommentable, rules_below, target_of
from privacy_plugin.comments.models import (
    CheckContext,
    CheckState,
    Comment,
    Policy,
    SpamCheck,
    State,
    What,
)
from privacy_plugin.comments.moderation import (
    record,
    set_state,
    was_decided_by_person,
)
from privacy_plugin.comments.spam import (
    CheckFailed,
    Outcome,
    SpamChecker,
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
    Outcome.HAM: CheckState.HAM,
    Outcome.HAM_PROVISIONAL: CheckState.HAM_PROVISIONAL,
    Outcome.SPAM: CheckState.SPAM,
    Outcome.SPAM_BLATANT: CheckState.SPAM_BLATANT,
}


def back_off(tries: int, error: CheckFailed) -> timedelta:
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
    record(comment, What.CHECK_FAILED, at=at, reason=kind)
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
    record(comment, What.CHECK_GAVE_UP, at=at, reason=kind)


def settle(
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
    if outcome is Outcome.HAM_PROVISIONAL and is_last:
        outcome = Outcome.HAM
    check.state = _STATES[outcome]
    check.reason = ""
    check.guid = verdict.guid[:100]
    check.checked_at = at
    check.claimed_at = None
    record(comment, What.CHECK_ANSWERED, at=at, reason=check.state)
    if outcome is Outcome.HAM_PROVISIONAL and _may_recheck(comment, checker, at=at):
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


def _follow(comment: Comment, outcome: Outcome, *, at: datetime) -> None:
    if outcome in {Outcome.SPAM, Outcome.SPAM_BLATANT}:
        if comment.state in {State.PENDING, State.APPROVED}:
            set_state(comment, State.SPAM, at=at)
            record(comment, What.MARKED_SPAM, at=at, reason=outcome)
    elif outcome is Outcome.HAM and _is_published_by_ham(comment, at=at):
        set_state(comment, State.APPROVED, at=at)
        record(comment, What.APPROVED, at=at, reason=outcome)


def _is_published_by_ham(comment: Comment, *, at: datetime) -> bool:
    if comment.state != State.PENDING or comment.local_verdict:
        return False
    try:
        target = target_of(comment.discussion)
    except NotCommentable:
        return False
    return rules_below(target, at=at).policy in {Policy.OPEN, Policy.CHECKED}
