"""The database's clock, which all processes share.

A machine whose own clock is wrong would treat consents as expired or not yet given, and
delete too early. With SQLite all processes run on one machine and share its clock:
there a decision dated ahead waits (``consent.status``), and a purge only notices
(``rights.retention``).
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.utils import timezone

_SAME = timedelta(seconds=5)  # what an answer takes, and clocks that are kept in step
_FRESH_SECONDS = 60.0
_JUMP_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class _Measurement:
    """The difference between the clocks, and when it was measured (monotonic)."""

    offset: timedelta
    taken_at: float
    started_at: float


_last: dict[str, _Measurement] = {}


def database_now() -> datetime:
    """Return now by the database's clock, aware, in UTC."""
    return by_database_clock(timezone.now())


def by_database_clock(moment: datetime) -> datetime:
    """Return what the database's clock says when this machine's says `moment`.

    Costs a query on PostgreSQL, at most once a minute, and after this machine's clock
    was set.
    """
    offset = _database_offset()
    return moment + offset if abs(offset) > _SAME else moment


def _machine_now() -> datetime:
    return datetime.now(UTC)


def _database_offset() -> timedelta:
    if connection.vendor != "postgresql":
        return timedelta(0)
    taken_at = time.monotonic()
    started_at = _machine_now().timestamp() - taken_at  # moves when the clock is set
    last = _last.get(connection.alias)
    if (
        last is None
        or taken_at - last.taken_at > _FRESH_SECONDS
        or abs(started_at - last.started_at) > _JUMP_SECONDS
    ):
        last = _Measurement(_measure(), taken_at, started_at)
        _last[connection.alias] = last
    return last.offset


def _measure() -> timedelta:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (there,) = cursor.fetchone()
    return there.astimezone(UTC) - _machine_now()
