"""Measure what readers wait for, and print it as a table.

    make bench        writes var/bench.json as well

Everything runs as in production: gunicorn with two processes, the worker beside it, the
stand-in for Akismet, no page cache. SQLite, unless DATABASE_URL names a PostgreSQL
database that may be filled. Nothing is asserted here: the tests do that.
"""

from __future__ import annotations

import json
import logging
import os
import platform
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command

from blog.demo.servers.akismet import AkismetServer, Mode
from tests.bench import programs
from tests.support.servers.ports import free_port

GETS = 200
POSTS = 60
CHECKS = 100
LARGE = 100_000
BARE = "bare view, a constant string"
SESSION = f"sessionid={'a' * 32}"
ROOT = Path(__file__).resolve().parents[2]


def main() -> None:
    """Build a site, measure it, print and write the figures."""
    with tempfile.TemporaryDirectory() as folder, AkismetServer() as stand_in:
        port = free_port()
        _prepare(Path(folder), port, stand_in.url)
        figures = _measure(port, stand_in)
    target = ROOT / "var" / "bench.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(figures, indent=2) + "\n")
    _print(figures)


def _prepare(folder: Path, port: int, stand_in: str) -> None:
    variables = {
        "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
        "SECRET_KEY": "not-a-secret: this site lives as long as its benchmark runs",
        "ALLOWED_HOSTS": "127.0.0.1,testserver",
        "BASE_URL": f"http://127.0.0.1:{port}",
        "SECURE_SSL_REDIRECT": "false",
        "TRUSTED_PROXIES": "127.0.0.1",
        "VAR_DIR": str(folder),
        "LOG_LEVEL": "error",
        "PRIVACY_AKISMET_API_KEY": "standinkey01",
        "PRIVACY_AKISMET_ENDPOINT": stand_in,
    }
    variables.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
    programs.use({"DATABASE_URL": variables["DATABASE_URL"], **os.environ})
    programs.use({key: variables[key] for key in variables if key != "DATABASE_URL"})
    django.setup()
    logging.getLogger("httpx").setLevel(logging.WARNING)
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def _measure(port: int, stand_in: AkismetServer) -> dict[str, Any]:
    content = import_module("tests.bench.content")  # models need a Django set up
    counting = import_module("tests.bench.counting")
    forms = import_module("tests.bench.forms")
    content.somebody_responsible()
    with_forms = forms.create_posts()
    embeds = {name: page.url for name, page in content.posts_with_embeds().items()}
    posts = {size: content.post_with_comments(size).url for size in content.SIZES}
    figures: dict[str, Any] = {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": _machine(),
        "sql_queries": {size: counting.queries(url) for size, url in posts.items()},
        "sql_queries_embeds": {n: counting.queries(u) for n, u in embeds.items()},
    }
    _say("pages")
    with programs.web_server(port) as server:
        reader = programs.TimedVisitor(server.address)
        comments = {f"{size} comments": url for size, url in posts.items()}
        pages = {BARE: "/bare/"} | comments | embeds
        figures["get_ms"] = {name: _get(reader, url) for name, url in pages.items()}
        figures["work"] = _work(server, reader, pages)
        _say("sizes")
        figures["bytes_before_compression"] = reader.bytes_of(posts[50])
        figures["bytes"] = reader.bytes_over_the_wire(posts[50])
        figures["bytes_embeds"] = {
            name: reader.bytes_over_the_wire(url) for name, url in embeds.items()
        }
        _say("few words")
        figures["few_words"] = forms.measure(server.address, with_forms)
        _say("checks")
        figures["checks_per_second"] = _checks(reader, posts[10], stand_in)
        _say("posts")
        figures["post_ms"] = _posts(reader, posts[10], stand_in)
        figures |= _measure_large(server.address, reader, posts[10])
    return figures


def _measure_large(
    address: str, reader: programs.TimedVisitor, path: str
) -> dict[str, Any]:
    """Return the figures of bulk decisions and of an admin with large tables."""
    _say("bulk decisions")
    bulk = import_module("tests.bench.bulk")
    many = bulk.decide_about_many(reader, path, _many())
    _say(f"the admin with {LARGE} rows in each table")
    import_module("tests.bench.large").fill(LARGE)
    admin_pages = import_module("tests.bench.admin_pages")
    return {
        "bulk": many | {"post_ms": _milliseconds(many.pop("post_seconds"))},
        "admin": admin_pages.measure(address),
    }


def _many() -> int:
    """Return how many comments a moderator decides about at once."""
    return 50_000 if "postgres" in os.environ["DATABASE_URL"] else 5_000


def _say(what: str) -> None:
    sys.stderr.write(f"Measuring {what} …\n")


def _get(reader: programs.TimedVisitor, path: str) -> dict[str, float]:
    for _ in range(10):
        reader.seconds_to_get(path)
    return _milliseconds([reader.seconds_to_get(path) for _ in range(GETS)])


def _work(
    server: programs.WebServer, reader: programs.TimedVisitor, pages: dict[str, str]
) -> dict[str, dict[str, float]]:
    """Return the server's own time for a page, and for how many bare views it lasts.

    Uncached: there is no page cache; the processes are warm.
    """
    asked = [(name, url, "") for name, url in pages.items()]
    asked.append(("50 comments, signed in", pages["50 comments"], SESSION))
    found: dict[str, dict[str, float]] = {}
    for name, url, cookie in asked:
        count = GETS * (10 if name == BARE else 1)  # the clock ticks a hundred times
        began = server.seconds_of_work()
        for _ in range(count):
            reader.seconds_to_get(url, cookie)
        found[name] = {"ms": (server.seconds_of_work() - began) / count * 1000}
    for figures in found.values():
        figures["bare_views"] = round(figures["ms"] / found[BARE]["ms"], 1)
        figures["ms"] = round(figures["ms"], 2)
    return found


