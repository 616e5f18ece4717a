"""Put the triggers in place after each migration, and say whether they are there.

While migrations run, the triggers are gone: SQLite makes a table anew to change it. So
no answer is current from before the first migration until the triggers are back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from privacy_plugin.page_cache.changes.databases import (
    CHANGES,
    MIGRATING,
    NEVER,
    REPLACED,
    Database,
    get_database,
)
from privacy_plugin.page_cache.changes.scopes import SITE, Watched, get_watched


def before_migration(*, using: str, plan: Any = (), **_kwargs: object) -> None:
    """Take the triggers away where something is to be migrated."""
    connection = connections[using]
    database = get_database(connection)
    if using != DEFAULT_DB_ALIAS or database is None or not plan:
        return
    if not can_be_watched(connection):
        return
    with transaction.atomic(using=using), connection.cursor() as cursor:
        installed = get_installed_triggers(connection)
        _mark(cursor, MIGRATING)
        if installed:
            _mark(cursor, get_replaced_key(installed))
    with transaction.atomic(using=using), connection.cursor() as cursor:
        for name, table in installed.items():
            cursor.execute(database.drop_trigger(name, table))
        for statement in database.remove:
            cursor.execute(statement)


def after_migration(*, using: str, **_kwargs: object) -> None:
    """Watch every table; where one was not watched, everything counts as changed."""
    connection = connections[using]
    database = get_database(connection)
    if using != DEFAULT_DB_ALIAS or database is None:
        return
    if not can_be_watched(connection):
        return
    watched = find_watched(connection)
    expected = build_triggers(database, watched)
    installed = get_installed_triggers(connection)
    with transaction.atomic(using=using), connection.cursor() as cursor:
        if installed.keys() != expected.keys():
            _replace(cursor, database, installed, expected)
            keys = {SITE, *(one.key for one in watched.values())}
            for sql, parameters in database.note_change(sorted(keys)):
                cursor.execute(sql, parameters)
            if installed:
                _mark(cursor, get_replaced_key(installed))
            _unmark(cursor, get_replaced_key(expected))
        _unmark(cursor, MIGRATING)


def can_be_watched(connection: BaseDatabaseWrapper) -> bool:
    """Say whether this kind of database can note changes, and has the table for it."""
    if get_database(connection) is None:
        return False
    return CHANGES in connection.introspection.table_names()


def is_complete(
    connection: BaseDatabaseWrapper,
    watched: dict[str, Watched],
    installed: dict[str, str],
) -> bool:
    """Say whether every change of these tables is noted, as this code expects."""
    database = get_database(connection)
    if database is None:
        return False
    return build_triggers(database, watched).keys() == installed.keys()


def get_replaced_key(installed: Iterable[str]) -> str:
    """Return the key under which it is noted that other triggers are in place now.

    A process with older code, and other scopes, must not rely on them.
    """
    names = ",".join(sorted(installed))
    return f"{REPLACED}{hashlib.sha256(names.encode()).hexdigest()[:32]}"


def find_watched(connection: BaseDatabaseWrapper) -> dict[str, Watched]:
    """Return what is watched by table: tables of models, but no virtual ones."""
    tables = set(connection.introspection.table_names())
    if connection.vendor == "sqlite":
        sql = "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%'"
        with connection.cursor() as cursor:
            tables -= {name for (name,) in cursor.execute(sql).fetchall()}
    return get_watched(tables)


def build_triggers(database: Database, watched: dict[str, Watched]) -> dict[str, str]:
    """Return the SQL of every trigger, by a name that says what it does."""
    return dict(
        trigger for one in watched.values() for trigger in database.build_triggers(one)
    )


def get_installed_triggers(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """Return the table of every trigger of this app, by name."""
    database = get_database(connection)
    assert database is not None  # noqa: S101 - asked by the callers
    with connection.cursor() as cursor:
        cursor.execute(database.list_triggers, [])
        return dict(cursor.fetchall())


def _replace(
    cursor: Any,  # noqa: ANN401 - a cursor of Django has no public type
    database: Database,
    installed: dict[str, str],
    expected: dict[str, str],
) -> None:
    for statement in database.prepare:
        cursor.execute(statement)
    for name in installed.keys() - expected.keys():
        cursor.execute(database.drop_trigger(name, installed[name]))
    for name in expected.keys() - installed.keys():
        cursor.execute(expected[name])


def _mark(cursor: Any, key: str) -> None:  # noqa: ANN401 - as above
    _unmark(cursor, key)
    sql = f"INSERT INTO {CHANGES} (key, value) VALUES (%s, %s)"  # noqa: S608
    cursor.execute(sql, [key, NEVER])


def _unmark(cursor: Any, key: str) -> None:  # noqa: ANN401 - as above
    cursor.execute(f"DELETE FROM {CHANGES} WHERE key = %s", [key])  # noqa: S608
