"""Triggers that make the database itself refuse to rewrite the ledger.

They are installed by a migration and looked for by a start-up check. The proof period
stands here once more, in SQL, because the database must not have to ask anybody; a
test compares it with the declaration ``privacy.consent_proof``.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db.backends.base.base import BaseDatabaseWrapper

PROOF_DAYS = 3 * 365

_FROZEN = (
    "privacy_disclosureversion",
    "privacy_publishedtext",
    "privacy_consentrecord",
    "privacy_consentevent",
)
_REFUSALS = (
    *((table, "update", "") for table in _FROZEN),
    ("privacy_disclosureversion", "delete", ""),
    ("privacy_publishedtext", "delete", ""),
    ("privacy_consentevent", "delete", "ended_at"),
)


def trigger_names(vendor: str) -> frozenset[str]:
    """Return the names of the triggers the ledger rests on, by kind of database."""
    names = {f"{table}_no_{verb}" for table, verb, _column in _REFUSALS}
    if vendor == "postgresql":
        names |= {f"{table}_no_truncate" for table in _FROZEN}
    return frozenset(names)


def _sqlite(table: str, verb: str, column: str) -> list[str]:
    oldest = f"strftime('%Y-%m-%d %H:%M:%f', 'now', '-{PROOF_DAYS} days')"
    too_young = f"WHEN OLD.{column} > {oldest}" if column else ""
    return [
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {verb.upper()} "
        f"ON {table} {too_young} BEGIN "
        f"SELECT RAISE(ABORT, '{table} is append-only'); END",
    ]


def _postgresql(table: str, verb: str, column: str) -> list[str]:
    too_young = (
        f"WHEN (OLD.{column} > now() - interval '{PROOF_DAYS} days')" if column else ""
    )
    return [
        "CREATE OR REPLACE FUNCTION privacy_refuse() RETURNS trigger AS $$ BEGIN "
        "RAISE EXCEPTION '% is append-only', TG_TABLE_NAME "
        "USING ERRCODE = 'integrity_constraint_violation'; END $$ LANGUAGE plpgsql",
        f"CREATE OR REPLACE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} "
        f"ON {table} FOR EACH ROW {too_young} EXECUTE FUNCTION privacy_refuse()",
        # TRUNCATE passes by the triggers of rows. An empty table may be emptied, so
        # that test databases can be; on SQLite it is the same.
        "CREATE OR REPLACE FUNCTION privacy_refuse_rows() RETURNS trigger AS $$ "
        "DECLARE has_rows boolean; BEGIN "
        "EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I)', TG_TABLE_NAME) "
        "INTO has_rows; IF has_rows THEN "
        "RAISE EXCEPTION '% is append-only', TG_TABLE_NAME "
        "USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        "RETURN NULL; END $$ LANGUAGE plpgsql",
        f"CREATE OR REPLACE TRIGGER {table}_no_truncate BEFORE TRUNCATE "
        f"ON {table} FOR EACH STATEMENT EXECUTE FUNCTION privacy_refuse_rows()",
    ]


def _statements(vendor: str, tables: Collection[str]) -> list[str]:
    write = {"sqlite": _sqlite, "postgresql": _postgresql}.get(vendor)
    if write is None:
        return []
    refusals = [one for one in _REFUSALS if one[0] in tables]
    return [sql for refusal in refusals for sql in write(*refusal)]


def install(connection: BaseDatabaseWrapper) -> None:
    """Create the triggers; those that exist are left as they are.

    A table that a later migration creates gets its own then.
    """
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        for statement in _statements(connection.vendor, tables):
            cursor.execute(statement)


def lift(connection: BaseDatabaseWrapper) -> None:
    """Remove the triggers: to undo the migration, or to empty a test database."""
    with connection.cursor() as cursor:
        for name in sorted(trigger_names(connection.vendor)):
            table = name.partition("_no_")[0]
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


def missing(connection: BaseDatabaseWrapper) -> frozenset[str]:
    """Return the names of triggers the database lacks, or has been told to ignore."""
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
