"""Count the rows of a table of any size: exactly up to a number, then by estimate."""

from __future__ import annotations

import json
from typing import Any

from django.db import connections
from django.db.models import QuerySet
from django.utils.formats import number_format
from django.utils.translation import gettext as _

MOST_COUNTED = 100_000


class EstimatedCount(int):
    """A number of rows as the database's own statistics have it."""


def count_rows(rows: QuerySet[Any]) -> int:
    """Return how many there are; an EstimatedCount beyond MOST_COUNTED.

    PostgreSQL estimates by the statistics of its planner. SQLite has none and counts.
    """
    rows = rows.order_by()
    if connections[rows.db].vendor != "postgresql":
        return rows.count()
    counted = rows[: MOST_COUNTED + 1].count()
    if counted <= MOST_COUNTED:
        return counted
    (plan,) = json.loads(rows.explain(format="json"))
    return EstimatedCount(max(plan["Plan"]["Plan Rows"], counted))


def format_count(count: int) -> str:
    """Return a number for readers; an estimate in two digits, called one."""
    if not isinstance(count, EstimatedCount):
        return str(number_format(count, force_grouping=True))
    rounded = round(count, 2 - len(str(int(count))))
    number = number_format(rounded, force_grouping=True)
    return _("about %(count)s") % {"count": number}
