"""One sending while it happens: what the transport may let through, and what it saw."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from uuid import UUID


class Allowed(Protocol):
    """Describe the part of a permit that the transport reads."""

    @property
    def transmission_id(self) -> UUID:
        """Return the transmission it is for."""

    @property
    def payload(self) -> Mapping[str, str]:
        """Return the exact values."""

    @property
    def allowed(self) -> frozenset[str]:
        """Return the names that may stand in the request."""

    @property
    def hosts(self) -> frozenset[str]:
        """Return the hosts that may be contacted."""


class Exchange:
    """Carry a permit to the transport, and what happened back to the adapter.

    `headers` holds the answer's ``x-…`` headers in lower case, `status` its code;
    `refusal` says what the transport refused, empty if nothing; `ends_at`, by the
    monotonic clock, when the recipient has had time enough.
    """

    def __init__(self, permit: Allowed) -> None:
        """Start with nothing sent."""
        self.permit = permit
        self.headers: dict[str, str] = {}
        self.status: int | None = None
        self.retry_after = ""
        self.sent_names: frozenset[str] = frozenset()
        self.byte_count = 0
        self.refusal = ""
        self.is_spent = False
        self.ends_at = math.inf
        self.conclusion: tuple[str, str] | None = None

    def conclude(self, outcome: str, detail: str = "") -> None:
        """Let the adapter say what became of the sending: outcome and a short code."""
        self.conclusion = (outcome, detail)


_current: ContextVar[Exchange | None] = ContextVar("privacy_exchange", default=None)


def current() -> Exchange | None:
    """Return the exchange in force, None where nothing may leave."""
    return _current.get()


@contextmanager
def in_force(exchange: Exchange) -> Iterator[None]:
    """Let this exchange's permit count for the duration of the block."""
    token = _current.set(exchange)
    try:
        yield
    finally:
        _current.reset(token)
