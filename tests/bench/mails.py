"""Measure how fast mail leaves, and whether readers notice.

    python -m tests.bench.mails [subscribers]     100,000 unless told otherwise

One post, one worker, a mail server on this machine that keeps nothing. Comments are
posted one after the other, before it and while recipients are found and mails leave.
Prints a table.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from contextlib import AbstractContextManager
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from subprocess import Popen

from django.utils import timezone

from blog.demo.servers.akismet import AkismetServer
from tests.bench import programs
from tests.bench.__main__ import _machine, _prepare
from tests.support.servers.ports import free_port

POSTS = 50
SAMPLES = 10


def main() -> None:
    """Build a site with subscribers, publish a post, and watch."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as name, AkismetServer() as stand_in:
        folder, port, mail_port = Path(name), free_port(), free_port()
        programs.use({"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(mail_port)})
        _prepare(folder, port, stand_in.url)
        counted = folder / "count"
        with _sink(mail_port, counted), programs.web_server(port) as server:
            _measure(count, programs.TimedVisitor(server.address), counted)


def _sink(port: int, counted: Path) -> AbstractContextManager[Popen[bytes]]:
    return programs.program("-m", "tests.bench.sink", str(port), str(counted))


def _measure(count: int, reader: programs.TimedVisitor, counted: Path) -> None:
    factories = import_module("tests.support.factories")  # models need a Django set up
    import_module("tests.bench.content").somebody_responsible()
    path = factories.post(title="Something to comment on", policy="open").url
    factories.many_subscribers(count, at=timezone.now() - timedelta(minutes=1))
    _post_times(reader, path)
    before = [one for _again in range(SAMPLES) for one in _post_times(reader, path)]
    factories.post(title="Something new")
    with programs.worker() as worker:
        during = _post_times(reader, path)  # while it finds whom to tell, and tells
        _await(counted, 1)
        began, first = time.monotonic(), _count(counted)
        memory = []
        for sample in range(SAMPLES):
            during += _post_times(reader, path)
            _await(counted, first + (count - first) * (sample + 1) // SAMPLES)
            memory.append(_megabytes(worker.pid))
        took = time.monotonic() - began
    rate = (count - first) / took
    sys.stdout.write(f"{_machine()}\n{count} mails: {rate:.0f} per second\n")
    sys.stdout.write(f"memory of the worker, in MB, at each tenth: {memory}\n")
    for name, times in (("before", before), ("meanwhile", during)):
        cuts = statistics.quantiles(times, n=100)
        line = f"p50 {cuts[49] * 1000:.0f} ms, p99 {cuts[98] * 1000:.0f} ms"
        sys.stdout.write(f"POST of a comment {name}: {line}\n")


def _post_times(reader: programs.TimedVisitor, path: str) -> list[float]:
    return [reader.seconds_to_post(path, with_consent=False) for _ in range(POSTS)]


def _count(counted: Path) -> int:
    try:
        return int(counted.read_text() or 0)
    except (OSError, ValueError):
        return 0


def _await(counted: Path, number: int) -> None:
    while _count(counted) < number:
        time.sleep(0.2)


def _megabytes(pid: int) -> int:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * 4096 // 1_000_000


if __name__ == "__main__":
    main()
