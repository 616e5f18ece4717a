"""What is written in SQL: triggers, the stamp of an answer, and whether it is current.

SQLite has one writer at a time, so each change takes the next value of one clock, and a
stamp is its value. On PostgreSQL that would make writers wait for each other: a change
is a row with the number of its transaction, and a stamp is a snapshot; what is not
visible in it is newer. There, rows of a transaction that is rolled back never exist.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from django.db.backends.base.base import BaseDatabaseWrapper

from privacy_plugin.page_cache.changes.scopes import SITE, Part, Watched

CHANGES = "privacy_page_cache_change"
CLOCK = "clock"
REPLACED = "replaced:"
MIGRATING = "migrating"
NEVER = 2**62
"""A value newer than every stamp."""
COMMIT_LOCK = 7_239_415_068_231_574
"""The advisory lock that a transaction holds while its changes are being committed."""


class Statement(Protocol):
    """A function that runs one SQL statement and returns its first row."""

    def __call__(
        self, sql: str, parameters: Sequence[Any] = ()
    ) -> tuple[object, ...] | None: ...


class SQLite:
    """SQLite: row triggers and a clock."""

    prepare = (
        f"INSERT INTO {CHANGES} (key, value) SELECT '{CLOCK}', 1 "  # noqa: S608
        f"WHERE NOT EXISTS (SELECT 1 FROM {CHANGES} WHERE key = '{CLOCK}')",
    )
    remove: tuple[str, ...] = ()
    list_triggers = (
        "SELECT name, tbl_name FROM sqlite_master "
        "WHERE type = 'trigger' AND name LIKE 'page_cache_%%'"
    )
    stamp_sql = f"SELECT value FROM {CHANGES} WHERE key = '{CLOCK}'"  # noqa: S608
    try_lock_sql: Mapping[bool, str] = {
        False: "",
        True: "",
    }  # a transaction ends with its process
    prepare_commit_sql = ""
    has_table_sql = "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE name = %s)"
    changed_sql = f"SELECT key FROM {CHANGES} WHERE value > %s"  # noqa: S608
    """The keys of changes since the clock had a value."""

    @staticmethod
    def build_triggers(watched: Watched) -> list[tuple[str, str]]:
        """Return name and SQL of each trigger of a table."""
        made = []
        seen = ", ".join(f'"{column}"' for column in watched.seen)
        update = f"UPDATE OF {seen}" if watched.unseen else "UPDATE"
        for event, rows in (("INSERT", "N"), (update, "NO"), ("DELETE", "O")):
            keys = [f"'{watched.key}'"]
            if watched.parts:
                keys += [_key(watched.parts, _ROWS[row]) for row in rows]
            # Not ON CONFLICT: OR IGNORE of the statement outside would win over it.
            body = "".join(
                f"UPDATE {CHANGES} SET value = value + 1 WHERE key = '{CLOCK}'; "  # noqa: S608
                f"DELETE FROM {CHANGES} WHERE key = {key}; "
                f"INSERT INTO {CHANGES} (key, value) SELECT {key}, value "
                f"FROM {CHANGES} WHERE key = '{CLOCK}'; "
                for key in keys
            )
            sql = f'AFTER {event} ON "{watched.table}" BEGIN {body}END'
            name = f"page_cache_{_digest(sql)}"
            made.append((name, f"CREATE TRIGGER {name} {sql}"))
        return made

    @staticmethod
    def drop_trigger(name: str, _table: str) -> str:
        return f"DROP TRIGGER IF EXISTS {name}"

    @staticmethod
    def note_change(keys: Iterable[str]) -> list[tuple[str, list[Any]]]:
        """Return statements that make every stamp before now older than `keys`."""
        tick = f"UPDATE {CHANGES} SET value = value + 1 WHERE key = '{CLOCK}'"  # noqa: S608
        statements: list[tuple[str, list[Any]]] = [(tick, [])]
        for key in keys:
            statements += [
                (f"DELETE FROM {CHANGES} WHERE key = %s", [key]),  # noqa: S608
                (
                    f"INSERT INTO {CHANGES} (key, value) SELECT %s, value "  # noqa: S608
                    f"FROM {CHANGES} WHERE key = '{CLOCK}'",
                    [key],
                ),
            ]
        return statements

    @staticmethod
    def build_changed_since(stamp: str) -> tuple[str, list[Any]]:
        """Return SQL for the keys of all changes since the stamp."""
        sql = f"SELECT key FROM {CHANGES} WHERE value > %s AND value < %s"  # noqa: S608
        return sql, [int(stamp), NEVER]

    @staticmethod
    def is_current(run: Statement, stamp: str, keys: Sequence[str]) -> bool:
        places = ", ".join(["%s"] * len(keys))
        sql = f"SELECT max(value) FROM {CHANGES} WHERE key IN ({places})"  # noqa: S608
        row = run(sql, keys)
        newest = row[0] if row else None
        return newest is None or int(str(newest)) <= int(stamp)


class PostgreSQL:
    """PostgreSQL: statement triggers with transition tables, and snapshots."""

    prepare = (
        f"""
        CREATE OR REPLACE FUNCTION page_cache_note() RETURNS trigger
        LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
        DECLARE is_seen boolean;
        BEGIN
            IF TG_OP = 'TRUNCATE' THEN
                INSERT INTO {CHANGES} (key, value) SELECT unnest(ARRAY['{SITE}',
                    TG_ARGV[0]]), pg_current_xact_id()::text::bigint
                    ON CONFLICT DO NOTHING;
            ELSIF EXISTS (SELECT 1 FROM changed) THEN
                IF TG_OP = 'UPDATE' AND TG_ARGV[2] <> '{{}}' THEN
                    EXECUTE 'SELECT EXISTS (SELECT to_jsonb(one) - $1 FROM changed one '
                        'EXCEPT ALL SELECT to_jsonb(one) - $1 FROM replaced one)'
                        INTO is_seen USING TG_ARGV[2]::text[];
                    IF NOT is_seen THEN
                        RETURN NULL;
                    END IF;
                END IF;
                INSERT INTO {CHANGES} (key, value) VALUES (TG_ARGV[0],
                    pg_current_xact_id()::text::bigint) ON CONFLICT DO NOTHING;
                IF TG_ARGV[1] <> '' THEN
                    EXECUTE 'INSERT INTO {CHANGES} (key, value) SELECT DISTINCT key, '
                        'pg_current_xact_id()::text::bigint FROM (' || TG_ARGV[1]
                        || ') AS keys (key) ON CONFLICT DO NOTHING';
                END IF;
            END IF;
            RETURN NULL;
        END $$
        """,  # noqa: S608 - a constant
    )
    remove = ("DROP FUNCTION IF EXISTS page_cache_note() CASCADE",)
    list_triggers = (
        "SELECT tgname, relname FROM pg_trigger "
        "JOIN pg_class ON pg_class.oid = tgrelid "
        "JOIN pg_namespace ON pg_namespace.oid = relnamespace "
        "WHERE nspname = current_schema() AND tgname LIKE 'page_cache_%%'"
    )
    stamp_sql = "SELECT pg_current_snapshot()::text"
    # The server may still be committing when a process has been killed already.
    try_lock_sql: Mapping[bool, str] = {
        False: f"SELECT pg_try_advisory_xact_lock_shared({COMMIT_LOCK}), "
        "set_config('lock_timeout', '1s', true)",
        True: f"SELECT pg_try_advisory_xact_lock({COMMIT_LOCK})",
    }
    # Checks that wait for others have to come before the lock that others wait for.
    has_table_sql = "SELECT to_regclass(%s) IS NOT NULL"
    prepare_commit_sql = "SET CONSTRAINTS ALL IMMEDIATE"
    changed_sql = (
        f"SELECT key FROM {CHANGES} WHERE value IN ({NEVER}, "  # noqa: S608
        "pg_current_xact_id_if_assigned()::text::bigint)"
    )
    """The keys of changes of this transaction."""

    @staticmethod
    def build_triggers(watched: Watched) -> list[tuple[str, str]]:
        made = []
        for event, tables in (
            ("INSERT", "REFERENCING NEW TABLE AS changed"),
            ("UPDATE", "REFERENCING NEW TABLE AS changed OLD TABLE AS replaced"),
            ("DELETE", "REFERENCING OLD TABLE AS changed"),
            ("TRUNCATE", ""),
        ):
            keys = ""
            if watched.parts:
                rows = "changed replaced" if event == "UPDATE" else "changed"
                key = _key(watched.parts, "one")
                selects = [f"SELECT {key} FROM {name} AS one" for name in rows.split()]  # noqa: S608
                keys = " UNION ".join(selects).replace("'", "''")
            unseen = ",".join(watched.unseen)
            arguments = f"'{watched.key}', '{keys}', '{{{unseen}}}'"
            sql = (
                f'AFTER {event} ON "{watched.table}" {tables} FOR EACH STATEMENT '
                f"EXECUTE FUNCTION page_cache_note({arguments})"
            )
            name = f"page_cache_{_digest(sql)}"
            made.append((name, f"CREATE TRIGGER {name} {sql}"))
        return made

    @staticmethod
    def drop_trigger(name: str, table: str) -> str:
        return f'DROP TRIGGER IF EXISTS {name} ON "{table}"'

    @staticmethod
    def note_change(keys: Iterable[str]) -> list[tuple[str, list[Any]]]:
        sql = (
            f"INSERT INTO {CHANGES} (key, value) SELECT unnest(%s::text[]), "  # noqa: S608
            "pg_current_xact_id()::text::bigint ON CONFLICT DO NOTHING"
        )
        return [(sql, [list(keys)])]

    @staticmethod
    def build_changed_since(stamp: str) -> tuple[str, list[Any]]:
        sql = (
            f"SELECT DISTINCT key FROM {CHANGES} WHERE value >= %s AND value < %s "  # noqa: S608
            "AND NOT pg_visible_in_snapshot(value::text::xid8, %s::pg_snapshot)"
        )
        return sql, [_get_oldest_unknown(stamp), NEVER, stamp]

    @staticmethod
    def is_current(run: Statement, stamp: str, keys: Sequence[str]) -> bool:
        sql = (
            f"SELECT 1 FROM {CHANGES} WHERE key = ANY(%s) AND value >= %s AND NOT "  # noqa: S608
            "pg_visible_in_snapshot(value::text::xid8, %s::pg_snapshot) LIMIT 1"
        )
        return run(sql, [list(keys), _get_oldest_unknown(stamp), stamp]) is None


_ROWS = {"N": "NEW", "O": "OLD"}
Database = SQLite | PostgreSQL
_DATABASES: dict[str, Database] = {"sqlite": SQLite(), "postgresql": PostgreSQL()}


def get_database(connection: BaseDatabaseWrapper) -> Database | None:
    """Return what is known of this database; None for others."""
    return _DATABASES.get(connection.vendor)


def _get_oldest_unknown(snapshot: str) -> int:
    """Return the first transaction that a snapshot does not know to have ended."""
    return int(snapshot.partition(":")[0])


def _key(parts: Iterable[Part], row: str) -> str:
    """Return SQL for the key of a row; one that has none concerns the whole site."""
    pieces = " || ".join(_piece(part, row) for part in parts)
    return f"coalesce({pieces}, '{SITE}')"


def _piece(part: Part, row: str) -> str:
    if part.text:
        return "'" + part.text.replace("'", "''") + "'"
    if not part.table:
        return f'CAST({row}."{part.column}" AS text)'
    return (
        f'(SELECT CAST("{part.value}" AS text) FROM "{part.table}" '  # noqa: S608
        f'WHERE "{part.primary_key}" = {row}."{part.column}")'
    )


def _digest(sql: str) -> str:
    return hashlib.sha256(sql.encode()).hexdigest()[:16]
