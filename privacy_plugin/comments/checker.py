"""Find the spam checker the site has chosen, if it is ready."""

from __future__ import annotations

from functools import cache
from typing import cast

from django.utils.module_loading import import_string

from privacy_plugin.comments.spam import SpamChecker
from privacy_plugin.conf import conf
from privacy_plugin.disclosure.document import activity_in_force
from privacy_plugin.processing import UnknownActivity


@cache
def _made(path: str) -> SpamChecker:
    return cast("SpamChecker", import_string(path)())


def configured_checker() -> SpamChecker | None:
    """Return the checker named by the settings, ready or not."""
    path = conf.comments_spam_checker
    return _made(path) if path else None


def ready_checker() -> SpamChecker | None:
    """Return the checker if it is set up and its activity is in force, else None.

    Without it nothing of a spam check is shown to readers, asked or stored.
    """
    checker = configured_checker()
    if checker is None or not checker.is_ready():
        return None
    try:
        activity_in_force(checker.check_activity)
    except UnknownActivity:
        return None
    return checker


def consent_activities() -> tuple[str, ...]:
    """Return the keys of the activities a commenter is asked about, maybe none."""
    checker = ready_checker()
    if checker is None:
        return ()
    return (checker.check_activity, checker.recheck_activity)


def keeps(checker: SpamChecker, column: str) -> bool:
    """Say whether the checker's declaration stores `column` of the check context."""
    stored = activity_in_force(checker.check_activity).stored_columns
    return f"privacy_comments.CheckContext.{column}" in stored
