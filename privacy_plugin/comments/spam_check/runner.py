"""The check by another service, from the order to the verdict.

A check is claimed in a transaction that holds the comment and its consent, sent outside
of any, and its verdict recorded in a second one. What dies between the two leaves a
claim, which is later turned into an error for a person to look at: nothing is ever sent
twice by itself. An outage is tried again ever more rarely, everything else waiting with
it; a refused site waits for hours. Nothing is published or lost by an error.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from django.db import transaction
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
    CheckFailed,
    SpamChecker,
    Verdict,
)
from privacy_plugin.consent.ledger import get_current_consents, is_dated_ahead, permits
from privacy_plugin.consent.models import ConsentState
from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.egress import gateway
from privacy_plugin.egress.errors import ConsentMissing, EgressRefused
from privacy_plugin.egress.permit import Permit
from privacy_plugin.processing import ActivityKey, UnknownActivity

logger = logging.getLogger(__name__)

NOT_READY_PAUSE = timedelta(minutes=30)
BATCH = 100


class RunResult(Enum):
    """Say what became of one attempt."""

    NOTHING = auto()  # not due, not permitted, or somebody else's
    DONE = auto()
    FAILED = auto()  # the service is in trouble: leave the others for later


@dataclass(frozen=True, slots=True)
class CheckClaim:
    """Hold one attempt: the comment, since when it is claimed, and the permit."""

    comment_id: int
    claimed_at: datetime
    tries: int
    checker: SpamChecker
    permit: Permit


def run_check(comment_id: int, *, at: datetime) -> RunResult:
    """Check one comment if its time has come; safe to call at any time, repeatedly."""
    claimed = claim_check(comment_id, at=at)
    return send_check(claimed) if claimed else RunResult.NOTHING


def claim_check(comment_id: int, *, at: datetime) -> CheckClaim | None:
    """Claim a check that is due, permit in hand, or settle why nothing may be sent."""
    with transaction.atomic():
        comment = (
            Comment.objects.select_for_update(of=("self",))
            .select_related("discussion")
            .filter(pk=comment_id)
            .first()
        )
        check = SpamCheck.objects.due(at).filter(comment=comment_id).first()
        if comment is None or check is None:
            return None
        checker = _checker_for(comment, check, at=at)
        if checker is None:
            return None
        permit = _permit(comment, check, checker, at=at)
        if permit is None:
            return None
        check.state = CheckState.SENDING
        check.reason = ""
        check.due_at = None
        check.claimed_at = at
        check.tries += 1
        check.transmission = permit.transmission_id
        check.save()
        record_event(comment, EventType.CHECK_SENT, at=at, reason=permit.activity.key)
    return CheckClaim(comment_id, at, check.tries, checker, permit)


def send_check(claimed: CheckClaim) -> RunResult:
    """Send what was claimed, and record what came of it."""
    try:
        verdict = claimed.checker.check(claimed.permit)
    except CheckFailed as error:
        others = error.retry_after or results.FIRST_PAUSE
        pause = results.get_backoff(claimed.tries, error)
        _put_off(claimed, error.kind, pause=pause, others=others)
        return RunResult.FAILED
    except CheckerRejected as error:
        pause = results.REJECTED_PAUSE
        _put_off(claimed, error.kind, pause=pause, others=pause)
        return RunResult.FAILED
    except ConsentMissing:
        _stop_withdrawn(claimed)
        return RunResult.DONE
    except EgressRefused as error:
        logger.error("A spam check was refused: %r", error)  # noqa: TRY400 - a traceback says no more
        _hold(claimed, "refused")
        return RunResult.DONE
    except Exception as error:  # noqa: BLE001 - a checker's fault must not lose a comment
        logger.error("The spam checker failed: %s", type(error).__name__)  # noqa: TRY400 - a traceback may hold the comment
        _hold(claimed, "unexpected")
        return RunResult.FAILED
    _record_verdict(claimed, verdict)
    return RunResult.DONE


def run_due_checks() -> int:
    """Run the checks that are due, until one fails; return how many were done."""
    keys = SpamCheck.objects.due(timezone.now()).values_list("comment_id", flat=True)
    done = 0
    for key in list(keys[:BATCH]):
        result = run_check(key, at=timezone.now())
        if result is RunResult.FAILED:
            break
        done += result is RunResult.DONE
    return done


def end_withdrawn_checks(*, at: datetime) -> int:
    """End the checks that nobody agrees to any more, and what was kept for them.

    A consent can also end elsewhere, on the receipt's page or by running out. Returns
    how many were ended.
    """
    checker = get_ready_spam_checker()
    if checker is None:
        return 0
    waiting = SpamCheck.objects.filter(due_at__isnull=False)
    forgotten = 0
    for comment_id in list(waiting.values_list("comment_id", flat=True)):
        with transaction.atomic():
            comment = Comment.objects.select_for_update().filter(pk=comment_id).first()
            check = waiting.filter(comment=comment_id).first()
            if comment is not None and check is not None:
                forgotten += _end_if_withdrawn(comment, check, checker, at=at)
    return forgotten


def _end_if_withdrawn(
    comment: Comment, check: SpamCheck, checker: SpamChecker, *, at: datetime
) -> bool:
    activity = get_check_activity(check, checker)
    subject = SubjectKey(comment.subject_key)
    try:
        if permits(subject, activity, at=at) or is_dated_ahead(
            subject, activity, at=at
        ):
            return False
    except UnknownActivity:
        return False
    _skip(comment, check, why_no_consent(comment, activity, at=at), at=at)
    return True


def get_next_attempt(comment_id: int) -> datetime | None:
    """Return when the comment is to be checked next, None if not at all."""
    return (
        SpamCheck.objects.filter(comment=comment_id)
        .values_list("due_at", flat=True)
        .first()
    )


def _checker_for(
    comment: Comment, check: SpamCheck, *, at: datetime
) -> SpamChecker | None:
    """Return the checker to ask, or settle that nobody is to be asked now."""
    if comment.state in SET_ASIDE or was_decided_by_person(comment):
        _skip(comment, check, SkipReason.DECIDED, at=at)
        return None
    checker = get_ready_spam_checker()
    if checker is not None:
        return checker
    if get_spam_checker() is None or results.is_too_late(check, at=at):
        _skip(comment, check, SkipReason.NO_CHECKER, at=at)
    else:
        _wait(check, at=at)
    return None


def _wait(check: SpamCheck, *, at: datetime) -> None:
    SpamCheck.objects.filter(pk=check.pk).update(due_at=at + NOT_READY_PAUSE)


def _permit(
    comment: Comment, check: SpamCheck, checker: SpamChecker, *, at: datetime
) -> Permit | None:
    """Return the gateway's permit, or settle why there is none."""
    context = CheckContext.objects.filter(comment=comment).first()
    activity = get_check_activity(check, checker)
    if context is None:  # withdrawn, or its retention ended before an answer came
        _settle_without_context(comment, check, activity, at=at)
        return None
    if is_agreed_elsewhere(comment, activity, at=at):
        _skip(comment, check, SkipReason.MOVED, at=at)
        return None
    try:
        submission = build_submission(
            comment,
            get_target(comment.discussion),
            ip_address=context.ip_address or "",
            user_agent=context.user_agent,
        )
        values = checker.build_payload(submission, recheck_reason=check.recheck_reason)
        return gateway.authorize(
            activity, subject=SubjectKey(comment.subject_key), values=values, at=at
        )
    except ConsentMissing:
        if is_dated_ahead(SubjectKey(comment.subject_key), activity, at=at):
            _wait(check, at=at)  # the clock is wrong, not the consent
        else:
            _skip(comment, check, why_no_consent(comment, activity, at=at), at=at)
    except UnknownActivity:
        _skip(comment, check, SkipReason.NO_CHECKER, at=at)
    except TargetNotFound:
        _skip(comment, check, SkipReason.DECIDED, at=at)
    except EgressRefused as error:
        logger.error("A spam check was refused: %r", error)  # noqa: TRY400 - a traceback says no more
        fail(comment, check, "refused", at=at)
    return None


