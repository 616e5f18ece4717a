"""Each earlier version's database can be migrated forward while readers write."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from itertools import product
from pathlib import Path

import psycopg
import pytest

from tests.upgrades.states import NAMES, restored

ROOT = Path(__file__).resolve().parents[2]
# What readers, and the ledger on their behalf, have written. No migration may change
# it; a column is added with a default, and removed a release after nothing uses it.
KEPT = (
    "privacy_comments_comment",
    "privacy_comments_discussion",
    "privacy_consentevent",
    "privacy_consentrecord",
    "privacy_disclosureversion",
    "privacy_form_pages_submission",
    "privacy_subscriptions_subscriber",
    "privacy_subscriptions_subscription",
    "privacy_subscriptions_suppression",
    "privacy_transmission",
)
# These got their standard names, or those of their columns, before the first release.
# What they hold is kept, but whoever upgrades ends the old processes first
# (docs/how-to/deploy.md).
RENAMED = {
    "privacy_comments_moderationevent": "privacy_comments_moderationevent",
    "privacy_comments_reminded": "privacy_comments_remindedcomment",
    "privacy_comments_reminder": "privacy_comments_reminder",
    "privacy_keptrecord": "privacy_recordsnapshot",
    "privacy_subscriptions_enrolment": "privacy_subscriptions_pendingsubscription",
}

# What editors and local traps decide about it is theirs.
DECIDED = {"state", "rejected_at", "local_verdict"}

pytestmark = pytest.mark.long
states = pytest.mark.parametrize(
    ("name", "vendor"), list(product(NAMES, ("sqlite", "postgresql")))
)


class Database:
    """Read and write a database as it is, without any model."""

    def __init__(self, url: str) -> None:
        self.url = url

    def execute(self, statement: str, values: tuple[object, ...] = ()) -> list[tuple]:
        """Run one statement with ``?`` for its values, and commit."""
        if self.url.startswith("sqlite"):
            path = self.url.removeprefix("sqlite:///")
            with closing(sqlite3.connect(path, timeout=60)) as connection:
                rows = connection.execute(statement, values).fetchall()
                connection.commit()
                return rows
        with psycopg.connect(self.url, autocommit=True) as connection:
            cursor = connection.execute(statement.replace("?", "%s"), values)
            return cursor.fetchall() if cursor.description else []

    def columns(self, table: str) -> dict[str, bool]:
        """Return each column, and whether a row may be written that leaves it out."""
        if self.url.startswith("sqlite"):
            found = self.execute(f'PRAGMA table_info("{table}")')
            return {
                name: bool(not required or default is not None or key)
                for _id, name, _type, required, default, key in found
            }
        found = self.execute(
            "SELECT column_name, is_nullable = 'YES' OR column_default IS NOT NULL "
            "OR is_identity = 'YES' FROM information_schema.columns "
            "WHERE table_name = ?",
            (table,),
        )
        return dict(found)

    def rows(self, table: str, columns: list[str]) -> set[str]:
        names = ", ".join(f'"{name}"' for name in columns)
        return set(map(str, self.execute(f"SELECT {names} FROM {table}")))  # noqa: S608 - our own names


class Reader(threading.Thread):
    """Post a comment every now and then, with the columns the old version knew."""

    def __init__(self, database: Database) -> None:
        """Learn which columns there are before the migration."""
        super().__init__()
        self.database = database
        self.written: list[str] = []
        self.has_stopped = threading.Event()
        known = database.columns("privacy_comments_comment")
        self.columns = ", ".join(f'"{name}"' for name in known if name != "id")
        self.values = self.columns.replace('"text"', "?").replace('"subject_key"', "?")

    def run(self) -> None:
        """Write until `has_stopped` is set."""
        while not self.has_stopped.wait(0.1):
            text = f"Written during the upgrade, number {len(self.written)}"
            self.database.execute(
                f"INSERT INTO privacy_comments_comment ({self.columns}) "  # noqa: S608 - our own names
                f"SELECT {self.values} FROM privacy_comments_comment "
                "WHERE id = (SELECT max(id) FROM privacy_comments_comment)",
                self._in_order(text),
            )
            self.written.append(text)

    def _in_order(self, text: str) -> tuple[str, str]:
        key = f"during-{time.monotonic_ns()}"
        is_text_first = self.columns.index('"text"') < self.columns.index(
            '"subject_key"'
        )
        return (text, key) if is_text_first else (key, text)


def run(url: str, folder: Path, *command: str) -> str:
    """Run a program of the site on this database."""
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "blog.settings.development",
            "DATABASE_URL": url,
            "VAR_DIR": str(folder),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@states
def test_migrating_forward_keeps_what_was_written(name, vendor, tmp_path):
    with restored(name, vendor, tmp_path) as url:
        database = Database(url)
        columns = {
            table: sorted(found.keys() - DECIDED)
            for table in KEPT
            if (found := database.columns(table))
        }
        before = {table: database.rows(table, columns[table]) for table in columns}
        renamed = {
            new: database.rows(old, ["id"])
            for old, new in RENAMED.items()
            if database.columns(old)
        }
        reader = Reader(database)
        reader.start()

        try:
            run(url, tmp_path, "manage.py", "migrate", "--no-input")
        finally:
            reader.has_stopped.set()
            reader.join()

        for table, rows in before.items():
            assert rows <= database.rows(table, columns[table]), table
        for table, rows in renamed.items():
            assert rows <= database.rows(table, ["id"]), table
        written = database.execute(
            "SELECT text FROM privacy_comments_comment WHERE subject_key LIKE ?",
            ("during-%",),
        )
        assert len(reader.written) > 1
        assert {text for (text,) in written} == set(reader.written)
        run(url, tmp_path, "manage.py", "privacy_verify")
        run(url, tmp_path, "-m", "tests.upgrades.walk")


@states
def test_the_version_before_can_write_to_the_new_schema(name, vendor, tmp_path):
    with restored(name, vendor, tmp_path) as url:
        database = Database(url)
        tables = [name for name in _own_tables(database) if name not in RENAMED]
        known = {table: set(database.columns(table)) for table in tables}

        run(url, tmp_path, "manage.py", "migrate", "--no-input")

        now = {table: database.columns(table) for table in tables}
        lost = {table: known[table] - set(now[table]) for table in tables}
        assert not any(lost.values()), "a column goes a release after its last use"
        required = [
            f"{table}.{column}"
            for table in tables
            for column, can_be_left_out in now[table].items()
            if column not in known[table] and not can_be_left_out
        ]
        assert required == [], "the version before does not write these"


def _own_tables(database: Database) -> list[str]:
    listing = (
        "SELECT name FROM sqlite_master WHERE type = 'table'"
        if database.url.startswith("sqlite")
        else "SELECT table_name FROM information_schema.tables"
    )
    names = [name for (name,) in database.execute(listing)]
    return [name for name in names if name.startswith(("privacy_", "blog_"))]
