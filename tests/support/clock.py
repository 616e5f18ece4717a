"""A clock that tests turn forward: Django's own, for rows and for signatures."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from django.core import signing
from django.utils import timezone

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class Clock:
    """Tell the time that was set; `tick` turns it forward."""

    def __init__(self) -> None:
        """Start at some full second."""
        self.now = START

    def begin(self) -> None:
        """Turn it back to where it started."""
        self.now = START

    def tick(self, **period: float) -> datetime:
        """Turn it forward by what timedelta takes, and return the time."""
        self.now += timedelta(**period)
        return self.now

    def seconds(self) -> float:
        """Return the time as Python's own clock would."""
        return self.now.timestamp()

    def install(self, patch: pytest.MonkeyPatch) -> None:
        patch.setattr(timezone, "now", lambda: self.now)
        seconds = SimpleNamespace(time=self.seconds)
        patch.setattr(signing, "time", seconds)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Return a clock that Django reads during this test."""
    made = Clock()
    made.install(monkeypatch)
    return made
