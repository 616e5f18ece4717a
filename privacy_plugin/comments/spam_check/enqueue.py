"""Queue a check, or record why there is none. The client IP is stored only here."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from privacy_plugin.comments.models import (
    CheckContext,
    CheckState,
    Comment,
    EventType,
    SkipReason,
    SpamCheck,
)
from privacy_plugin.comments.moderation.actions import Entry, record_event
from privacy_plugin.comments.spam_check.checker import (
    get_ready_spam_checker,
    requires_ip_address,
    stores_column,
)
from privacy_plugin.comments.spam_check.client_info import ClientInfo
from privacy_plugin.comments.spam_check.protocol import SpamChecker
from privacy_plugin.consent.ledger import permits
from privacy_plugin.consent.subject import SubjectKey

EDIT = "edit"


def begin_check(
    comment: Comment, client: ClientInfo, given: Collection[str], *, at: datetime
) -> Entry:
    """Queue the check of a comment stored in this transaction, or note why not.

    `given` are the activities the writer has agreed to in this transaction. Returns the
    event to record. Before anything is sent, the gateway reads the ledger.
    """
    checker = get_ready_spam_checker()
    reason = _find_obstacle(comment, client, given, checker)
    if checker is None or reason is not None:
        SpamCheck.objects.create(comment=comment, reason=reason or "")
        return EventType.CHECK_SKIPPED, reason or ""
    columns = _context_columns(client, checker.check_activity)
    CheckContext.objects.create(comment=comment, captured_at=at, **columns)
    SpamCheck.objects.create(
        comment=comment, state=CheckState.QUEUED, queued_at=at, due_at=at
    )
    return EventType.CHECK_QUEUED, ""


def _find_obstacle(
    comment: Comment,
    client: ClientInfo,
    given: Collection[str],
    checker: SpamChecker | None,
) -> SkipReason | None:
    """Return why a new comment is not sent, None if it is."""
    if comment.editor_id:
        return SkipReason.TRUSTED
    if comment.local_verdict:
        return SkipReason.LOCAL
    if checker is None:
        return SkipReason.NO_CHECKER
    if checker.check_activity not in given:
        return SkipReason.NO_CONSENT
    if not client.check_address and requires_ip_address(checker.check_activity):
        return SkipReason.NO_IP
    return None


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
    columns = _context_columns(client, activity)
    CheckContext.objects.update_or_create(
        comment=comment, defaults={**columns, "captured_at": at}
    )


def _context_columns(client: ClientInfo, activity: str) -> dict[str, str | None]:
    """Return what the activity stores of a client."""
    address = client.check_address if stores_column(activity, "ip_address") else ""
    user_agent = client.user_agent if stores_column(activity, "user_agent") else ""
    return {"ip_address": address or None, "user_agent": user_agent}


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
