"""Run a check from the queue to the verdict.

It is claimed in a transaction that locks the comment and its consent, sent outside of
any transaction, and the verdict is recorded in a second one. A worker killed in between
leaves a claim that a moderator sees: nothing is sent twice. An outage is retried with
back-off, and holds back all other checks; after a rejection of the site the circuit
breaker waits for hours. No error publishes or loses a comment.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from functools import partial

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from privacy_plugin.comments.discussions.targets import get_target
from privacy_plugin.comments.errors import TargetNotFound
from privacy_plugin.comments.models import (
    SET_ASIDE,
    CheckContext,
    CheckState,
    Comment,
    EventType,
    SkipReason,
    SpamCheck,
    SpamCheckQuerySet,
)
from privacy_plugin.comments.moderation.actions import (
    record_event,
    was_decided_by_person,
)
from privacy_plugin.comments.spam_check import results
from privacy_plugin.comments.spam_check.checker import (
    get_ready_spam_checker,
    get_spam_checker,
)
from privacy_plugin.comments.spam_check.preview import build_submission
from privacy_plugin.comments.spam_check.protocol import (
    CheckerRejected,
    CircuitBreaker,
    SpamChecker,
    SpamCheckError,
    Verdict,
)
from privacy_plugin.consent.ledger import get_current_consents, is_dated_ahead, permits
from privacy_plugin.consent.models import ConsentRecord, ConsentState
from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.egress import gateway
from privacy_plugin.egress.errors import ConsentMissing, EgressRefused
from privacy_plugin.egress.models import Outcome
from privacy_plugin.egress.permit import Permit
from privacy_plugin.egress.transmission_context import TransmissionContext
from privacy_plugin.prepared_query import PreparedQuery
from privacy_plugin.processing import ActivityKey, UnknownActivity
from privacy_plugin.work_queue import WorkSession, find_stale

logger = logging.getLogger(__name__)

NOT_READY_PAUSE = timedelta(minutes=30)
LEASE = timedelta(minutes=2)  # no request lasts that long
MAX_INTERRUPTED_TRIES = 3  # a comment that ends its worker each time is a person's
BATCH = 100
SESSION_SECONDS = 15.0


class RunResult(Enum):
    """The result of one attempt."""

    NOTHING = auto()  # not due, not permitted, or somebody else's
    DONE = auto()
    FAILED = auto()  # the service is in trouble: leave the others for later


@dataclass(frozen=True, slots=True)
class CheckClaim:
    """One attempt: the comment, when it was claimed, and the permit."""

    comment_id: int
    checker: SpamChecker
    permit: Permit


def run_check(comment_id: int, *, at: datetime) -> RunResult:
    """Check one comment if its time has come; safe to call at any time, repeatedly."""
    claimed = claim_check(comment_id, at=at)
    return send_check(claimed) if claimed else RunResult.NOTHING


def claim_check(comment_id: int, *, at: datetime) -> CheckClaim | None:
    """Claim a check that is due, permit in hand, or settle why nothing may be sent."""
    with transaction.atomic():
        locked = _lock(comment_id, SpamCheck.objects.due(at))
        if locked is None:
            return None
        comment, check = locked
        checker = _get_checker(comment, check, at=at)
        permit = _authorize(comment, check, checker, at=at) if checker else None
        if checker is None or permit is None:
            return None
        SpamCheck.objects.filter(pk=check.pk).claim(
            at=at,
            state=CheckState.SENDING,
            reason="",
            transmission=permit.transmission_id,
        )
        record_event(comment, EventType.CHECK_SENT, at=at, reason=permit.activity.key)
    return CheckClaim(comment_id, checker, permit)


def send_check(claim: CheckClaim) -> RunResult:
    """Send what was claimed, and record what came of it."""
    result: Verdict | Exception
    try:
        result = ask(claim.checker, claim.permit)
    except (SpamCheckError, ConsentMissing) as error:
        result = error
    except EgressRefused as error:
        logger.error("A spam check was refused: %r", error)  # noqa: TRY400 - a traceback says no more
        result = error
    except Exception as error:  # noqa: BLE001 - a checker's fault must not lose a comment
        logger.error("The spam checker failed: %s", type(error).__name__)  # noqa: TRY400 - a traceback may hold the comment
        result = error
    _record(claim, result, at=timezone.now())
    is_trouble = isinstance(result, Exception) and not isinstance(result, EgressRefused)
    return RunResult.FAILED if is_trouble else RunResult.DONE


def ask(checker: SpamChecker, permit: Permit) -> Verdict:
    """Let the checker send what the permit holds, and note what became of the sending.

    Raises SpamCheckError, EgressRefused, and whatever the checker does.
    """
    breaker: CircuitBreaker | None = getattr(checker, "circuit_breaker", None)
    is_open = breaker is not None and not breaker.allows_request(timezone.now())
    try:
        with gateway.transmit(permit) as context:
            return _ask(checker, permit, context, is_open=is_open)
    except CheckerRejected as error:
        if breaker is not None:
            breaker.report_rejection(permit.transmission_id, error.help)
        raise


def _ask(
    checker: SpamChecker,
    permit: Permit,
    context: TransmissionContext,
    *,
    is_open: bool,
) -> Verdict:
    if is_open:
        context.set_outcome(Outcome.REFUSED, "breaker_open")
        raise CheckerRejected("breaker_open")
    try:
        verdict = checker.check(permit.payload, context)
    except SpamCheckError as error:
        is_rejected = isinstance(error, CheckerRejected)
        outcome = Outcome.REJECTED if is_rejected else Outcome.FAILED
        context.set_outcome(outcome, error.kind)
        raise
    except EgressRefused:
        if not context.is_spent:
            context.set_outcome(Outcome.REFUSED, "incomplete")
        raise
    context.set_outcome(Outcome.ANSWERED, verdict.detail or verdict.outcome)
    return verdict


def run_due_checks() -> int:
    """Run the checks that are due, until one fails; return how many were done."""
    session = WorkSession(seconds=SESSION_SECONDS, max_failures=1)
    keys = SpamCheck.objects.due(timezone.now()).values_list("comment_id", flat=True)
    done = 0
    for key in list(keys[:BATCH]):
        if not session.may_continue:
            break
        result = run_check(key, at=timezone.now())
        if result is RunResult.FAILED:
            session.record_failure()
        done += result is RunResult.DONE
    return done


def recover_stale_checks(*, at: datetime) -> int:
    """Settle the claims whose worker died; return how many.

    Where nothing can have left, the check is tried again, unless it has ended its
    worker several times; where something may have, a person looks at the comment.
    """
    stale = find_stale(SpamCheck.objects.all(), at=at, lease=LEASE)
    again = stale.not_sent.filter(tries__lt=MAX_INTERRUPTED_TRIES)
    settle = partial(
        _settle_stale, again=set(again.values_list("pk", flat=True)), at=at
    )
    return _settle_each(SpamCheck.objects.filter(claimed_at__lt=at - LEASE), settle)


def end_withdrawn_checks(*, at: datetime) -> int:
    """End the checks without an active consent, and delete their data.

    A consent can also end elsewhere, on the receipt's page or by running out. Returns
    how many were ended.
    """
    checker = get_ready_spam_checker()
    if checker is None:
        return 0
    waiting = SpamCheck.objects.filter(due_at__isnull=False)
    return _settle_each(waiting, partial(_end_if_withdrawn, checker=checker, at=at))


def get_next_attempt(comment_id: int) -> datetime | None:
    """Return when the comment is to be checked next, None if not at all."""
    check = SpamCheck.objects.filter(comment=comment_id)
    return check.values_list("due_at", flat=True).first()


def _lock(
    comment_id: int, checks: SpamCheckQuerySet
) -> tuple[Comment, SpamCheck] | None:
    """Lock the comment; return it with its check if that is one of these."""
    comment = next(iter(_ask_locked(comment_id=comment_id)), None)
    check = checks.filter(comment=comment_id).first()
    return (comment, check) if comment and check else None


def _build_locked(comment_id: int) -> QuerySet[Comment]:
    comments = Comment.objects.select_for_update(of=("self",))
    return comments.select_related("discussion").filter(pk=comment_id)


_ask_locked: PreparedQuery[Comment] = PreparedQuery(_build_locked)


def _settle_each(
    checks: SpamCheckQuerySet, settle: Callable[[Comment, SpamCheck], bool]
) -> int:
    """Settle one check after the other, locked; return how many were."""
    settled = 0
    for comment_id in list(checks.values_list("comment_id", flat=True)):
        with transaction.atomic():
            if locked := _lock(comment_id, checks):
                settled += settle(*locked)
    return settled


def _settle_stale(
    comment: Comment, check: SpamCheck, *, again: set[int], at: datetime
) -> bool:
    if check.pk in again:
        is_recheck = check.recheck_reason == results.RECHECK
        state = CheckState.HAM_PROVISIONAL if is_recheck else CheckState.QUEUED
        SpamCheck.objects.filter(pk=check.pk).retry(due_at=at, state=state)
        record_event(comment, EventType.CHECK_QUEUED, at=at, reason="interrupted")
    else:
        results.fail(comment, "interrupted", at=at)
    return True


def _end_if_withdrawn(
    comment: Comment, check: SpamCheck, *, checker: SpamChecker, at: datetime
) -> bool:
    activity = _get_activity(check, checker)
    subject = SubjectKey(comment.subject_key)
    try:
        if permits(subject, activity, at=at) or is_dated_ahead(
            subject, activity, at=at
        ):
            return False
    except UnknownActivity:
        return False
    _skip_without_consent(comment, check, activity, at=at)
    return True


def _get_checker(
    comment: Comment, check: SpamCheck, *, at: datetime
) -> SpamChecker | None:
    """Return the checker, or end or postpone the check without one."""
    if comment.state in SET_ASIDE or was_decided_by_person(comment):
        results.skip(comment, check, SkipReason.DECIDED, at=at)
        return None
    checker = get_ready_spam_checker()
    if checker is not None:
        return checker
    is_late = check.queued_at and at - check.queued_at >= results.GIVE_UP_AFTER
    if get_spam_checker() is None or is_late:
        results.skip(comment, check, SkipReason.NO_CHECKER, at=at)
    else:
        _wait(check, at=at)
    return None


def _wait(check: SpamCheck, *, at: datetime) -> None:
    SpamCheck.objects.filter(pk=check.pk).retry(due_at=at + NOT_READY_PAUSE)


def _authorize(
    comment: Comment, check: SpamCheck, checker: SpamChecker, *, at: datetime
) -> Permit | None:
    """Return the gateway's permit, or settle why there is none."""
    context = CheckContext.objects.filter(comment=comment).first()
    activity = _get_activity(check, checker)
    subject = SubjectKey(comment.subject_key)
    if context is None:  # withdrawn, or its retention ended before an answer came
        _settle_without_context(comment, check, activity, at=at)
        return None
    if _is_agreed_elsewhere(comment, activity, at=at):
        results.skip(comment, check, SkipReason.MOVED, at=at)
        return None
    try:
        submission = build_submission(
            comment,
            get_target(comment.discussion),
            ip_address=context.ip_address or "",
            user_agent=context.user_agent,
        )
        values = checker.build_payload(submission, recheck_reason=check.recheck_reason)
        return gateway.authorize(activity, subject=subject, values=values, at=at)
    except ConsentMissing:
        if is_dated_ahead(subject, activity, at=at):
            _wait(check, at=at)  # the clock is wrong, not the consent
        else:
            _skip_without_consent(comment, check, activity, at=at)
    except UnknownActivity:
        results.skip(comment, check, SkipReason.NO_CHECKER, at=at)
    except TargetNotFound:
        results.skip(comment, check, SkipReason.DECIDED, at=at)
    except EgressRefused as error:
        logger.error("A spam check was refused: %r", error)  # noqa: TRY400 - a traceback says no more
        results.fail(comment, "refused", at=at)
    return None


