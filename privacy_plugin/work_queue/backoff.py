"""Exponential back-off: the delay before the next try, and when to give up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

_MAX_DOUBLINGS = 20
_NO_TIME = timedelta(0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Backoff:
    """Double the delay from `first` to `longest`; give up by number or by age."""

    first: timedelta
    longest: timedelta
    max_tries: int | None = None
    max_age: timedelta | None = None

    def next_try(
        self,
        tries: int,
        *,
        at: datetime,
        since: datetime | None = None,
        at_least: timedelta = _NO_TIME,
    ) -> datetime | None:
        """Return when to retry after `tries` failures; None to give up.

        `since` is when the work was queued; `at_least` what a server asked to wait.
        """
        if self.max_tries is not None and tries >= self.max_tries:
            return None
        doublings = min(max(tries - 1, 0), _MAX_DOUBLINGS)
        due_at = at + max(min(self.first * 2**doublings, self.longest), at_least)
        if self.max_age is not None and since is not None:
            return due_at if due_at - since < self.max_age else None
        return due_at
