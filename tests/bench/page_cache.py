"""Compare a page from memory with a view that returns a constant text.

    .venv/bin/python -m tests.bench.page_cache

Both under gunicorn with two processes, in turns, since the machine is shared; asked by
``wrk``. Then nginx and Caddy with a stored page, compared with a plain file of the same
bytes. SQLite, unless DATABASE_URL names a PostgreSQL database that may be filled.
"""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path

import django
from django.core.management import call_command

from tests.bench import programs
from tests.support.servers.ports import free_port

ROUNDS = 3
SECONDS = 4
COMMENTS = 50
SETTINGS = {"made": "tests.bench.settings", "stored": "tests.bench.cached_settings"}


def main() -> None:
    """Build a site, measure it and print requests per second."""
    with tempfile.TemporaryDirectory() as folder:
        _prepare(Path(folder))
        content = import_module("tests.bench.content")
        content.somebody_responsible()
        post = content.post_with_comments(COMMENTS).url
        figures: dict[str, list[float]] = {}
        for _round in range(ROUNDS):
            for name, path, settings in (
                ("bare view", "/bare/", "made"),
                ("post from memory", post, "stored"),
                ("post from memory, 304", post, "stored"),
            ):
                found = _measure(path, settings, is_known="304" in name)
                figures.setdefault(name, []).append(found)
        _print(figures, "bare view")
        for server in ("nginx", "caddy"):
            rates = _measure_web_server(server, Path(folder), post)
            _print(rates, f"plain file by {server}")


def _print(figures: dict[str, list[float]], compared: str) -> None:
    whole = statistics.median(figures[compared])
    for name, rates in figures.items():
        middle = statistics.median(rates)
        sys.stdout.write(f"{name}: {middle:.0f}/s, {middle / whole:.0%}\n")


def _measure_web_server(server: str, folder: Path, path: str) -> dict[str, list[float]]:
    """Return requests per second that it answers by itself, by what it is asked."""
    servers = import_module("tests.support.servers.front")
    import_module("wagtail.models").Site.objects.update(hostname=servers.HOST, port=80)
    folder.chmod(0o755)
    front = servers.Front(folder / server, server=server)
    figures: dict[str, list[float]] = {}
    with front.serve():
        plain = front.folder / "plain" / "page.html"
        plain.parent.mkdir()
        plain.write_bytes(front.store(path, "Accept-Encoding: gzip").body)
        for _round in range(ROUNDS):
            for name, asked in (
                (f"plain file by {server}", "/plain/page.html"),
                (f"stored post by {server}", path),
            ):
                front.store(asked, "Accept-Encoding: gzip")
                headers = ["-H", "Accept-Encoding: gzip", "-H", f"Host: {servers.HOST}"]
                found = _ask(headers, f"http://127.0.0.1:{front.port}{asked}")
                figures.setdefault(name, []).append(found)
    return figures


def _prepare(folder: Path) -> None:
    programs.use(
        {
            "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
            **os.environ,
            "DJANGO_SETTINGS_MODULE": SETTINGS["made"],
            "SECRET_KEY": "not-a-secret: this site lives as long as its benchmark runs",
            "ALLOWED_HOSTS": "127.0.0.1,testserver",
            "BASE_URL": "http://127.0.0.1:8000",
            "SECURE_SSL_REDIRECT": "false",
            "VAR_DIR": str(folder),
            "LOG_LEVEL": "error",
        }
    )
    django.setup()
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)


def _measure(path: str, settings: str, *, is_known: bool) -> float:
    """Return how many requests per second are answered."""
    programs.use({"DJANGO_SETTINGS_MODULE": SETTINGS[settings]})
    with programs.web_server(free_port()) as server:
        address = server.address
        reader = programs.TimedVisitor(address)
        for _time in range(20):
            reader.seconds_to_get(path)
        headers = ["-H", "Accept-Encoding: gzip"]
        if is_known:
            answer = reader.client.get(path, headers={"Accept-Encoding": "gzip"})
            headers += ["-H", f"If-None-Match: {answer.headers['ETag']}"]
        return _ask(headers, address + path, is_known=is_known)


def _ask(headers: list[str], url: str, *, is_known: bool = False) -> float:
    command = ["wrk", "-t1", "-c4", f"-d{SECONDS}s", *headers, url]
    printed = subprocess.run(command, capture_output=True, text=True, check=True)
    (found,) = re.findall(r"Requests/sec: +([\d.]+)", printed.stdout)
    assert "Non-2xx" not in printed.stdout or is_known, printed.stdout
    return float(found)


if __name__ == "__main__":
    main()
