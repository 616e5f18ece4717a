"""A recipient behind a real socket on loopback, which notes each byte it gets."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

Answer = Callable[[socket.socket], None]


def answer(
    body: bytes = b"ok", *, status: str = "200 OK", headers: tuple[str, ...] = ()
) -> Answer:
    """Return an answer that is sent at once."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return lambda client: client.sendall("\r\n".join(lines).encode() + body)


def drip(head: bytes, *, every_seconds: float, times: int) -> Answer:
    """Return an answer that begins with `head` and then comes byte by byte."""

    def send(client: socket.socket) -> None:
        client.sendall(head)
        for _ in range(times):
            time.sleep(every_seconds)
            client.sendall(b"x")

    return send


class SocketRecipient:
    """Listen, note what arrives, answer each request with `answer`."""

    def __init__(self) -> None:
        """Listen on a free port."""
        self.answer: Answer = answer()
        self.received: list[bytes] = []
        self.connections = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve, daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    @property
    def bodies(self) -> list[bytes]:
        return [request.partition(b"\r\n\r\n")[2] for request in self.received]

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)

    def _serve(self) -> None:
        while True:
            try:
                client, _address = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._talk, args=(client,), daemon=True).start()

    def _talk(self, client: socket.socket) -> None:
        try:
            while request := _request(client):
                self.received.append(request)
                self.answer(client)
        except OSError:
            pass  # they hung up, as they may
        finally:
            client.close()


def _request(client: socket.socket) -> bytes:
    """Return one request, head and body; nothing when they have hung up."""
    data = b""
    while b"\r\n\r\n" not in data:
        chunk = client.recv(65536)
        if not chunk:
            return data
        data += chunk
    head, _end, body = data.partition(b"\r\n\r\n")
    length = 0
    for line in head.split(b"\r\n"):
        name, _colon, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    while len(body) < length:
        body += client.recv(65536)
    return head + b"\r\n\r\n" + body
