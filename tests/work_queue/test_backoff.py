"""How long to wait before the next try, and when to give up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from privacy_plugin.work_queue import Backoff

AT = datetime(2026, 11, 26, 12, tzinfo=UTC)
BACKOFF = Backoff(first=timedelta(minutes=5), longest=timedelta(hours=4))


@pytest.mark.parametrize(
    ("tries", "minutes"), [(1, 5), (2, 10), (3, 20), (6, 160), (7, 240), (500, 240)]
)
def test_delay_doubles_up_to_the_longest(tries, minutes):
    assert BACKOFF.next_try(tries, at=AT) == AT + timedelta(minutes=minutes)


def test_retry_after_of_a_server_is_respected():
    due_at = BACKOFF.next_try(1, at=AT, at_least=timedelta(hours=6))

    assert due_at == AT + timedelta(hours=6)


def test_gives_up_after_max_tries():
    backoff = Backoff(
        first=timedelta(minutes=5), longest=timedelta(hours=4), max_tries=3
    )

    assert backoff.next_try(2, at=AT) is not None
    assert backoff.next_try(3, at=AT) is None


def test_gives_up_when_the_next_try_would_be_too_late():
    backoff = Backoff(
        first=timedelta(minutes=5),
        longest=timedelta(hours=4),
        max_age=timedelta(days=5),
    )

    assert backoff.next_try(9, at=AT, since=AT - timedelta(days=4)) is not None
    assert backoff.next_try(9, at=AT, since=AT - timedelta(days=5)) is None
