"""Digests: once a day or a week, by somebody's own clock, and never empty."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy_plugin.subscriptions.models import Delivery
from privacy_plugin.subscriptions.windows import next_window
from tests import make
from tests.mailbox import text_of

BERLIN = "Europe/Berlin"


def local(moment: datetime, zone: str = BERLIN) -> str:
    """Return what a clock on the wall shows."""
    return moment.astimezone(ZoneInfo(zone)).strftime("%a %Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("after", "frequency", "zone", "expected"),
    [
        ("2026-11-23T05:59:00+00:00", "daily", BERLIN, "Mon 2026-11-23 07:00"),
        ("2026-11-23T06:00:00+00:00", "daily", BERLIN, "Tue 2026-11-24 07:00"),
        ("2026-11-23T05:59:00+00:00", "weekly", BERLIN, "Mon 2026-11-23 07:00"),
        ("2026-11-23T09:00:00+00:00", "weekly", BERLIN, "Mon 2026-11-30 07:00"),
        ("2026-03-28T12:00:00+00:00", "daily", BERLIN, "Sun 2026-03-29 07:00"),
        ("2026-10-24T12:00:00+00:00", "daily", BERLIN, "Sun 2026-10-25 07:00"),
        (
            "2026-11-23T05:59:00+00:00",
            "daily",
            "Pacific/Auckland",
            "Tue 2026-11-24 07:00",
        ),
    ],
)
def test_a_digest_leaves_at_seven_by_the_readers_clock(
    after, frequency, zone, expected
):
    found = next_window(make.moment(after), frequency, zone)

    assert local(found, zone) == expected


def test_an_hour_the_clock_skips_is_an_hour_later(settings):
    settings.PRIVACY_SUBSCRIPTIONS_DIGEST_HOUR = 2

    found = next_window(make.moment("2026-03-28T12:00:00+00:00"), "daily", BERLIN)

    assert local(found) == "Sun 2026-03-29 03:00"


def test_an_hour_the_clock_repeats_counts_once(settings):
    settings.PRIVACY_SUBSCRIPTIONS_DIGEST_HOUR = 2

    first = next_window(make.moment("2026-10-24T12:00:00+00:00"), "daily", BERLIN)
    second = next_window(first, "daily", BERLIN)

    assert first == make.moment("2026-10-25T00:00:00+00:00")
    assert local(second) == "Mon 2026-10-26 02:00"


@given(
    st.datetimes(
        min_value=datetime(2026, 1, 1),  # noqa: DTZ001 - hypothesis wants it so
        max_value=datetime(2028, 1, 1),  # noqa: DTZ001
        timezones=st.just(UTC),
    ),
    st.sampled_from([BERLIN, "America/St_Johns", "Australia/Lord_Howe", "UTC"]),
    st.sampled_from([("daily", 1), ("weekly", 7)]),
)
def test_windows_follow_one_another_without_a_gap(after, zone, frequency):
    name, days = frequency

    first = next_window(after, name, zone)
    second = next_window(first, name, zone)

    assert timedelta(0) < first - after <= timedelta(days=days, hours=2)
    assert abs(second - first - timedelta(days=days)) <= timedelta(hours=1)


def test_a_digest_holds_what_was_published_since_and_comes_once(
    index, box, work, clock
):
    make.subscriber("ada@example.org", frequency="daily")
    clock.tick(minutes=1)
    make.post(title="First post")
    clock.tick(hours=1)
    make.post(title="Second post")
    work()
    assert box.mails == []

    clock.tick(days=1)
    work()
    work()

    mail = box.one()
    assert mail["Subject"] == "First post, and 1 more post"
    assert "First post" in text_of(mail)
    assert "Second post" in text_of(mail)
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}


def test_an_empty_digest_is_not_sent(index, box, work, clock):
    make.subscriber("ada@example.org", frequency="weekly")
    for _day in range(15):
        clock.tick(days=1)
        work()

    assert box.mails == []


def test_a_post_that_is_gone_is_left_out_of_the_digest(index, box, work, clock):
    make.subscriber("ada@example.org", frequency="daily")
    clock.tick(minutes=1)
    gone = make.post(title="Written in anger")
    make.post(title="Written in peace")
    work()
    gone.unpublish()
    clock.tick(days=1)
    work()

    assert "anger" not in text_of(box.one())


def test_a_digest_of_nothing_but_what_is_gone_is_not_sent(index, box, work, clock):
    make.subscriber("ada@example.org", frequency="daily")
    clock.tick(minutes=1)
    gone = make.post(title="Written in anger")
    work()
    gone.unpublish()
    clock.tick(days=1)
    work()

    assert box.mails == []


def test_each_gets_theirs_by_their_own_clock(index, box, work, clock):
    make.subscriber("ada@example.org", frequency="daily", time_zone=BERLIN)
    make.subscriber("bob@example.org", frequency="daily", time_zone="America/New_York")
    clock.tick(minutes=1)
    make.post()
    work()
    clock.now = make.moment("2026-11-23T12:30:00+00:00")
    work()
    assert box.recipients == ["bob@example.org"]

    clock.now = make.moment("2026-11-24T06:30:00+00:00")
    work()

    assert box.recipients == ["bob@example.org", "ada@example.org"]
