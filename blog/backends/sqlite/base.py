"""Wait for SQLite's one write lock in steps of a millisecond.

SQLite's own busy handler sleeps for 1, 2, 5, 10, 15, 20, 25 … milliseconds between two
tries. Beside a worker that writes, a comment sleeps through the moments at which the
lock is free: one that is held for 5 ms cost up to 37 ms. Rails replaces the handler for
the same reason. Python cannot, so its timeout is off and a statement is tried again.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.db.backends.sqlite3 import base

POLL_SECONDS = 0.001
T = TypeVar("T")


def retry_while_locked(action: Callable[[], T], *, seconds: float) -> T:
    """Return what `action` returns; raise its error if the lock does not become free.

    For statements outside of transactions, BEGIN among them: one within would hold up
    whoever it waits for.
    """
    deadline = time.monotonic() + seconds
    while True:
        try:
            return action()
        except sqlite3.OperationalError as error:
            is_locked = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
            if not is_locked or time.monotonic() > deadline:
                raise
        time.sleep(POLL_SECONDS)


class Cursor(base.SQLiteCursorWrapper):
    """A cursor whose statements wait up to `wait_seconds` for the lock."""

    wait_seconds = 0.0

    def execute(self, query: str, params: Any = None) -> Any:
        """Execute a statement, and wait for the lock if no transaction is open."""
        run = super().execute
        if self.connection.in_transaction:
            return run(query, params)
        return retry_while_locked(lambda: run(query, params), seconds=self.wait_seconds)

    def executemany(self, query: str, param_list: Iterable[Any]) -> Any:
        """Execute a statement with each of the parameters; wait as ``execute`` does."""
        run, rows = super().executemany, list(param_list)
        if self.connection.in_transaction:
            return run(query, rows)
        return retry_while_locked(lambda: run(query, rows), seconds=self.wait_seconds)


class DatabaseWrapper(base.DatabaseWrapper):
    """SQLite; ``timeout`` in OPTIONS is how many seconds a statement may wait."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        if connection.execute("PRAGMA journal_mode").fetchone() == ("wal",):
            connection.execute("PRAGMA busy_timeout = 0")  # else COMMIT waits, too
        return connection

    def create_cursor(self, name: str | None = None) -> Any:  # noqa: ARG002 - Django's signature
        cursor = self.connection.cursor(factory=Cursor)
        cursor.wait_seconds = self.settings_dict["OPTIONS"].get("timeout", 5.0)
        return cursor