def _settle_without_context(
    comment: Comment, check: SpamCheck, activity: ActivityKey, *, at: datetime
) -> None:
    if permits(SubjectKey(comment.subject_key), activity, at=at):
        results.give_up(comment, check, "no_context", at=at)
    else:
        _skip(comment, check, why_no_consent(comment, activity, at=at), at=at)


def get_check_activity(check: SpamCheck, checker: SpamChecker) -> ActivityKey:
    """Return the activity the next sending of this check belongs to."""
    return checker.recheck_activity if check.recheck_reason else checker.check_activity


def is_agreed_elsewhere(
    comment: Comment, activity: ActivityKey, *, at: datetime
) -> bool:
    """Say whether the writer agreed for another site than the comment is on now."""
    here = comment.discussion.site_id
    agreed = {
        entry.version.site_id
        for entry in get_current_consents(SubjectKey(comment.subject_key), at=at)
        if entry.activity == activity and entry.is_active
    }
    return here is not None and bool(agreed - {here, None})


def why_no_consent(comment: Comment, activity: str, *, at: datetime) -> SkipReason:
    """Return whether the writer took the consent back or never gave it."""
    for entry in get_current_consents(SubjectKey(comment.subject_key), at=at):
        if entry.activity == activity and entry.state == ConsentState.WITHDRAWN:
            return SkipReason.WITHDRAWN
    return SkipReason.NO_CONSENT


