"""How long one worker goes on before other tasks have their turn."""

from __future__ import annotations

import time


class WorkSession:
    """Run for some seconds, and stop early if the other end is failing."""

    def __init__(self, *, seconds: float, max_failures: int) -> None:
        """Begin; `max_failures` in a row end it."""
        self.ends_at = time.monotonic() + seconds
        self.is_in_trouble = False
        self._failures = 0
        self._max_failures = max_failures

    @property
    def may_continue(self) -> bool:
        """Say whether there is time left, and no trouble."""
        return not self.is_in_trouble and time.monotonic() < self.ends_at

    def record_success(self) -> None:
        """Reset the count of failures."""
        self._failures = 0

    def record_failure(self, *, is_outage: bool = False) -> None:
        """Count a failure; an outage ends the session at once."""
        self._failures += 1
        self.is_in_trouble = is_outage or self._failures >= self._max_failures
