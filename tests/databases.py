"""Put the test database back to what the migrations made of it.

Django empties every table after a test with real transactions. That would take away
what migrations put in (Wagtail's root page, the site, the first locale), and a ledger
that is append-only refuses to be emptied, as it should. So the whole database is
replaced by a copy: on SQLite by its backup, on PostgreSQL from a template.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from django.db import connection, connections


def keep_copy() -> None:
    """Copy the test database as it stands after the migrations."""
    connections.close_all()
    if connection.vendor == "sqlite":
        _copy(_name(), _name() + ".copy")
    else:
        _recreate(_name() + "_copy", like=_name())


def put_back() -> None:
    """Make the test database what it was when it was copied."""
    connections.close_all()
    if connection.vendor == "sqlite":
        _copy(_name() + ".copy", _name())
    else:
        _recreate(_name(), like=_name() + "_copy")


def remove_copy() -> None:
    """Delete the copy."""
    connections.close_all()
    if connection.vendor == "sqlite":
        Path(_name() + ".copy").unlink(missing_ok=True)
    else:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{_name()}_copy" WITH (FORCE)')


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


def _copy(source: str, target: str) -> None:
    read, written = sqlite3.connect(source), sqlite3.connect(target, timeout=20)
    try:
        read.backup(written)
    finally:
        read.close()
        written.close()


def _recreate(name: str, *, like: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')
