"""The blog behind a web server that hands out stored pages, and who changes things.

All work on the database of the test.
"""

from __future__ import annotations

import json
import os
import socket
import ssl
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from socket import create_connection
from urllib.parse import urlsplit

from django.db import connection

from tests.support.servers.deployment import wait_until
from tests.support.servers.front_servers import MARK, configure, get_parts
from tests.support.servers.ports import free_port

ROOT = Path(__file__).resolve().parents[3]
HOST = "blog.example"
ENCODINGS = ("", "gzip", "gzip, deflate, br, zstd", "identity", "deflate")
"""What browsers send as Accept-Encoding."""
SECONDS = 60
LOCAL = "127.0.0.1"
# Django is loaded once; each code runs in a process of its own, with a new connection.
STARTER = """
import django, json, os, sys
django.setup()
from django.core import management
from django.db import connection, transaction
from wagtail.models import Page
from privacy_plugin.comments.models import Comment
for line in sys.stdin:
    child = os.fork()
    if child == 0:
        exec(json.loads(line))
        sys.stdout.flush()
        os._exit(0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""


@dataclass(frozen=True)
class Answer:
    """An answer as it came: its head in bytes, and its body."""

    status: int
    lines: tuple[bytes, ...]
    body: bytes

    @property
    def is_file(self) -> bool:
        return MARK.replace(" ", ": ").encode() not in self.lines

    def get(self, name: str) -> str:
        start = name.lower() + ": "
        found = [line.decode() for line in self.lines]
        return next((x[len(start) :] for x in found if x.lower().startswith(start)), "")

    def get_headers(self, *left_out: str) -> set[tuple[str, str]]:
        """Return those that are not about the moment and the server."""
        lines = [line.decode().partition(": ") for line in self.lines]
        headers = {(name.lower(), value) for name, _colon, value in lines}
        others = {"date", "server", "x-made-by", *left_out}
        return {header for header in headers if header[0] not in others}


def _join_chunks(body: bytes) -> bytes:
    joined = b""
    while body:
        length, _newline, rest = body.partition(b"\r\n")
        joined += rest[: int(length, 16)]
        body = rest[int(length, 16) + 2 :]
    return joined


@dataclass
class Front:
    """Its `pages` are the folder of the setting; `folder` holds all else."""

    folder: Path
    server: str = "nginx"
    base_url: str = f"http://{HOST}"
    port: int = field(default_factory=free_port)
    _starter: subprocess.Popen[str] | None = None
    web_port: int = field(default_factory=free_port)

    @property
    def var(self) -> Path:
        """Return the folder of static files, which all tests have in common."""
        return self.folder.parent / "front-var"

    @property
    def is_secure(self) -> bool:
        return urlsplit(self.base_url).scheme == "https"

    @property
    def pages(self) -> Path:
        return self.folder / "stored"

    def environment(self) -> dict[str, str]:
        found = connection.settings_dict
        url = f"sqlite:///{found['NAME']}"
        if connection.vendor == "postgresql":
            user = f"{found['USER']}:{found['PASSWORD']}"
            url = f"postgres://{user}@{found['HOST']}:{found['PORT']}/{found['NAME']}"
        return os.environ | {
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "blog.settings.production",
            "SECRET_KEY": "only-for-this-test-" + "7Rq2xW9tLz" * 4,
            "ALLOWED_HOSTS": f"{HOST},.many.example",
            "BASE_URL": self.base_url,
            "TRUSTED_PROXIES": "127.0.0.1",
            "SECURE_SSL_REDIRECT": str(self.is_secure).lower(),
            "LOG_LEVEL": "error",
            "VAR_DIR": str(self.var),
            "PRIVACY_PAGE_CACHE_FOLDER": str(self.pages),
            "PYTHONPATH": str(ROOT),
            "XDG_DATA_HOME": str(self.folder),  # Caddy's own files
            "XDG_CONFIG_HOME": str(self.folder),
        }

    def change(self, code: str, *, check: bool = True) -> int:
        """Run code with Django in a process of its own; return how it ended."""
        assert self._starter is not None, "not within serve()"
        assert self._starter.stdin is not None
        assert self._starter.stdout is not None
        self._starter.stdin.write(json.dumps(code) + "\n")
        self._starter.stdin.flush()
        ended = int(self._starter.stdout.readline())
        assert ended == 0 or not check, f"ended with {ended}: {code}"
        return ended

    def command(self, *words: str) -> None:
        self.change(f"management.call_command(*{words!r})")

    def read(self, path: str, *headers: str, method: str = "GET") -> Answer:
        """Ask the web server; each of `headers` is a whole line."""
        lines = (f"{method} {path} HTTP/1.1", *headers, "Connection: close", "", "")
        if not any(line.lower().startswith("host:") for line in headers):
            lines = (lines[0], f"Host: {HOST}", *lines[1:])
        with ExitStack() as stack:
            asked = stack.enter_context(create_connection((LOCAL, self.port), SECONDS))
            if self.is_secure:
                context = ssl.create_default_context(
                    cafile=f"{self.folder}/certificate.pem"
                )
                asked = stack.enter_context(
                    context.wrap_socket(asked, server_hostname=HOST)
                )
            asked.sendall("\r\n".join(lines).encode())
            with asked.makefile("rb") as answer:
                head, _empty, body = answer.read().partition(b"\r\n\r\n")
        first, *rest = head.split(b"\r\n")
        if b"transfer-encoding: chunked" in head.lower():
            body = _join_chunks(body)
        return Answer(int(first.split()[1]), tuple(rest), body)

    def store(self, path: str, *headers: str) -> Answer:
        """Ask until a file is the answer; return it."""
        found: list[Answer] = []

        def is_file() -> bool:
            found.append(self.read(path, *headers))
            return found[-1].is_file

        wait_until(is_file, f"a file for {path}", seconds=20)
        return found[-1]

    @contextmanager
    def serve(self, workers: int = 2) -> Iterator[None]:
        """Run gunicorn and the web server, with what the command prints."""
        self.folder.mkdir()
        if not self.var.exists():
            collect = ("manage.py", "collectstatic", "--no-input", "-v", "0")
            subprocess.run(
                [sys.executable, *collect], cwd=ROOT, env=self.environment(), check=True
            )
        with ExitStack() as running:
            starter = self._start(running, "-c", STARTER)
            self._starter = starter
            program, *words = self._configure()
            web = ("gunicorn", "blog.wsgi", "--bind", f"127.0.0.1:{self.web_port}")
            quiet = ("--workers", str(workers), "--log-level", "error")
            self._start(running, "-m", *web, *quiet)
            self._start(running, *words, program=program)
            wait_until(self._is_up, "both servers answer")
            yield

    def _start(
        self, running: ExitStack, *words: str, program: str = sys.executable
    ) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [program, *words],
            cwd=ROOT,
            env=self.environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        running.enter_context(process)
        running.callback(process.terminate)
        return process

    def _configure(self) -> tuple[str, ...]:
        for part in get_parts(self.server):
            name = part.replace("nginx-http", "http")
            output = ("--output", str(self.folder / f"{name}.conf"))
            self.command("page_cache_front", part, *output)
        return configure(
            self.server, self.folder, self.port, self.web_port, self.base_url
        )

    def _is_up(self) -> bool:
        with suppress(OSError, ValueError, IndexError, socket.timeout):
            path = urlsplit(self.base_url).path
            return self.read(f"{path}/robots.txt").status == 200
        return False


@contextmanager
def front_folders() -> Iterator[Iterator[Path]]:
    """Yield folders, one after the other, that nginx may read as whoever it runs as."""
    with tempfile.TemporaryDirectory() as base:
        Path(base).chmod(0o755)
        yield (Path(base) / str(number) for number in count())
