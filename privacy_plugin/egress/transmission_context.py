"""The transmission in progress: its permit, and what the transport observed."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from privacy_plugin.egress.permit import Permit


class TransmissionContext:
    """Carries a permit to the transport, and the result back to the adapter.

    `headers` holds the response's ``x-…`` headers in lower case, `status` its code;
    `refusal` what the transport refused, or empty; `ends_at` the deadline on the
    monotonic clock.
    """

    def __init__(self, permit: Permit) -> None:
        self.permit = permit
        self.headers: dict[str, str] = {}
        self.status: int | None = None
        self.retry_after = ""
        self.sent_names: frozenset[str] = frozenset()
        self.byte_count = 0
        self.refusal = ""
        self.is_spent = False
        self.allows_connections = False
        self.ends_at = math.inf
        self.outcome: tuple[str, str] | None = None

    @contextmanager
    def open_connections(self) -> Iterator[None]:
        """Let connections be opened: by the transport, and by nothing else."""
        self.allows_connections = True
        try:
            yield
        finally:
            self.allows_connections = False

    def set_outcome(self, outcome: str, detail: str = "") -> None:
        """Let the adapter say what became of the sending: outcome and a short code."""
        self.outcome = (outcome, detail)


_current: ContextVar[TransmissionContext | None] = ContextVar(
    "privacy_transmission", default=None
)


def current_transmission() -> TransmissionContext | None:
    """Return the current transmission, None where nothing may leave."""
    return _current.get()


@contextmanager
def use_transmission(context: TransmissionContext) -> Iterator[None]:
    token = _current.set(context)
    try:
        yield
    finally:
        _current.reset(token)
