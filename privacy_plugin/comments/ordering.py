"""Order a check, or state why there is none. Only here an address begins to be kept."""

from __future__ import annotations

from datetime import datetime

from privacy_plugin.comments.checker import keeps, ready_checker
from privacy_plugin.comments.models import (
    CheckContext,
    CheckState,
    Comment,
    NotChecked,
    SpamCheck,
    What,
)
from privacy_plugin.comments.moderation import record
from privacy_plugin.comments.sender import Sender
from privacy_plugin.comments.spam import SpamChecker
from privacy_plugin.consent.ledger import permits
from privacy_plugin.consent.subject import SubjectKey

EDIT = "edit"


def order_check(
    comment: Comment, sender: Sender, *, at: datetime, recheck_reason: str = ""
) -> None:
    """Queue the check the writer agreed to, with what it needs; else say why not.

    A recheck (`recheck_reason`) is an activity of its own. Runs in a transaction.
    """
    checker = ready_checker()
    if checker is None:
        skip_check(comment, NotChecked.NO_CHECKER, at=at)
        return
    activity = checker.recheck_activity if recheck_reason else checker.check_activity
    if not permits(SubjectKey(comment.subject_key), activity, at=at):
        reason = NotChecked.EDITED if recheck_reason else NotChecked.NO_CONSENT
        skip_check(comment, reason, at=at)
        return
    if not sender.check_address:
        skip_check(comment, NotChecked.NO_IP, at=at)
        return
    keep_context(comment, sender, checker, at=at)
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
    record(comment, What.CHECK_QUEUED, at=at, reason=recheck_reason)


def keep_context(
    comment: Comment, sender: Sender, checker: SpamChecker, *, at: datetime
) -> None:
    """Keep what this request says about its sender, as far as the checker declares."""
    user_agent = sender.user_agent if keeps(checker, "user_agent") else ""
    CheckContext.objects.update_or_create(
        comment=comment,
        defaults={
            "ip_address": sender.check_address,
            "user_agent": user_agent,
            "captured_at": at,
        },
    )


def skip_check(comment: Comment, reason: NotChecked, *, at: datetime) -> None:
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
    record(comment, What.CHECK_SKIPPED, at=at, reason=reason)
