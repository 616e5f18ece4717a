"""A browser's proxy on loopback: it notes every request and leaves this machine never.

Plain requests go on to loopback addresses only. A tunnel leads to whoever `plays` the
host that is named, or nowhere. A request may be changed on its
way, and an answer on its way back, as an older browser would not have sent or
understood it.
"""

from __future__ import annotations

import select
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Protocol, cast
from urllib.parse import urlsplit

HERE = {"localhost", "127.0.0.1"}
OF_THE_CONNECTION = {
    "connection", "keep-alive", "proxy-connection", "proxy-authorization", "te",
    "trailer", "transfer-encoding", "upgrade", "content-length",
}  # fmt: skip
TIMEOUT_SECONDS = 30
# What a browser asks its maker by itself, whatever page it shows. It is refused.
MAKERS = (
    ".mozilla.com:443", ".mozilla.net:443", ".mozilla.org:443",
    "content-autofill.googleapis.com:443",
)  # fmt: skip

Rewrite = Callable[[str, bytes], bytes]


@dataclass(frozen=True, slots=True)
class Requested:
    """Hold one request as it came: a tunnel has no path and no headers."""

    method: str
    host: str
    path: str = ""
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def header_names(self) -> set[str]:
        """Return the names of its headers in lower case."""
        return {name.lower() for name, _value in self.headers}


class Player(Protocol):
    """Whoever plays other hosts on this machine, and knows which it has played."""

    @property
    def port(self) -> int:
        """Return the port it listens at."""

    @property
    def hosts(self) -> set[str]:
        """Return whom the requests so far were meant for."""

    def reset(self) -> None:
        """Forget them."""


class RecordingProxy(ThreadingHTTPServer):
    """Listen at a free port; what it notes grows until ``forget``."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        """Take a port; nothing is answered yet."""
        super().__init__(("127.0.0.1", 0), _Handler)
        self.requests: list[Requested] = []
        self.plays: Player | None = None
        self.removed_headers: frozenset[str] = frozenset()
        self.rewrite: Rewrite = _unchanged

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    @property
    def hosts(self) -> set[str]:
        """Return each ``host:port`` that was asked for anything, or was to be.

        One tunnel may carry many requests: what arrived at its end counts too.
        """
        played = self.plays.hosts if self.plays else set()
        return {one.host for one in self.requests} | {f"{one}:443" for one in played}

    def forget(self) -> None:
        """Forget what was asked so far."""
        self.requests.clear()
        if self.plays:
            self.plays.reset()

    def begin(self) -> None:
        """Begin anew, with a browser of today and nobody who plays others."""
        self.forget()
        self.plays = None
        self.removed_headers = frozenset()
        self.rewrite = _unchanged

    def handle_error(self, request: object, client_address: object) -> None:
        """Stay quiet when a browser goes away."""


@contextmanager
def running() -> Iterator[RecordingProxy]:
    with RecordingProxy() as proxy:
        thread = Thread(target=proxy.serve_forever, daemon=True)
        thread.start()
        yield proxy
        proxy.shutdown()
        thread.join()


def _unchanged(_content_type: str, content: bytes) -> bytes:
    return content


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = TIMEOUT_SECONDS

    @property
    def proxy(self) -> RecordingProxy:
        return cast("RecordingProxy", self.server)

    def do_CONNECT(self) -> None:
        """Lead a tunnel to whoever plays the host."""
        self.close_connection = True
        if not self.path.endswith(MAKERS):
            self.proxy.requests.append(Requested("CONNECT", self.path))
        player = self.proxy.plays
        if player is None or not self.path.endswith(".example:443"):
            self.send_error(502)
            return
        with socket.create_connection(("127.0.0.1", player.port)) as other:
            self.send_response_only(200)
            self.end_headers()
            with suppress(OSError):
                _pass_on(self.connection, other)

    def do_GET(self) -> None:
        """Pass a request on to this machine."""
        address = urlsplit(self.path)
        path = self.path.removeprefix(f"{address.scheme}://{address.netloc}") or "/"
        asked = Requested(
            self.command, address.netloc, path, tuple(self.headers.items())
        )
        self.proxy.requests.append(asked)
        if address.hostname not in HERE:
            self.send_error(502)
            return
        with suppress(OSError):
            self._answer(asked)

    do_POST = do_HEAD = do_GET  # noqa: N815 - http.server's names

    def _answer(self, asked: Requested) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        removed = OF_THE_CONNECTION | self.proxy.removed_headers | {"accept-encoding"}
        connection = HTTPConnection(asked.host, timeout=TIMEOUT_SECONDS)
        connection.putrequest(
            asked.method, asked.path, skip_host=True, skip_accept_encoding=True
        )
        for name, value in asked.headers:
            if name.lower() not in removed:
                connection.putheader(name, value)
        if asked.method == "POST":
            connection.putheader("Content-Length", str(len(body)))
        connection.putheader("Connection", "close")
        connection.endheaders(body or None)
        answer = connection.getresponse()
        content = self.proxy.rewrite(
            answer.getheader("Content-Type", ""), answer.read()
        )
        connection.close()
        self.send_response_only(answer.status, answer.reason)
        for name, value in answer.getheaders():
            if name.lower() not in OF_THE_CONNECTION:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if asked.method != "HEAD":
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name
        """Say nothing: the requests are noted."""


def _pass_on(one: socket.socket, other: socket.socket) -> None:
    """Pass bytes both ways until one side has had enough."""
    ways = {one: other, other: one}
    while True:
        readable, _writable, broken = select.select(
            list(ways), [], list(ways), TIMEOUT_SECONDS
        )
        if broken or not readable:
            return
        for side in readable:
            content = side.recv(65536)
            if not content:
                return
            ways[side].sendall(content)