def _skip(
    comment: Comment, check: SpamCheck, reason: SkipReason, *, at: datetime
) -> None:
    """Send nothing more; what was found before, if anything, stays as it is."""
    CheckContext.objects.filter(comment=comment).delete()
    check.due_at = None
    if check.state in {CheckState.QUEUED, CheckState.SENDING}:
        check.state = CheckState.NOT_CHECKED
        check.reason = reason
        check.claimed_at = None
    check.save()
    record_event(comment, EventType.CHECK_SKIPPED, at=at, reason=reason)


def fail(comment: Comment, check: SpamCheck, kind: str, *, at: datetime) -> None:
    """End the check with an error that a person looks at."""
    CheckContext.objects.filter(comment=comment).delete()
    check.state = CheckState.ERROR
    check.reason = kind
    check.due_at = None
    check.claimed_at = None
    check.save()
    record_event(comment, EventType.CHECK_FAILED, at=at, reason=kind)


def _put_off(
    claimed: CheckClaim, kind: str, *, pause: timedelta, others: timedelta
) -> None:
    """Try again after the pause, and let everything else that waits wait a while."""
    at = timezone.now()
    with transaction.atomic():
        found = _still_claimed(claimed)
        if found:
            results.postpone(*found, kind, until=at + pause, at=at)
        SpamCheck.objects.filter(
            state=CheckState.QUEUED, due_at__lt=at + others
        ).update(due_at=at + others)


def _hold(claimed: CheckClaim, kind: str) -> None:
    with transaction.atomic():
        found = _still_claimed(claimed)
        if found:
            fail(*found, kind, at=timezone.now())


def _stop_withdrawn(claimed: CheckClaim) -> None:
    """End a check whose consent was withdrawn between the permit and the sending."""
    at = timezone.now()
    with transaction.atomic():
        found = _still_claimed(claimed)
        if found:
            _skip(*found, SkipReason.WITHDRAWN, at=at)


def _record_verdict(claimed: CheckClaim, verdict: Verdict) -> None:
    at = timezone.now()
    with transaction.atomic():
        found = _still_claimed(claimed)
        if found:
            results.record_verdict(*found, verdict, claimed.checker, at=at)
            return
        comment = Comment.objects.filter(pk=claimed.comment_id).first()
        if comment is not None and comment.subject_key:  # not an erased one's place
            record_event(comment, EventType.CHECK_ANSWERED, at=at, reason="late")


def _still_claimed(claimed: CheckClaim) -> tuple[Comment, SpamCheck] | None:
    """Lock the comment; return it unless the claim has been given up meanwhile."""
    comment = (
        Comment.objects.select_for_update(of=("self",))
        .select_related("discussion")
        .filter(pk=claimed.comment_id)
        .first()
    )
    check = SpamCheck.objects.filter(
        comment=claimed.comment_id,
        state=CheckState.SENDING,
        claimed_at=claimed.claimed_at,
    ).first()
    return (comment, check) if comment and check else None
