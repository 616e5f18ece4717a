"""Put the stand-in behind a real socket on loopback."""

from __future__ import annotations

import io
import socket  # noqa: TID251 - the stand-in listens, it never calls
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self, cast

from blog.demo.servers.akismet.log import Log, Received, received
from blog.demo.servers.akismet.protocol import Answer, Mode, Protocol

LOOPBACK = "127.0.0.1"
MOST_BYTES = 4 * 1024 * 1024

Watcher = Callable[[Received, Mode, Answer], None]
Connection = socket.socket | tuple[bytes, socket.socket]


class _Tap(io.RawIOBase):
    """Pass bytes on and note each of them."""

    def __init__(
        self, source: io.BufferedIOBase, note: Callable[[bytes], None]
    ) -> None:
        super().__init__()
        self._source = source
        self._note = note
        self.taken = bytearray()

    def readable(self) -> bool:
        return True

    def _keep(self, data: bytes) -> bytes:
        self.taken += data
        self._note(data)
        return data

    def read(self, size: int = -1) -> bytes:
        return self._keep(self._source.read(size))

    def readline(self, size: int | None = -1) -> bytes:
        return self._keep(self._source.readline(-1 if size is None else size))

    def close(self) -> None:
        """Close the source as well."""
        self._source.close()
        super().close()


class _Listener(ThreadingHTTPServer):
    """Accept connections, and end them when the server stops."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, port: int, owner: AkismetServer) -> None:
        self.owner = owner
        self._lock = threading.Lock()
        self._connections: set[socket.socket] = set()
        super().__init__((LOOPBACK, port), _Handler)

    def process_request(self, request: Connection, client_address: object) -> None:
        """Remember the connection, then serve it in a thread."""
        with self._lock:
            self._connections.add(cast("socket.socket", request))
        super().process_request(request, client_address)

    def shutdown_request(self, request: Connection) -> None:
        """Forget the connection once it is over."""
        with self._lock:
            self._connections.discard(cast("socket.socket", request))
        super().shutdown_request(request)

    def end_connections(self) -> None:
        """End what is still open, so that no client waits for a stopped server."""
        with self._lock:
            still_open = tuple(self._connections)
        for connection in still_open:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: object, client_address: object) -> None:
        """Stay quiet when a client goes away: giving up is its right."""


class _Handler(BaseHTTPRequestHandler):
    """Read a request, log it, and answer it as the protocol says."""

    protocol_version = "HTTP/1.1"
    timeout = 30
    rfile: io.BufferedIOBase

    @property
    def owner(self) -> AkismetServer:
        """Return the stand-in this connection belongs to."""
        return cast("_Listener", self.server).owner

    def setup(self) -> None:
        """Tap the connection."""
        super().setup()
        self.tap = _Tap(self.rfile, self.owner.log.add_bytes)
        self.rfile = cast("io.BufferedIOBase", self.tap)

    def do_POST(self) -> None:
        self._serve()

    def do_GET(self) -> None:
        self._serve()

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > MOST_BYTES:
            self.send_error(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return
        is_whole = self.tap.taken.endswith((b"\r\n\r\n", b"\n\n"))
        body = self.rfile.read(length) if length else b""
        if not is_whole or len(body) < length:
            self.close_connection = True
            return
        raw, self.tap.taken = bytes(self.tap.taken), bytearray()
        request = received(
            self.command,
            self.path,
            {name.lower(): value for name, value in self.headers.items()},
            body,
            raw,
        )
        self.owner.log.add(request)
        mode = self.owner.next_mode()
        answer = self.owner.protocol.answer(request, mode)
        self.owner.watch(request, mode, answer)
        self._deliver(answer, mode)

    def _deliver(self, answer: Answer, mode: Mode) -> None:
        if mode is Mode.HANG:
            self.owner.wait(self.owner.hang_seconds)
        if mode in (Mode.HANG, Mode.DISCONNECT):
            self.close_connection = True
            return
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        for name, value in answer.headers:
            self.send_header(name, value)
        self.end_headers()
        if mode is Mode.DRIP:
            self._drip(answer.body)
        else:
            self.wfile.write(answer.body)

    def _drip(self, body: bytes) -> None:
        for position in range(len(body)):
            if self.owner.wait(self.owner.drip_seconds):
                return
            self.wfile.write(body[position : position + 1])
            self.wfile.flush()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name is the parent's
        """Print nothing: a request line can hold a key."""


class AkismetServer:
    """Run the stand-in in threads of this process; a context manager.

    `port` 0 takes a free one. `watch` is called with each request, its mode and its
    answer. `mode` holds for every request; `then` puts modes before it that hold for
    one request each. `hang_seconds` is how long HANG keeps a client, and
    `drip_seconds` the pause of DRIP before each byte of the body.
    """

    def __init__(self, port: int = 0, *, watch: Watcher | None = None) -> None:
        """Prepare it; ``start`` opens the socket."""
        self.protocol = Protocol()
        self.log = Log()
        self.mode = Mode.NORMAL
        self.hang_seconds = 30.0
        self.drip_seconds = 0.2
        self.watch: Watcher = watch or (lambda _request, _mode, _answer: None)
        self._port = port
        self._upcoming: deque[Mode] = deque()
        self._stopping = threading.Event()
        self._listener: _Listener | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> Self:
        """Listen and answer; raise OSError when the port is taken."""
        self._stopping.clear()
        self._listener = _Listener(self._port, self)
        self._port = self._listener.server_port
        self._thread = threading.Thread(
            target=self._listener.serve_forever,
            kwargs={"poll_interval": 0.02},
            name="akismet-stand-in",
            daemon=True,
        )
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop answering, end every connection and free the port."""
        self._stopping.set()
        if self._listener is not None and self._thread is not None:
            self._listener.shutdown()
            self._listener.server_close()
            self._listener.end_connections()
            self._thread.join()
        self._listener = self._thread = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """Return the address to give to PRIVACY_AKISMET_ENDPOINT."""
        return f"http://{LOOPBACK}:{self._port}"

    def reset(self) -> None:
        """Behave as if just started, at the same address."""
        self.protocol = Protocol()
        self.mode = Mode.NORMAL
        self._upcoming.clear()
        self.log.clear()

    def then(self, *modes: Mode) -> None:
        """Let each of `modes` hold for one of the next requests, in this order."""
        self._upcoming.extend(modes)

    def next_mode(self) -> Mode:
        """Return the mode of the request that has just come in."""
        try:
            return self._upcoming.popleft()
        except IndexError:
            return self.mode

    def wait(self, seconds: float) -> bool:
        """Wait, and say whether the server stopped meanwhile."""
        return self._stopping.wait(seconds)

    def join(self) -> None:
        """Block until it is stopped from another thread."""
        if self._thread is not None:
            self._thread.join()
