"""Measure a site with a million comments on 10,000 posts, on a PostgreSQL of its own.

    make bench-scale [COMMENTS=1000000]     some minutes; needs 3 GB on the disk

Prints a table and writes var/bench-scale.json. Nothing is asserted.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

from django.db import connection
from django.utils import timezone

from blog.demo.servers.akismet import AkismetServer
from tests.bench import programs
from tests.bench.__main__ import ROOT, _machine, _milliseconds, _prepare
from tests.bench.scale import servers
from tests.support.servers.ports import free_port

POSTS = 10_000
PURGED = 10_000
GETS = 20
LIST = "privacy.transmission_list"
TABLES = (
    "privacy_comments_comment",
    "privacy_comments_moderationevent",
    "privacy_comments_spamcheck",
    "privacy_consentrecord",
    "privacy_consentevent",
    "privacy_transmission",
)
SIZES = """
    SELECT relname, indexrelname, pg_relation_size(indexrelid)
    FROM pg_stat_user_indexes WHERE relname = ANY(%s) ORDER BY 1, 3 DESC"""


def main() -> None:
    """Fill a database, measure, print and write the figures."""
    comments = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with (
        tempfile.TemporaryDirectory() as name,
        AkismetServer() as stand_in,
        servers.postgres(_open_to_all(Path(name)) / "postgres") as database,
    ):
        programs.use({"DATABASE_URL": database.url})
        port = free_port()
        _prepare(Path(name), port, stand_in.url)
        figures = _measure(port, comments)
    target = ROOT / "var" / "bench-scale.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(figures, indent=2) + "\n")
    for key, value in figures.items():
        rows = value.items() if isinstance(value, dict) else [("", value)]
        for name, figure in rows:
            sys.stdout.write(f"{f'{key} {name}':<64}  {figure}\n")


def _open_to_all(folder: Path) -> Path:
    folder.chmod(0o755)  # the database's user has to reach its own folder in it
    return folder


def _measure(port: int, comments: int) -> dict[str, Any]:
    import_module("tests.bench.content").somebody_responsible()
    fill = import_module("tests.bench.scale.fill")
    filled = _seconds(lambda: fill.fill(comments=comments, posts=POSTS))
    figures: dict[str, Any] = {
        "machine": _machine(),
        "comments": comments,
        "seconds_to_fill": filled,
        "bytes_per_row": _bytes_per_row(),
        "bytes_per_row_of_index": _bytes_per_row_of_index(),
    }
    admin_pages = import_module("tests.bench.admin_pages")
    with programs.web_server(port) as server, programs.worker() as worker:
        reader = programs.TimedVisitor(server.address)
        reader.seconds_to_get("/post-1/")
        figures["get_post_ms"] = _milliseconds(
            [reader.seconds_to_get(f"/post-{n}/") for n in range(1, GETS)]
        )
        figures["post_comment_ms"] = _milliseconds(
            [reader.seconds_to_post("/post-1/", with_consent=True) for _ in range(GETS)]
        )
        figures |= admin_pages.measure(server.address, last_page=comments // 50)
        figures["megabytes"] = {
            "web": [_megabytes(pid) for pid in server.process_ids()],
            "worker": _megabytes(worker.pid),
        }
    _let_end(PURGED)
    figures["seconds_to_purge"] = {PURGED: _seconds(_purge)}
    return figures


def _purge() -> None:
    """Delete transmissions whose retention period has ended."""
    import_module("privacy_plugin.rights.retention").purge(at=timezone.now())


def _let_end(count: int) -> None:
    """Let so many transmissions be older than they may become."""
    period = import_module("privacy_plugin.processing").registry.get(LIST).retention
    ended_at = timezone.now() - period.period - timedelta(days=1)
    models = import_module("privacy_plugin.egress.models")
    oldest = models.Transmission.objects.order_by("begun_at").values("pk")[:count]
    models.Transmission.objects.filter(pk__in=oldest).update(begun_at=ended_at)


def _seconds(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return round(time.perf_counter() - began, 1)


def _bytes_per_row() -> dict[str, dict[str, int]]:
    found = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(
                "SELECT pg_table_size(%s::regclass), pg_indexes_size(%s::regclass), "  # noqa: S608 - our own names
                f"count(*) FROM {table}",
                [table, table],
            )
            rows, indexes, count = cursor.fetchone()
            found[table] = {"table": rows // count, "indexes": indexes // count}
    return found


def _bytes_per_row_of_index() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(SIZES, [list(TABLES)])
        sizes = cursor.fetchall()
        found = {}
        for table, index, size in sizes:
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 - our own names
            found[index] = size // cursor.fetchone()[0]
    return found


def _megabytes(pid: int) -> int:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") // 1_000_000


if __name__ == "__main__":
    main()
