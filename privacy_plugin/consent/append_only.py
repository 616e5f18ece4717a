"""Database triggers that keep the consent ledger append-only.

Migrations install them; a start-up check looks for them. The SQL repeats the proof
period, because a trigger cannot read a declaration; a test compares it with
``privacy.consent_proof``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django.db.backends.base.base import BaseDatabaseWrapper

PROOF_DAYS = 3 * 365
SHORTEST_PROOF_DAYS = 365  # of an event, from when it is written

_FROZEN = (
    "privacy_disclosureversion",
    "privacy_publishedtext",
    "privacy_consentrecord",
    "privacy_consentevent",
    "privacy_requestevent",
)
_EVENTS = "privacy_consentevent"
_REQUEST_EVENTS = "privacy_requestevent"
_REFUSALS = (
    *((table, "update", "") for table in _FROZEN),
    ("privacy_disclosureversion", "delete", ""),
    ("privacy_publishedtext", "delete", ""),
    (_EVENTS, "delete", "ended_at"),
    (_REQUEST_EVENTS, "delete", "at"),
)
_OLDEST_NEW_DAYS = PROOF_DAYS - SHORTEST_PROOF_DAYS
# An event that says it ended long ago could be deleted at once, and one that says it
# ended before its consent does could be deleted while the consent still counts. Only
# the note that a consent has run out is about the past, however late it is made.
_BACKDATED = (
    "NEW.ended_at < NEW.valid_until OR NEW.ended_at < {oldest} AND NOT ("
    "NEW.state = 'expired' AND EXISTS (SELECT 1 FROM privacy_consentevent AS previous "
    "WHERE previous.record_id = NEW.record_id AND previous.hash = NEW.previous_hash "
    "AND previous.valid_until = NEW.ended_at))"
)


def trigger_names(vendor: str) -> frozenset[str]:
    """Return the names of the triggers the ledger rests on, by kind of database."""
    names = {f"{table}_no_{verb}" for table, verb, _column in _REFUSALS}
    names.add(f"{_EVENTS}_no_backdating")
    if vendor == "postgresql":
        names |= {f"{table}_no_truncate" for table in _FROZEN}
    if vendor == "sqlite":
        names |= {f"{table}_no_replace" for table in _FROZEN}
    return frozenset(names)


def _sqlite(tables: Collection[str], keys: dict[str, list[list[str]]]) -> Iterator[str]:
    for table, verb, column in _REFUSALS:
        oldest = _sqlite_days_ago(PROOF_DAYS)
        condition = f"OLD.{column} > {oldest}" if column else ""
        if table in tables:
            yield _sqlite_trigger(table, verb, verb.upper(), condition)
    # INSERT OR REPLACE deletes what is in its way, and no trigger hears of that.
    for table, unique in keys.items():
        same = " OR ".join(
            " AND ".join(f'"{name}" = NEW."{name}"' for name in names)
            for names in unique
        )
        condition = f"EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608 - our own names
        yield _sqlite_trigger(table, "replace", "INSERT", condition)
    if _EVENTS in tables:
        backdated = _BACKDATED.format(oldest=_sqlite_days_ago(_OLDEST_NEW_DAYS))
        yield _sqlite_trigger(_EVENTS, "backdating", "INSERT", backdated)


def _sqlite_days_ago(days: int) -> str:
    return f"strftime('%Y-%m-%d %H:%M:%f', 'now', '-{days} days')"


def _sqlite_trigger(table: str, what: str, verb: str, condition: str) -> str:
    when = f"WHEN {condition}" if condition else ""
    return (
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_{what} BEFORE {verb} "
        f"ON {table} {when} BEGIN "
        f"SELECT RAISE(ABORT, '{table} is append-only'); END"
    )


_REFUSE = (
    "RAISE EXCEPTION '% is append-only', TG_TABLE_NAME "
    "USING ERRCODE = 'integrity_constraint_violation';"
)
_POSTGRESQL_FUNCTIONS = (
    "CREATE OR REPLACE FUNCTION privacy_refuse() RETURNS trigger AS $$ "
    "BEGIN {refuse} END $$ LANGUAGE plpgsql",
    # TRUNCATE passes by the triggers of rows. An empty table may be emptied, so that
    # test databases can be; on SQLite it is the same.
    "CREATE OR REPLACE FUNCTION privacy_refuse_rows() RETURNS trigger AS $$ "
    "DECLARE has_rows boolean; BEGIN "
    "EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I)', TG_TABLE_NAME) INTO has_rows; "
    "IF has_rows THEN {refuse} END IF; RETURN NULL; END $$ LANGUAGE plpgsql",
    "CREATE OR REPLACE FUNCTION privacy_refuse_backdating() RETURNS trigger AS $$ "
    "BEGIN IF {backdated} THEN {refuse} END IF; RETURN NEW; END $$ LANGUAGE plpgsql",
)


def _postgresql(tables: Collection[str]) -> Iterator[str]:
    oldest = f"now() - interval '{_OLDEST_NEW_DAYS} days'"
    backdated = _BACKDATED.format(oldest=oldest)
    for function in _POSTGRESQL_FUNCTIONS:
        yield function.format(backdated=backdated, refuse=_REFUSE)
    for table, verb, column in _REFUSALS:
        limit = f"now() - interval '{PROOF_DAYS} days'"
        when = f"WHEN (OLD.{column} > {limit})" if column else ""
        if table in tables:
            yield (
                f"CREATE OR REPLACE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} "
                f"ON {table} FOR EACH ROW {when} EXECUTE FUNCTION privacy_refuse()"
            )
    for table in _FROZEN:
        if table in tables:
            yield (
                f"CREATE OR REPLACE TRIGGER {table}_no_truncate BEFORE TRUNCATE "
                f"ON {table} FOR EACH STATEMENT EXECUTE FUNCTION privacy_refuse_rows()"
            )
    if _EVENTS in tables:
        yield (
            f"CREATE OR REPLACE TRIGGER {_EVENTS}_no_backdating BEFORE INSERT "
            f"ON {_EVENTS} FOR EACH ROW EXECUTE FUNCTION privacy_refuse_backdating()"
        )


def install(connection: BaseDatabaseWrapper) -> None:
    """Create the triggers; those that exist are left as they are.

    A table that a later migration creates gets its own then. On SQLite, a migration
    that alters one of the tables drops its triggers, and calls this again.
    """
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        statements: Iterator[str] = iter(())
        if connection.vendor == "sqlite":
            statements = _sqlite(tables, _unique_columns(connection, tables))
        elif connection.vendor == "postgresql":
            statements = _postgresql(tables)
        for statement in statements:
            cursor.execute(statement)


def _unique_columns(
    connection: BaseDatabaseWrapper, tables: Collection[str]
) -> dict[str, list[list[str]]]:
    """Return the columns of each unique constraint of the frozen tables."""
    with connection.cursor() as cursor:
        return {
            table: [
                constraint["columns"]
                for constraint in connection.introspection.get_constraints(
                    cursor, table
                ).values()
                if constraint["unique"] or constraint["primary_key"]
            ]
            for table in _FROZEN
            if table in tables
        }


def lift(connection: BaseDatabaseWrapper) -> None:
    """Remove the triggers: to undo the migration, or to empty a test database."""
    with connection.cursor() as cursor:
        for name in sorted(trigger_names(connection.vendor)):
            table = name.partition("_no_")[0]
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


def missing(connection: BaseDatabaseWrapper) -> frozenset[str]:
    """Return the names of triggers that are missing or disabled."""
    query = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
        "postgresql": "SELECT tgname FROM pg_trigger "
        "WHERE NOT tgisinternal AND tgenabled IN ('O', 'A')",
    }.get(connection.vendor)
    wanted = trigger_names(connection.vendor)
    if query is None:
        return wanted
    with connection.cursor() as cursor:
        cursor.execute(query)
        present = {name for (name,) in cursor.fetchall()}
    return wanted - present
