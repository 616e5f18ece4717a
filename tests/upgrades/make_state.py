"""Pack the present version's database as a state for the upgrade tests.

    python -m tests.upgrades.make_state 1a2b3c4      the name, by custom the commit

Loads the demo with the stand-in for Akismet, then lets readers comment, subscribe,
confirm and write a message by its forms. Needs ``pg_dump`` and the PostgreSQL server of
the tests. Do it at each landing, and commit what it writes into ``states/``.
"""

from __future__ import annotations

import lzma
import os
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from blog.demo.servers.akismet import AkismetServer
from tests.upgrades.states import FOLDER, SERVER

ROOT = Path(__file__).resolve().parents[2]
PRESET = 9 | lzma.PRESET_EXTREME
TRANSIENT = ("django_session", "django_tasks_database_dbtaskresult")
DATABASE = "make_upgrade_state"


def main(name: str) -> None:
    """Write both files."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "db.sqlite3"
        _fill(f"sqlite:///{path}", folder)
        small = path.with_suffix(".small")
        with closing(sqlite3.connect(path)) as database:
            for table in TRANSIENT:
                database.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
            database.commit()
            database.execute("VACUUM INTO ?", [str(small)])
        _pack(name, "sqlite3", small.read_bytes())
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f'DROP DATABASE IF EXISTS "{DATABASE}" WITH (FORCE)')
        server.execute(f'CREATE DATABASE "{DATABASE}"')
        url = urlsplit(SERVER)._replace(path=f"/{DATABASE}").geturl()
        with tempfile.TemporaryDirectory() as folder:
            _fill(url, folder)
        dump = ["pg_dump", "--no-owner", "--no-privileges", "--rows-per-insert=200"]
        dump += [f"--exclude-table-data={table}" for table in TRANSIENT]
        text = subprocess.run([*dump, url], capture_output=True, check=True).stdout
        lines = text.splitlines(keepends=True)
        # What begins with a backslash is for psql alone.
        _pack(name, "sql", b"".join(one for one in lines if one[:1] != b"\\"))
        server.execute(f'DROP DATABASE "{DATABASE}" WITH (FORCE)')


def _fill(url: str, folder: str) -> None:
    """Let the present version make its tables, its demo and what readers write."""
    with AkismetServer() as akismet:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "blog.settings.development",
            "DATABASE_URL": url,
            "VAR_DIR": folder,
            "BASE_URL": "http://127.0.0.1:8000",
            "PRIVACY_AKISMET_API_KEY": "standinkey01",
            "PRIVACY_AKISMET_ENDPOINT": akismet.url,
        }
        for command in (
            ["manage.py", "migrate", "--verbosity", "0", "--skip-checks"],
            ["manage.py", "load_demo", "--skip-checks"],
            ["-m", "tests.upgrades.readers"],
        ):
            run = [sys.executable, *command]
            subprocess.run(run, cwd=ROOT, env=environment, check=True)


def _pack(name: str, kind: str, content: bytes) -> None:
    path = FOLDER / f"{name}.{kind}.xz"
    path.write_bytes(lzma.compress(content, preset=PRESET))
    print(path, path.stat().st_size)


if __name__ == "__main__":
    main(sys.argv[1])
