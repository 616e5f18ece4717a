"""Put the test database back to what the migrations made of it.

Django empties every table after a test with real transactions. That would take away
what migrations put in (Wagtail's root page, the site, the first locale), and a ledger
that is append-only refuses to be emptied, as it should. So the whole database is
replaced by a copy: on PostgreSQL from a template, on SQLite by a file with a name of
its own, so that a request or a test that still holds the old one cannot touch it.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from itertools import count
from pathlib import Path

from django.db import connection, connections

_copies: dict[str, str] = {}
_current = ""
_numbers = count(1)


def current() -> str:
    """Return the name of the copy that the database was last, empty before any."""
    return _current


def keep_copy(name: str) -> None:
    """Copy the test database as it stands."""
    global _current  # noqa: PLW0603 - there is one test database in a process
    connections.close_all()
    _copies[name] = f"{_name()}_{name}"
    if connection.vendor == "sqlite":
        with (
            closing(sqlite3.connect(_name())) as read,
            closing(sqlite3.connect(_copies[name])) as written,
        ):
            read.backup(written)
    else:
        _recreate(_copies[name], like=_name())
    _current = name


def put_back(name: str = "") -> None:
    """Make the test database what it was when it was copied, by default as before."""
    global _current  # noqa: PLW0603 - as above
    _current = name or _current
    connections.close_all()
    if connection.vendor == "sqlite":
        _take_new_file(_copies[_current])
    else:
        _recreate(_name(), like=_copies[_current])


def remove_copies() -> None:
    connections.close_all()
    for copy in _copies.values():
        if connection.vendor == "sqlite":
            Path(copy).unlink(missing_ok=True)
            continue
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{copy}" WITH (FORCE)')


def hang_up_others() -> None:
    """End what killed workers and threads that are over still hold open."""
    if connection.vendor == "sqlite":
        return
    with connection._nodb_cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = %s AND pid <> pg_backend_pid()",
            [_name()],
        )
    connections.close_all()


def _name() -> str:
    return str(connection.settings_dict["NAME"])


def _take_new_file(copy: str) -> None:
    old, new = _name(), f"{copy}_{next(_numbers)}"
    shutil.copyfile(copy, new)
    connection.settings_dict["NAME"] = new  # one dictionary for all threads
    for part in ("", "-wal", "-shm"):
        Path(old + part).unlink(missing_ok=True)


def _recreate(name: str, *, like: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')
