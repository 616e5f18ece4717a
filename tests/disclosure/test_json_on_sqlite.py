"""A page is read while another process writes, and by a process that starts then."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections
from django.test import Client

from tests.support import factories

pytestmark = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="SQLite has one writer at a time"
)
WRITER = """
import sqlite3, sys
database = sqlite3.connect(sys.argv[1], isolation_level=None)
database.execute("BEGIN IMMEDIATE")
print("writing", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def writer(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Another process that writes for longer than anybody here waits."""
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.2)
    factories.post()
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(connection.settings_dict["NAME"])],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "writing\n"
        yield
        process.terminate()


def read_with_a_new_connection() -> tuple[int, bool]:
    try:
        status = Client().get("/a-post/").status_code
        return status, connection.features.supports_json_field
    finally:
        connections.close_all()


def test_page_is_shown_while_another_process_writes(writer):
    with ThreadPoolExecutor(1) as thread:
        status, knows_json = thread.submit(read_with_a_new_connection).result()

    assert (status, knows_json) == (200, True)
