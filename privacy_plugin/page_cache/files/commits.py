"""Remove files before each commit that changes what they show.

It is attached to the connections of every process: web server, worker, commands. What
is written past them, by SQL or on another machine, ends with the time of the files.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.db import DEFAULT_DB_ALIAS, DatabaseError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from privacy_plugin.page_cache.changes.databases import (
    CHANGES,
    CLOCK,
    Database,
    get_database,
)
from privacy_plugin.page_cache.files.fetched_rows import FetchedRows
from privacy_plugin.page_cache.files.locks import lock_folder, try_until
from privacy_plugin.page_cache.files.places import get_folder
from privacy_plugin.page_cache.files.removal import delete_removed, remove_files

MOST_SECONDS_TO_WAIT = 5.0
"""A process that is stopped within its lock must not stop all others for good."""

_READ_ONLY = frozenset(
    (
        *("SELECT", "VALUES", "PRAGMA", "EXPLAIN", "SHOW", "SET", "RESET", "ANALYZE"),
        *("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "VACUUM", "REINDEX"),
        *("DECLARE", "FETCH", "CLOSE", "LISTEN", "NOTIFY", "LOCK"),
    )
)
_CHANGES_ROWS = frozenset(
    ("INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE", "TRUNCATE")
)

logger = logging.getLogger(__name__)


def watch_connection(connection: BaseDatabaseWrapper, **_kwargs: object) -> None:
    """Attach to a new connection, if files are written at all; once to each object."""
    database = get_database(connection)
    if get_folder() is None or database is None:
        return
    if connection.alias != DEFAULT_DB_ALIAS:
        return
    wrappers = connection.execute_wrappers
    if any(isinstance(one, CommitWatch) for one in wrappers):
        return
    watch = CommitWatch(connection, database)
    # First: a wrapper that is being used as a context manager takes the last one away.
    wrappers.insert(0, watch)
    connection.commit = watch.commit  # type: ignore[method-assign] # there is no signal


class CommitWatch:
    """Whether a connection has written since its last commit."""

    def __init__(self, connection: BaseDatabaseWrapper, database: Database) -> None:
        self.connection, self.database = connection, database
        self.commit_unwatched = connection.commit
        self.has_written = False
        self.has_table = False
        self.clock = 0

    def __call__(
        self,
        execute: Callable[..., Any],
        sql: object,
        params: object,
        many: bool,  # noqa: FBT001 - Django's signature
        context: dict[str, Any],
    ) -> Any:  # noqa: ANN401 - as Django's
        cursor = context["cursor"]
        if isinstance(cursor.cursor, FetchedRows):
            cursor.cursor = cursor.cursor.cursor
        word = _get_first_word(sql) if isinstance(sql, str) else ""
        if word in _READ_ONLY:
            return execute(sql, params, many, context)
        is_alone = self.connection.get_autocommit()
        if not is_alone or word not in _CHANGES_ROWS:
            self._note(word)
            return execute(sql, params, many, context)
        with transaction.atomic(using=self.connection.alias):
            self._note(word)
            result = execute(sql, params, many, context)
            if self.connection.vendor == "sqlite" and cursor.description:
                # SQLite does not commit while rows have not been fetched.
                cursor.cursor = FetchedRows(cursor.cursor)
        return result

    def commit(self) -> None:
        """Commit; before it, remove the files of what this transaction has changed."""
        keys = self._find_changed() if self.has_written else set()
        folder = get_folder()
        if not keys or folder is None:
            self.commit_unwatched()
        else:
            with self._removed(folder, keys):
                self.commit_unwatched()
            with suppress(OSError):
                delete_removed(folder)
        self.has_written = False

    def _note(self, word: str) -> None:
        if word not in _CHANGES_ROWS:
            self.has_table = False  # a definition may have changed
        if not self.has_written:
            self.has_written = True
            if self.connection.vendor == "sqlite":
                rows = (
                    self._fetch(self.database.stamp_sql) if self._find_table() else []
                )
                self.clock = int(rows[0][0]) if rows else 0

    def _find_changed(self) -> set[str]:
        if not self._find_table():
            return set()
        self._run(self.database.prepare_commit_sql)
        is_sqlite = self.connection.vendor == "sqlite"
        parameters = (self.clock,) if is_sqlite else None
        rows = self._fetch(self.database.changed_sql, parameters)
        return {key for (key,) in rows} - {CLOCK}

    def _find_table(self) -> bool:
        if not self.has_table:
            rows = self._fetch(self.database.has_table_sql, (CHANGES,))
            self.has_table = bool(rows[0][0])
        return self.has_table

    @contextmanager
    def _removed(self, folder: Path, keys: Collection[str]) -> Iterator[None]:
        """Hold the locks, and remove files; never keep a commit from happening."""
        with ExitStack() as stack:
            try:
                lock = lock_folder(folder, exclusive=True, seconds=MOST_SECONDS_TO_WAIT)
                is_locked = stack.enter_context(lock) and self._lock_database()
                remove_files(folder, keys)
            except OSError:
                is_locked = False
            if not is_locked:
                logger.error("Stored pages may be shown for some time after a change.")
            yield

    def _lock_database(self) -> bool:
        sql = self.database.try_lock_sql[True]
        if not sql:
            return True
        return try_until(lambda: bool(self._fetch(sql)[0][0]), MOST_SECONDS_TO_WAIT)

    def _run(self, sql: str, parameters: object = None) -> None:
        if sql:
            with self.connection.wrap_database_errors, self._cursor() as cursor:
                cursor.execute(sql, parameters)

    def _fetch(self, sql: str, parameters: object = None) -> list[tuple[Any, ...]]:
        with self.connection.wrap_database_errors, self._cursor() as cursor:
            cursor.execute(sql, parameters)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            return rows

    @contextmanager
    def _cursor(self) -> Iterator[Any]:
        """Yield a cursor whose queries no wrapper sees: they belong to nobody."""
        cursor = self.connection.create_cursor()
        try:
            yield cursor
        finally:
            with suppress(DatabaseError):
                cursor.close()


@lru_cache(maxsize=2048)
def _get_first_word(sql: str) -> str:
    """Return what kind of statement it is, in capitals."""
    word = sql.lstrip(" \t\n\r(").partition("(")[0].split(maxsplit=1)
    first = word[0].rstrip(";").upper() if word else ""
    if first != "WITH":
        return first
    words = frozenset(sql.upper().replace("(", " ").split()) & _CHANGES_ROWS
    return min(words, default="SELECT")