def _checks(reader: programs.TimedVisitor, path: str, stand_in: AkismetServer) -> float:
    """Let checks queue up, start one worker, and see how fast they are done."""
    for _ in range(CHECKS):
        reader.seconds_to_post(path, with_consent=True)
    arrivals: list[float] = []
    stand_in.watch = lambda *_about: arrivals.append(time.perf_counter())
    with programs.worker():
        deadline = time.monotonic() + 120
        while len(arrivals) < CHECKS and time.monotonic() < deadline:
            time.sleep(0.05)
    stand_in.watch = lambda *_about: None
    if len(arrivals) < 2:  # noqa: PLR2004 - two make an interval
        return 0.0
    return round((len(arrivals) - 1) / (arrivals[-1] - arrivals[0]), 1)


def _posts(
    reader: programs.TimedVisitor, path: str, stand_in: AkismetServer
) -> dict[str, dict[str, float]]:
    """Post while the stand-in answers at once, and while it hangs; the worker runs."""
    figures = {}
    stand_in.hang_seconds = 10
    for name, mode in (("answers at once", Mode.NORMAL), ("hangs 10 s", Mode.HANG)):
        stand_in.mode = mode
        with programs.worker():
            time.sleep(2)  # the worker is up by then, so that its start is not measured
            reader.seconds_to_post(path, with_consent=True)
            figures[f"Akismet {name}"] = _milliseconds(
                [reader.seconds_to_post(path, with_consent=True) for _ in range(POSTS)]
            )
    return figures


def _milliseconds(seconds: list[float]) -> dict[str, float]:
    cuts = statistics.quantiles(seconds, n=100)
    return {"p50": round(cuts[49] * 1000, 1), "p99": round(cuts[98] * 1000, 1)}


def _machine() -> str:
    cores = os.cpu_count()
    database = "PostgreSQL" if "postgres" in os.environ["DATABASE_URL"] else "SQLite"
    return (
        f"{cores} cores, {_processor()}; Python {platform.python_version()}, "
        f"Django {django.__version__}, {database}"
    )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if "model name" in line]
    return names[0] if names else platform.machine()


def _print(figures: dict[str, Any]) -> None:
    rows = [
        *(
            (f"SQL queries, {size} comments", f"{count}", "≤ 14, always the same")
            for size, count in figures["sql_queries"].items()
        ),
        *(
            (f"SQL queries, {name}", f"{count}", "≤ 14")
            for name, count in figures["sql_queries_embeds"].items()
        ),
        *(
            (f"GET, {name}", f"p50 {times['p50']} ms, p99 {times['p99']} ms", "")
            for name, times in figures["get_ms"].items()
        ),
        *(
            (f"work, {name}", f"{one['ms']} ms", _compare(name, one["bare_views"]))
            for name, one in figures["work"].items()
        ),
        *(
            (f"POST, {name}", f"p50 {times['p50']} ms, p99 {times['p99']} ms", "")
            for name, times in figures["post_ms"].items()
        ),
        ("POST p50, hanging : answering", f"{_ratio(figures):.2f}", "≤ 1.10"),
        (
            "HTML before compression, 50 comments",
            f"{figures['bytes_before_compression'] / 1000:.1f} KB",
            "≤ 60 KB",
        ),
        ("HTML + CSS + JS, 50 comments", _kilobytes(figures, "html css js"), "≤ 60 KB"),
        ("JS alone", _kilobytes(figures, "js"), "≤ 6 KB"),
        *(
            (f"HTML, {name}", f"{sizes['html'] / 1000:.1f} KB", "")
            for name, sizes in figures["bytes_embeds"].items()
        ),
        (
            "JS of a page with embeds",
            f"{figures['bytes_embeds']['20 embeds']['js'] / 1000:.1f} KB",
            "≤ 4 KB",
        ),
        *import_module("tests.bench.forms").list_rows(figures["few_words"]),
        ("checks per second, one worker", f"{figures['checks_per_second']}", ""),
        *_large(figures),
    ]
    width = max(len(row[0]) for row in rows)
    sys.stdout.write(f"{figures['date']}: {figures['machine']}\n\n")
    for name, figure, wanted in rows:
        sys.stdout.write(f"{name:<{width}}  {figure:<28}  {wanted}\n")
    sys.stdout.write("\nAlso in var/bench.json\n")


def _large(figures: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Return the rows about what is large."""
    bulk, admin = figures["bulk"], figures["admin"]
    times = bulk["post_ms"]
    return [
        (f"bulk decision, {bulk['comments']} comments", f"{bulk['seconds']} s", ""),
        (
            "POST meanwhile",
            f"p50 {times['p50']} ms, p99 {times['p99']} ms",
            "≤ 1000 ms",
        ),
        *((f"admin, {name}", f"{ms} ms", "") for name, ms in admin["pages_ms"].items()),
        *(
            (f"file, {name}", f"first {times['first']} s, all {times['all']} s", "")
            for name, times in admin["files_seconds"].items()
        ),
    ]


def _compare(name: str, bare_views: float) -> str:
    return "" if name == BARE else f"1/{bare_views:.0f} of a bare view; ≥ 1/40"


def _ratio(figures: dict[str, Any]) -> float:
    quick, hanging = (times["p50"] for times in figures["post_ms"].values())
    return float(hanging / quick)


def _kilobytes(figures: dict[str, Any], kinds: str) -> str:
    return f"{sum(figures['bytes'][kind] for kind in kinds.split()) / 1000:.1f} KB"


if __name__ == "__main__":
    main()
