"""The stamp of an answer, and whether the answer is current.

A stamp is taken before the first query of an answer: what it shows may be newer, never
older. Then a change drops it too early, never too late.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from privacy_plugin.page_cache.changes.databases import (
    MIGRATING,
    NEVER,
    get_database,
)
from privacy_plugin.page_cache.changes.scopes import SITE
from privacy_plugin.page_cache.models import Change

LIFETIME = timedelta(days=1)
"""No answer is shown for longer: changes are forgotten after `CHANGES_KEPT`."""
CHANGES_KEPT = timedelta(days=2)


def take_stamp() -> str:
    """Return the stamp for an answer made from now on; empty where there is none."""
    database = get_database(connection)
    row = _run(database.stamp_sql) if database is not None else None
    return str(row[0]) if row else ""


def is_current(stamp: str, keys: Iterable[str]) -> bool:
    """Say whether nothing of `keys` has changed since the stamp; one query."""
    database = get_database(connection)
    asked = (SITE, MIGRATING, *keys)
    return database is not None and database.is_current(_run, stamp, asked)


def find_changed(stamp: str) -> set[str]:
    """Return the keys of all that has changed since the stamp."""
    database = get_database(connection)
    assert database is not None  # noqa: S101 - there is a stamp
    with connection.cursor() as cursor:
        cursor.execute(*database.build_changed_since(stamp))
        return {key for (key,) in cursor.fetchall()}


@contextmanager
def no_commit_meanwhile() -> Iterator[bool]:
    """Yield whether no process, and no server for a killed one, is committing.

    Of processes that hold the lock of their folder (``files.commits``), and within.
    """
    database = get_database(connection)
    sql = database.try_lock_sql[False] if database is not None else ""
    if not sql:
        yield database is not None
        return
    with transaction.atomic():
        row = _run(sql)
        yield bool(row and row[0])


def forget_old_changes(*, at: datetime) -> int:
    """Delete what no stored answer can be older than; return how many rows.

    On SQLite there is one row for each key: nothing is old.
    """
    if connection.vendor != "postgresql":
        return 0
    rows = Change.objects.filter(at__lt=at - CHANGES_KEPT).exclude(value=NEVER)
    return rows.delete()[0]


def _run(sql: str, parameters: Sequence[Any] = ()) -> tuple[object, ...] | None:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        row: tuple[object, ...] | None = cursor.fetchone()
        return row
