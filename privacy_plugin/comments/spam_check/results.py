"""Apply the result of a check, or of a failed one, to the comment."""

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
    SkipReason,
    SpamCheck,
    State,
)
from privacy_plugin.comments.moderation.actions import (
    record_event,
    set_state,
    was_decided_by_person,
)
from privacy_plugin.comments.spam_check.protocol import (
    SpamChecker,
    SpamCheckError,
    SpamOutcome,
    Verdict,
)
from privacy_plugin.consent.ledger import permits
from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.egress.errors import ConsentMissing, EgressRefused
from privacy_plugin.work_queue import Backoff

GIVE_UP_AFTER = timedelta(days=15)
BACKOFF = Backoff(
    first=timedelta(minutes=5), longest=timedelta(hours=6), max_age=GIVE_UP_AFTER
)
SHORTEST_RECHECK = timedelta(seconds=60)
LONGEST_RECHECK = timedelta(hours=1)
RECHECK = "recheck"


def settle(
    comment: Comment,
    check: SpamCheck,
    result: Verdict | Exception,
    checker: SpamChecker,
    *,
    at: datetime,
) -> None:
    """Note what a sending brought; an error leaves the comment where it is."""
    match result:
        case Verdict():
            _record_verdict(comment, check, result, checker, at=at)
        case SpamCheckError():
            _postpone(comment, check, result, at=at)
        case ConsentMissing():  # withdrawn between the permit and the sending
            skip(comment, check, SkipReason.WITHDRAWN, at=at)
        case EgressRefused():
            fail(comment, "refused", at=at)
        case _:
            fail(comment, "unexpected", at=at)


def fail(comment: Comment, kind: str, *, at: datetime) -> None:
    """End the check with an error that a person looks at."""
    state, event = CheckState.ERROR, EventType.CHECK_FAILED
    end_check(comment, event, kind, at=at, state=state, reason=kind)


def give_up(comment: Comment, kind: str, *, at: datetime) -> None:
    """Try no more; a person decides about the comment."""
    state, event = CheckState.GAVE_UP, EventType.CHECK_GAVE_UP
    end_check(comment, event, kind, at=at, state=state, reason=kind)


def skip(
    comment: Comment, check: SpamCheck, reason: SkipReason, *, at: datetime
) -> None:
    """Send nothing more; what was found before, if anything, stays as it is."""
    changes: dict[str, object] = {}
    if check.state != CheckState.HAM_PROVISIONAL:
        changes = {"state": CheckState.NOT_CHECKED, "reason": reason}
    end_check(comment, EventType.CHECK_SKIPPED, reason, at=at, **changes)


def end_check(
    comment: Comment, event: EventType, why: str, *, at: datetime, **changes: object
) -> None:
    """End the check, delete its data, and record the reason in the history."""
    CheckContext.objects.filter(comment=comment).delete()
    SpamCheck.objects.filter(comment=comment).finish(**changes)
    record_event(comment, event, at=at, reason=why)


def postpone_others(error: SpamCheckError, *, at: datetime) -> None:
    """Let everything that waits leave the service alone for a while."""
    until = at + (error.retry_after or BACKOFF.first)
    waiting = SpamCheck.objects.filter(state=CheckState.QUEUED)
    waiting.filter(due_at__lt=until).update(due_at=until)


def _postpone(
    comment: Comment, check: SpamCheck, error: SpamCheckError, *, at: datetime
) -> None:
    """Let a failed check wait, or give it up."""
    record_event(comment, EventType.CHECK_FAILED, at=at, reason=error.kind)
    due_at = BACKOFF.next_try(
        check.tries,
        at=at,
        since=check.queued_at,
        at_least=error.retry_after or BACKOFF.first,
    )
    if due_at is None:
        give_up(comment, error.kind, at=at)
    else:
        SpamCheck.objects.filter(pk=check.pk).retry(
            due_at=due_at, state=CheckState.QUEUED, reason=error.kind
        )


def _record_verdict(
    comment: Comment,
    check: SpamCheck,
    verdict: Verdict,
    checker: SpamChecker,
    *,
    at: datetime,
) -> None:
    """Record a verdict and update the comment's state.

    A provisional one holds the comment for one recheck, if the writer agreed to that,
    else for a person; a second one counts. Where a person has decided, nothing follows.
    """
    outcome = verdict.outcome
    if outcome is SpamOutcome.HAM_PROVISIONAL and check.recheck_reason == RECHECK:
        outcome = SpamOutcome.HAM
    state, event = CheckState(outcome), EventType.CHECK_ANSWERED
    found = {"state": state, "guid": verdict.guid[:100], "checked_at": at}
    if outcome is SpamOutcome.HAM_PROVISIONAL and permits(
        SubjectKey(comment.subject_key), checker.recheck_activity, at=at
    ):
        record_event(comment, event, at=at, reason=state)
        SpamCheck.objects.filter(pk=check.pk).retry(
            due_at=at + _recheck_pause(verdict),
            queued_at=at,
            recheck_reason=RECHECK,
            tries=0,
            **found,
        )
    else:
        end_check(comment, event, state, at=at, **found)
    if not was_decided_by_person(comment):
        _follow(comment, outcome, at=at)


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
