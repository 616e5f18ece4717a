"""Find the site's spam checker, if it is ready."""

from __future__ import annotations

from typing import cast

from privacy_plugin.comments.conf import comments_conf
from privacy_plugin.comments.spam_check.protocol import SpamChecker
from privacy_plugin.disclosure.activities import get_activity, is_in_force
from privacy_plugin.processing import Category


def get_spam_checker() -> SpamChecker | None:
    """Return the checker named by the settings, ready or not."""
    return cast("SpamChecker | None", comments_conf.get_spam_checker())


def get_ready_spam_checker() -> SpamChecker | None:
    """Return the checker if it is set up and its activity is in force, else None.

    Without it nothing of a spam check is shown to readers, asked or stored.
    """
    checker = get_spam_checker()
    if checker is None or not checker.is_ready():
        return None
    return checker if is_in_force(checker.check_activity) else None


def get_consent_activities() -> tuple[str, ...]:
    """Return the keys of the activities a commenter is asked about."""
    checker = get_ready_spam_checker()
    if checker is None:
        return ()
    keys = (checker.check_activity, checker.recheck_activity)
    return tuple(filter(is_in_force, keys))


def stores_column(activity_key: str, column: str) -> bool:
    """Say whether the activity's declaration stores `column` of the check context."""
    stored = get_activity(activity_key).stored_columns
    return f"privacy_comments.CheckContext.{column}" in stored


def requires_ip_address(activity_key: str) -> bool:
    """Say whether the activity cannot do without the writer's address."""
    return any(
        item.category == Category.IP_ADDRESS and item.sent_as and not item.optional
        for item in get_activity(activity_key).data
    )
