"""Settle the checks whose worker died, so that none is sent twice or forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from privacy_plugin.comments.models import CheckState, Comment, EventType, SpamCheck
from privacy_plugin.comments.moderation.actions import record_event
from privacy_plugin.comments.spam_check import results
from privacy_plugin.comments.spam_check.runner import fail
from privacy_plugin.egress import gateway
from privacy_plugin.egress.models import Transmission

STALE_AFTER = timedelta(minutes=2)  # no request lasts that long
MOST_INTERRUPTED_TRIES = 3  # a comment that ends its worker each time is a person's


def recover_stale_checks(*, at: datetime) -> int:
    """Settle the claims whose worker died; return how many.

    Where nothing can have left, the check is tried again, unless it has ended its
    worker several times; where something may have, a person looks at the comment.
    """
    gateway.expire_stale(begun_before=at - STALE_AFTER, at=at)
    stale = SpamCheck.objects.stale(at - STALE_AFTER)
    recovered = 0
    for comment_id in list(stale.values_list("comment_id", flat=True)):
        with transaction.atomic():
            comment = Comment.objects.select_for_update().filter(pk=comment_id).first()
            check = stale.filter(comment=comment_id).first()
            if comment is not None and check is not None:
                if check.tries < MOST_INTERRUPTED_TRIES and _never_left(check):
                    _queue_again(comment, check, at=at)
                else:
                    fail(comment, check, "interrupted", at=at)
                recovered += 1
    return recovered


def _never_left(check: SpamCheck) -> bool:
    if check.transmission is None:
        return False
    sendings = Transmission.objects.filter(pk=check.transmission)
    return sendings.certainly_not_sent().exists()


def _queue_again(comment: Comment, check: SpamCheck, *, at: datetime) -> None:
    check.state = (
        CheckState.HAM_PROVISIONAL
        if check.recheck_reason == results.RECHECK
        else CheckState.QUEUED
    )
    check.reason = ""
    check.due_at = at
    check.claimed_at = None
    check.save()
    record_event(comment, EventType.CHECK_QUEUED, at=at, reason="interrupted")
