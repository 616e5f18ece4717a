"""Databases as earlier versions left them, to be migrated forward by the tests.

Each state is one landed version with posts, comments, consents, subscriptions and
messages in it, once as an SQLite file and once as a dump of PostgreSQL. To add the
present one (needs ``pg_dump``), name it after the commit:

    python -m tests.upgrades.make_state 1a2b3c4
"""

from __future__ import annotations

import lzma
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

FOLDER = Path(__file__).with_name("states")
SERVER = "postgres://postgres@127.0.0.1:5432/postgres"
NAMES = sorted(path.name.split(".")[0] for path in FOLDER.glob("*.sqlite3.xz"))


@contextmanager
def restored(name: str, vendor: str, folder: Path) -> Iterator[str]:
    """Yield the DATABASE_URL of a database that holds the state of this name."""
    if vendor == "sqlite":
        path = folder / "db.sqlite3"
        path.write_bytes(lzma.decompress(_packed(name, "sqlite3")))
        yield f"sqlite:///{path}"
        return
    database = f"test_upgrade_{name}_{folder.stat().st_ino}"
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f'CREATE DATABASE "{database}"')
        url = urlsplit(SERVER)._replace(path=f"/{database}").geturl()
        try:
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute(lzma.decompress(_packed(name, "sql")))
            yield url
        finally:
            server.execute(f'DROP DATABASE "{database}" WITH (FORCE)')


def _packed(name: str, kind: str) -> bytes:
    return (FOLDER / f"{name}.{kind}.xz").read_bytes()
