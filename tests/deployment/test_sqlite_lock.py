"""How a statement waits for SQLite's write lock while another process has it."""

from __future__ import annotations

import statistics
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection

from blog.backends.sqlite.base import DatabaseWrapper

ROOT = Path(__file__).resolve().parents[2]
HELD_SECONDS = 0.06  # SQLite's own handler looks after 53 ms and then after 78 ms
BEGIN = "BEGIN IMMEDIATE"

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        connection.vendor != "sqlite", reason="another database has a lock per row"
    ),
]


def connect(path: Any, *, timeout: float = 5.0) -> Any:
    options = connection.settings_dict["OPTIONS"] | {"timeout": timeout}
    settings = connection.settings_dict | {"NAME": str(path), "OPTIONS": options}
    wrapper = DatabaseWrapper(settings, "other")
    wrapper.inc_thread_sharing()
    return closing(wrapper)


def seconds_after_release(holder: Any, waiting: Any) -> float:
    released: list[float] = []

    def release() -> None:
        time.sleep(HELD_SECONDS)
        holder.execute("COMMIT")
        released.append(time.perf_counter())

    holder.execute(BEGIN)
    thread = threading.Thread(target=release)
    thread.start()
    waiting.execute(BEGIN)
    had_it = time.perf_counter()
    waiting.execute("COMMIT")
    thread.join()
    return had_it - released[0]


def test_lock_is_taken_as_soon_as_it_is_free(tmp_path):
    path = tmp_path / "db.sqlite3"

    with connect(path) as one, connect(path) as other:
        holder, waiting = one.cursor(), other.cursor()
        waits = [seconds_after_release(holder, waiting) for _ in range(9)]

    assert statistics.median(waits) < 0.01


def test_lock_that_is_never_free_is_an_error_after_the_timeout(tmp_path):
    path = tmp_path / "db.sqlite3"
    with connect(path) as one, connect(path, timeout=0.2) as other:
        one.cursor().execute(BEGIN)
        began = time.monotonic()

        with pytest.raises(OperationalError, match="locked"):
            other.cursor().execute(BEGIN)

        assert 0.2 <= time.monotonic() - began < 2


def test_transaction_that_began_by_reading_is_refused_at_once(tmp_path):
    path = tmp_path / "db.sqlite3"
    with connect(path) as one, connect(path) as other:
        holder, reader = one.cursor(), other.cursor()
        holder.execute("CREATE TABLE seen (number integer)")
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM seen")
        holder.execute(BEGIN)
        began = time.monotonic()

        with pytest.raises(OperationalError, match="locked"):
            reader.execute("INSERT INTO seen VALUES (1)")

        assert time.monotonic() - began < 2


@pytest.mark.parametrize("server", ["wsgi", "asgi"])
def test_what_is_loaded_at_the_start_is_not_collected_again(server):
    code = (
        "import os, gc; os.environ['DJANGO_SETTINGS_MODULE'] = 'blog.settings.test'\n"
        f"import blog.{server}; print(gc.get_freeze_count(), len(gc.get_objects()))"
    )

    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True, check=True, cwd=ROOT, text=True,
    )  # fmt: skip

    frozen, collected = map(int, done.stdout.split())
    assert frozen > 10 * collected
