"""A wrong clock deletes nothing that is not due, and ends no consent for good."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from privacy_plugin import database_clock
from privacy_plugin.consent import ledger
from privacy_plugin.consent.models import ConsentEvent
from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.egress.errors import ConsentMissing
from privacy_plugin.egress.gateway import authorize, expire_stale
from privacy_plugin.egress.models import Transmission
from privacy_plugin.rights.retention import MOST_OVERDUE, PurgeSuspicious, purge
from tests.support import factories

YEAR = timedelta(days=365)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _declared():
    with factories.declared(factories.sending()):
        yield


def sendings(count: int, *, ago: timedelta = timedelta(0)) -> None:
    """Write down that something was sent."""
    Transmission.objects.bulk_create(
        Transmission(activity="test.sending", begun_at=timezone.now() - ago)
        for _ in range(count)
    )


def consents(count: int) -> None:
    """Let many people agree today."""
    for _ in range(count):
        factories.consent()


@pytest.mark.parametrize("years", [1, 5])
def test_purge_under_a_clock_years_ahead_stops_and_touches_nothing(years: int):
    consents(MOST_OVERDUE + 1)
    sendings(MOST_OVERDUE + 1)
    at = timezone.now() + years * YEAR

    with pytest.raises(PurgeSuspicious, match="clock"):
        purge(at=at)

    assert ConsentEvent.objects.count() == MOST_OVERDUE + 1
    assert Transmission.objects.count() == MOST_OVERDUE + 1


def test_purge_that_runs_regularly_deletes_what_is_due():
    sendings(200, ago=2 * YEAR + timedelta(days=20))
    sendings(10)

    purge(at=timezone.now())

    assert Transmission.objects.count() == 10


def test_command_stops_and_goes_on_when_told_that_the_clock_is_right():
    sendings(50, ago=3 * YEAR)

    with pytest.raises(CommandError, match="--overdue"):
        call_command("privacy_purge", stdout=StringIO())
    assert Transmission.objects.count() == 50

    call_command("privacy_purge", overdue=True, stdout=StringIO())
    assert not Transmission.objects.exists()


def test_few_rows_of_a_site_that_was_away_are_deleted():
    sendings(MOST_OVERDUE, ago=3 * YEAR)

    purge(at=timezone.now())

    assert not Transmission.objects.exists()


def test_purge_goes_by_the_clock_of_the_database(monkeypatch):
    sendings(5)
    real = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: real() + 5 * YEAR)
    monkeypatch.setattr(database_clock, "_database_offset", lambda: -5 * YEAR)

    call_command("privacy_purge", stdout=StringIO())

    assert Transmission.objects.count() == 5


def test_the_own_clock_counts_where_both_agree():
    assert abs(database_clock.database_now() - timezone.now()) < timedelta(seconds=10)


@pytest.fixture
def set_machine_clock(monkeypatch) -> Callable[[timedelta], None]:
    """Return a function that sets this machine's clock, and not the database's."""
    right = timezone.now

    def set_clock(wrong_by: timedelta) -> None:
        monkeypatch.setattr(timezone, "now", lambda: right() + wrong_by)
        monkeypatch.setattr(
            database_clock, "_machine_now", lambda: datetime.now(UTC) + wrong_by
        )

    return set_clock


def is_permitted(subject: SubjectKey) -> bool:
    """Ask for a permit, as a worker does."""
    try:
        with transaction.atomic():
            authorize("test.sending", subject=subject, values={}, at=timezone.now())
    except ConsentMissing:
        return False
    return True


WRONG = [timedelta(days=400), timedelta(hours=-30), -YEAR, timedelta(minutes=2)]
on_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql",
    reason="on SQLite the clock of the machine is the only one there is",
)


@on_postgresql
@pytest.mark.parametrize("wrong_by", WRONG)
def test_worker_with_a_wrong_clock_sees_a_consent_that_stands(
    set_machine_clock, wrong_by
):
    subject = SubjectKey(factories.consent().subject_key)

    set_machine_clock(wrong_by)

    assert is_permitted(subject)
    assert ledger.permits(subject, "test.sending", at=timezone.now())
    assert not ledger.is_dated_ahead(subject, "test.sending", at=timezone.now())


@on_postgresql
@pytest.mark.parametrize("wrong_by", WRONG)
def test_decision_under_a_wrong_clock_is_dated_by_the_database(
    set_machine_clock, wrong_by
):
    before = timezone.now()
    set_machine_clock(wrong_by)

    record = factories.consent()

    event = ConsentEvent.objects.get(record=record)
    if abs(wrong_by) > timedelta(hours=1):
        assert abs(event.at - before) < timedelta(minutes=1)
    set_machine_clock(timedelta(0))
    assert is_permitted(SubjectKey(record.subject_key))


@on_postgresql
def test_an_expired_consent_is_expired_for_a_worker_whose_clock_is_behind(
    set_machine_clock,
):
    long_ago = timezone.now() - 2 * YEAR
    subject = SubjectKey(factories.consent(at=long_ago).subject_key)

    set_machine_clock(-2 * YEAR)

    assert not is_permitted(subject)


@on_postgresql
def test_worker_with_a_wrong_clock_takes_no_permit_from_others(set_machine_clock):
    subject = SubjectKey(factories.consent().subject_key)
    assert is_permitted(subject)

    set_machine_clock(YEAR)
    now = timezone.now()

    assert expire_stale(begun_before=now - timedelta(hours=1), at=now) == 0
    set_machine_clock(-YEAR)
    assert is_permitted(subject)
    set_machine_clock(timedelta(0))
    begun = Transmission.objects.order_by("-begun_at").values_list(
        "begun_at", flat=True
    )
    assert begun[0] - begun[1] < timedelta(minutes=1)
    assert abs(begun[0] - timezone.now()) < timedelta(minutes=1)


@on_postgresql
def test_a_permit_costs_one_query_for_the_clock_and_the_next_ones_none(
    set_machine_clock,
):
    subject = SubjectKey(factories.consent().subject_key)

    set_machine_clock(YEAR)
    with CaptureQueriesContext(connection) as first:
        assert is_permitted(subject)
    with CaptureQueriesContext(connection) as second:
        assert is_permitted(subject)

    asked = [
        query for query in first.captured_queries if "clock_timestamp" in query["sql"]
    ]
    assert len(asked) == 1
    assert len(second.captured_queries) == len(first.captured_queries) - 1


@pytest.mark.skipif(connection.vendor != "sqlite", reason="says what holds on SQLite")
def test_on_sqlite_a_clock_that_was_set_back_a_little_ends_no_consent(
    set_machine_clock,
):
    subject = SubjectKey(factories.consent().subject_key)

    set_machine_clock(timedelta(hours=-20))
    assert is_permitted(subject)
    set_machine_clock(-YEAR)
    assert not is_permitted(subject)
    assert ledger.is_dated_ahead(subject, "test.sending", at=timezone.now())
    set_machine_clock(timedelta(0))
    assert is_permitted(subject)
