"""Keep every byte the stand-in received, and say what a test wants to know of it."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, quote, quote_plus, urlsplit


@dataclass(frozen=True, slots=True)
class Received:
    """Hold one request as it came: `raw` is every byte of it, head and body.

    `fields` holds the form's and the query's values by name, in their order.
    """

    method: str
    path: str
    headers: Mapping[str, str]
    fields: Mapping[str, tuple[str, ...]]
    body: bytes
    raw: bytes

    @property
    def names(self) -> frozenset[str]:
        """Return the names of the fields, without a value."""
        return frozenset(self.fields)

    @property
    def endpoint(self) -> str:
        """Return the last part of the path, such as ``comment-check``."""
        return self.path.rpartition("/")[2]

    def field(self, name: str) -> str:
        """Return the first value of a field, or an empty text."""
        return next(iter(self.fields.get(name, ())), "")


def received(
    method: str,
    target: str,
    headers: Mapping[str, str],
    body: bytes,
    raw: bytes,
) -> Received:
    """Take a request apart."""
    parts = urlsplit(target)
    fields: dict[str, tuple[str, ...]] = {}
    for source in (parts.query, body.decode("utf-8", "replace")):
        for name, values in parse_qs(source, keep_blank_values=True).items():
            fields[name] = (*fields.get(name, ()), *values)
    return Received(method, parts.path, dict(headers), fields, body, raw)


class Log:
    """Collect requests from several threads, in the order they were complete."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests: list[Received] = []
        self._bytes = bytearray()

    def add_bytes(self, data: bytes) -> None:
        """Note bytes as they arrive, so that half a request counts as well."""
        with self._lock:
            self._bytes += data

    def add(self, request: Received) -> None:
        """Note a complete request."""
        with self._lock:
            self._requests.append(request)

    def clear(self) -> None:
        """Forget everything so far."""
        with self._lock:
            self._requests.clear()
            self._bytes.clear()

    def __len__(self) -> int:
        """Count the complete requests."""
        with self._lock:
            return len(self._requests)

    def __iter__(self) -> Iterator[Received]:
        """Yield the complete requests, oldest first."""
        with self._lock:
            return iter(tuple(self._requests))

    @property
    def last(self) -> Received:
        """Return the newest complete request; raise IndexError when there is none."""
        with self._lock:
            return self._requests[-1]

    @property
    def raw(self) -> bytes:
        """Return every byte received, whether or not it made a request."""
        with self._lock:
            return bytes(self._bytes)

    def of(self, endpoint: str) -> tuple[Received, ...]:
        """Return the requests to one endpoint, such as ``comment-check``."""
        return tuple(request for request in self if request.endpoint == endpoint)

    def assert_empty(self) -> None:
        """Fail when a single byte arrived; name the endpoints, never a value."""
        if self.raw:
            reached = ", ".join(request.endpoint for request in self)
            msg = f"{len(self.raw)} bytes arrived ({reached or 'no whole request'})"
            raise AssertionError(msg)

    def assert_last_names(self, names: frozenset[str]) -> None:
        """Fail unless the last request had exactly these fields."""
        surplus, missing = self.last.names - names, names - self.last.names
        if surplus or missing:
            msg = (
                f"Surplus fields: {sorted(surplus)}; missing fields: {sorted(missing)}"
            )
            raise AssertionError(msg)

    def assert_never_received(self, value: str) -> None:
        """Fail when `value` arrived anywhere, plain or percent-encoded."""
        if not value:
            msg = "An empty value is everywhere; look for another"
            raise ValueError(msg)
        shapes = {value, quote(value), quote(value, safe=""), quote_plus(value)}
        seen = self.raw
        if any(shape.encode() in seen for shape in shapes) or any(
            value in held
            for request in self
            for values in request.fields.values()
            for held in values
        ):
            msg = "The value has arrived"
            raise AssertionError(msg)
