"""Put the stand-in for providers of embeds behind a real socket on loopback."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self, cast
from urllib.parse import urlsplit

from blog.demo.servers.embeds.answers import (
    Answer,
    Mode,
    framed,
    picture,
    told,
)

LOOPBACK = "127.0.0.1"
_PICTURES = (".png", ".jpg", ".jpeg", ".webp")


@dataclass(frozen=True, slots=True)
class Visited:
    """Hold one request: whom it was meant for, what for, and every header."""

    host: str
    path: str
    headers: Mapping[str, str]

    @property
    def is_lookup(self) -> bool:
        """Say whether it was a server's question for a title or a picture."""
        name = urlsplit(self.path).path
        return "oembed" in name or name.endswith(_PICTURES)


class EmbedServer:
    """Play every provider at once.

    Over plain http the first part of the path names the host that is played; with
    `tls`, a server-side context, the request's own Host header does.
    """

    def __init__(self, *, port: int = 0, tls: ssl.SSLContext | None = None) -> None:
        """Take a port of this machine; 0 for any that is free."""
        self.mode = Mode.NORMAL
        self.hang_seconds = 1.0
        self.has_tls = tls is not None
        self.is_stopping = threading.Event()
        self._visited: list[Visited] = []
        self._lock = threading.Lock()
        self._listener = _Listener((LOOPBACK, port), _Handler)
        self._listener.owner = self
        if tls is not None:
            self._listener.socket = tls.wrap_socket(
                self._listener.socket, server_side=True, do_handshake_on_connect=False
            )
        self._thread = threading.Thread(
            target=self._listener.serve_forever, daemon=True
        )

    @property
    def port(self) -> int:
        return int(self._listener.server_address[1])

    @property
    def url(self) -> str:
        """Return its address, without a slash at the end."""
        return f"{'https' if self.has_tls else 'http'}://{LOOPBACK}:{self.port}"

    @property
    def visited(self) -> tuple[Visited, ...]:
        """Return every request so far."""
        with self._lock:
            return tuple(self._visited)

    @property
    def hosts(self) -> set[str]:
        """Return whom the requests were meant for."""
        return {one.host for one in self.visited}

    def note(self, visited: Visited) -> None:
        """Remember a request."""
        with self._lock:
            self._visited.append(visited)

    def reset(self) -> None:
        """Begin anew."""
        with self._lock:
            self._visited.clear()
        self.mode = Mode.NORMAL

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.is_stopping.set()
        self._listener.shutdown()
        self._listener.server_close()
        self._thread.join()

    def serve_forever(self) -> None:
        """Serve in this thread until it is interrupted."""
        self._listener.serve_forever()


class _Listener(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    owner: EmbedServer

    def handle_error(self, request: object, client_address: object) -> None:
        """Stay quiet when a client goes away."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 30

    def do_GET(self) -> None:
        """Answer as the provider would that is played."""
        owner = cast("_Listener", self.server).owner
        if owner.has_tls:
            host, path = self.headers.get("Host", "").partition(":")[0], self.path
        else:
            host, _slash, rest = self.path.lstrip("/").partition("/")
            path = f"/{rest}"
        visited = Visited(host, path, dict(self.headers.items()))
        owner.note(visited)
        if visited.is_lookup and owner.mode is Mode.HANG:
            owner.is_stopping.wait(owner.hang_seconds)
        with suppress(OSError):
            self._send(self._answer(visited, owner), owner)

    def _answer(self, visited: Visited, owner: EmbedServer) -> Answer:
        name = urlsplit(visited.path).path
        if name == "/favicon.ico":
            return Answer(b"", status=404)
        if name.endswith(_PICTURES):
            return picture(visited.host, owner.mode)
        if visited.is_lookup:
            return told(visited.host, owner.mode)
        return framed(
            visited.host, visited.path, visited.headers, str(self.client_address[0])
        )

    def _send(self, answer: Answer, owner: EmbedServer) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(answer.content)))
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        if owner.mode is Mode.DRIP:
            for place in range(len(answer.content)):
                self.wfile.write(answer.content[place : place + 1])
                if owner.is_stopping.wait(0.05):
                    return
        else:
            self.wfile.write(answer.content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Say nothing: whatever arrives is somebody's."""