def _settle_without_context(
    comment: Comment, check: SpamCheck, activity: ActivityKey, *, at: datetime
) -> None:
    if permits(SubjectKey(comment.subject_key), activity, at=at):
        results.give_up(comment, "no_context", at=at)
    else:
        _skip_without_consent(comment, check, activity, at=at)


def _get_activity(check: SpamCheck, checker: SpamChecker) -> ActivityKey:
    """Return the activity the next sending of this check belongs to."""
    return checker.recheck_activity if check.recheck_reason else checker.check_activity


def _is_agreed_elsewhere(
    comment: Comment, activity: ActivityKey, *, at: datetime
) -> bool:
    """Say whether the writer agreed for another site than the comment is on now."""
    subject, here = SubjectKey(comment.subject_key), comment.discussion.site_id
    if here is None:
        return False
    records = ConsentRecord.objects.of(subject, activity)
    asked_on = set(records.values_list("version__site_id", flat=True))
    if asked_on <= {here, None}:  # the usual case, in which no status matters
        return False
    agreed = {
        entry.version.site_id
        for entry in get_current_consents(subject, at=at)
        if entry.activity == activity and entry.is_active
    }
    return bool(agreed - {here, None})


def _skip_without_consent(
    comment: Comment, check: SpamCheck, activity: str, *, at: datetime
) -> None:
    """Say whether the writer took the consent back or never gave it."""
    is_withdrawn = any(
        entry.activity == activity and entry.state == ConsentState.WITHDRAWN
        for entry in get_current_consents(SubjectKey(comment.subject_key), at=at)
    )
    why = SkipReason.WITHDRAWN if is_withdrawn else SkipReason.NO_CONSENT
    results.skip(comment, check, why, at=at)


def _record(claim: CheckClaim, result: Verdict | Exception, *, at: datetime) -> None:
    """Settle the check unless its claim has been given up meanwhile."""
    own = SpamCheck.objects.claimed().filter(transmission=claim.permit.transmission_id)
    with transaction.atomic():
        if locked := _lock(claim.comment_id, own):
            results.settle(*locked, result, claim.checker, at=at)
        elif isinstance(result, Verdict):
            comments = Comment.objects.exclude(subject_key="")  # an erased one's place
            if comment := comments.filter(pk=claim.comment_id).first():
                record_event(comment, EventType.CHECK_ANSWERED, at=at, reason="late")
        if isinstance(result, SpamCheckError):
            results.postpone_others(result, at=at)
