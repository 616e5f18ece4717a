"""Delete the data kept for checks (IP address, user agent)."""

from __future__ import annotations

from datetime import datetime

from privacy_plugin.comments.models import CheckContext
from privacy_plugin.comments.spam_check.checker import (
    get_consent_activities,
    stores_column,
)
from privacy_plugin.comments.spam_check.results import GIVE_UP_AFTER

_COLUMNS: dict[str, str | None] = {"ip_address": None, "user_agent": ""}


def delete_undeclared_context(*, at: datetime) -> int:
    """Empty the columns that the checker in force does not store; return how many rows.

    A row that is older than any check is tried for is deleted. Where no checker is
    ready, another may be tomorrow, so what waits for it stays until then.
    """
    old, _by_model = CheckContext.objects.filter(
        captured_at__lte=at - GIVE_UP_AFTER
    ).delete()
    activities = get_consent_activities()
    emptied = 0
    for column, empty in _COLUMNS.items() if activities else ():
        if not any(stores_column(activity, column) for activity in activities):
            filled = CheckContext.objects.exclude(**{column: empty})
            emptied += filled.update(**{column: empty})
    return old + emptied
