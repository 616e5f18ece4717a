"""Queue a check, or record why there is none. The client IP is stored only here."""

from __future__ import annotations

from datetime import datetime

from privacy_plugin.comments.models import (
    CheckContext,
    CheckState,
    Comment,
    EventType,
    SkipReason,
    SpamCheck,
)
from privacy_plugin.comments.moderation.actions import record_event
from privacy_plugin.comments.spam_check.checker import (
    get_ready_spam_checker,
    requires_ip_address,
    stores_column,
)
from privacy_plugin.comments.spam_check.client_info import ClientInfo
from privacy_plugin.consent.ledger import permits
from privacy_plugin.consent.subject import SubjectKey

EDIT = "edit"


def enqueue_check(
    comment: Comment, client: ClientInfo, *, at: datetime, recheck_reason: str = ""
) -> None:
    """Queue the check the writer agreed to, with what it needs; else say why not.

    A recheck (`recheck_reason`) is an activity of its own. Runs in a transaction.
    """
    checker = get_ready_spam_checker()
    if checker is None:
        skip_check(comment, SkipReason.NO_CHECKER, at=at)
        return
    activity = checker.recheck_activity if recheck_reason else checker.check_activity
    if not permits(SubjectKey(comment.subject_key), activity, at=at):
        reason = SkipReason.EDITED if recheck_reason else SkipReason.NO_CONSENT
        skip_check(comment, reason, at=at)
        return
    if not client.check_address and requires_ip_address(activity):
        skip_check(comment, SkipReason.NO_IP, at=at)
        return
    keep_context(comment, client, activity, at=at)
    SpamCheck.objects.update_or_create(
        comment=comment,
        defaults={
            "state": CheckState.QUEUED,
            "reason": "",
            "recheck_reason": recheck_reason,
            "tries": 0,
            "queued_at": at,
            "due_at": at,
            "claimed_at": None,
        },
    )
    record_event(comment, EventType.CHECK_QUEUED, at=at, reason=recheck_reason)


def keep_context(
    comment: Comment, client: ClientInfo, activity: str, *, at: datetime
) -> None:
    """Keep what this request says about its client, as far as the activity declares."""
    address = client.check_address if stores_column(activity, "ip_address") else ""
    user_agent = client.user_agent if stores_column(activity, "user_agent") else ""
    CheckContext.objects.update_or_create(
        comment=comment,
        defaults={
            "ip_address": address or None,
            "user_agent": user_agent,
            "captured_at": at,
        },
    )


def skip_check(comment: Comment, reason: SkipReason, *, at: datetime) -> None:
    """State why nothing is sent, and keep nothing for it."""
    CheckContext.objects.filter(comment=comment).delete()
    SpamCheck.objects.update_or_create(
        comment=comment,
        defaults={
            "state": CheckState.NOT_CHECKED,
            "reason": reason,
            "recheck_reason": "",
            "due_at": None,
            "claimed_at": None,
        },
    )
    record_event(comment, EventType.CHECK_SKIPPED, at=at, reason=reason)
