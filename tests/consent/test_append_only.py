"""The ledger cannot be rewritten unnoticed: the database refuses, the chain tells."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import Model
from django.utils import timezone

from privacy_plugin.consent import append_only, ledger
from privacy_plugin.consent.models import ConsentEvent, ConsentRecord
from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.disclosure.models import DisclosureVersion, PublishedText
from privacy_plugin.processing import Keep, registry
from privacy_plugin.rights.requests.models import RequestEvent
from privacy_plugin.rights.requests.steps import NewRequest, receive
from tests.support import factories

PROOF = timedelta(days=append_only.PROOF_DAYS)


@pytest.fixture
def record(db) -> ConsentRecord:
    """Return a consent that was given, renewed and withdrawn."""
    given = factories.consent()
    subject = SubjectKey(given.subject_key)
    factories.consent(subject=subject)
    ledger.withdraw(subject, "test.sending", method="button", at=timezone.now())
    return given


@pytest.fixture
def unguarded(record: ConsentRecord) -> Iterator[ConsentRecord]:
    """Take the triggers away, as somebody with the database's password can."""
    with factories.lifted_triggers():
        yield record


REWRITES: dict[str, Callable[[], object]] = {
    "an event's state": lambda: ConsentEvent.objects.update(state="given"),
    "an event's time": lambda: ConsentEvent.objects.update(at=timezone.now()),
    "whose consent it is": lambda: ConsentRecord.objects.update(subject_key="x"),
    "what a text said": lambda: DisclosureVersion.objects.update(document={}),
    "that there were events": lambda: ConsentEvent.objects.all().delete(),
    "that there were texts": lambda: DisclosureVersion.objects.all()._raw_delete(
        using="default"
    ),
}


@pytest.mark.parametrize("rewrite", REWRITES.values(), ids=REWRITES.keys())
def test_the_database_refuses_to_rewrite(
    rewrite: Callable[[], object], record: ConsentRecord
):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rewrite()

    record.refresh_from_db()
    assert ledger.is_intact(record)
    assert record.events.count() == 3


def test_a_record_stays_while_it_has_events(record: ConsentRecord):
    with pytest.raises(Exception, match="protected"), transaction.atomic():
        ConsentRecord.objects.all().delete()


@pytest.mark.django_db(transaction=True)
def test_emptying_every_table_spares_a_ledger_with_something_in_it():
    factories.consent()

    with pytest.raises(Exception, match=r"append-only|flush"):
        call_command("flush", interactive=False)

    assert ConsentEvent.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_empty_ledger_can_be_emptied():
    call_command("flush", interactive=False)

    assert not ConsentEvent.objects.exists()


ALTERATIONS: dict[str, tuple[type[Model], dict[str, object]]] = {
    "state": (ConsentEvent, {"state": "given", "valid_until": timezone.now()}),
    "time": (ConsentEvent, {"at": timezone.now() - timedelta(days=3)}),
    "method": (ConsentEvent, {"method": "phone"}),
    "hash": (ConsentEvent, {"hash": "0" * 64}),
    "person": (ConsentRecord, {"subject_key": "somebody-else"}),
    "activity": (ConsentRecord, {"activity": "test.other"}),
    "text": (DisclosureVersion, {"document": {"title": "Harmless"}}),
    "facts": (DisclosureVersion, {"facts": {}}),
    "name of the facts": (DisclosureVersion, {"facts_digest": "0" * 64}),
    "name of the text": (DisclosureVersion, {"digest": "0" * 64}),
}


@pytest.mark.parametrize(
    ("model", "change"), ALTERATIONS.values(), ids=ALTERATIONS.keys()
)
def test_an_alteration_is_noticed(
    model: type[Model], change: dict[str, object], unguarded: ConsentRecord
):
    assert ledger.is_intact(unguarded)

    for row in model._default_manager.all():
        model._default_manager.filter(pk=row.pk).update(**change)

    assert not ledger.is_intact(ConsentRecord.objects.get())


@pytest.mark.parametrize("which", [0, 1])
def test_a_missing_event_is_noticed(which: int, unguarded: ConsentRecord):
    unguarded.events.order_by("pk")[which].delete()

    assert not ledger.is_intact(ConsentRecord.objects.get())


FROZEN_MODELS = (
    DisclosureVersion,
    PublishedText,
    ConsentRecord,
    ConsentEvent,
    RequestEvent,
)


def column_names(model: type[Model]) -> list[str]:
    """Return the columns of a model's table, in order."""
    return [str(field.column) for field in model._meta.concrete_fields]


def unique_columns(model: type[Model]) -> list[tuple[str, ...]]:
    """Return what no two rows of a model may have in common."""
    single: list[tuple[str, ...]] = [
        (str(field.column),) for field in model._meta.concrete_fields if field.unique
    ]
    several = [
        tuple(str(model._meta.get_field(name).attname) for name in constraint.fields)
        for constraint in model._meta.total_unique_constraints
    ]
    return single + several


@pytest.fixture
def ledger_rows(record: ConsentRecord) -> None:
    """Fill every append-only table."""
    PublishedText.objects.create(
        activity="test.sending", site_id=1, language="en", words={}, is_material=False,
        material=0, version=record.version, published_at=timezone.now(),
    )  # fmt: skip
    new = NewRequest(
        kind="access", received_on=timezone.localdate(), language="en", site_id=None
    )
    receive(new, identity="", by=None, at=timezone.now())


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite alone replaces rows")
@pytest.mark.parametrize("model", FROZEN_MODELS)
def test_insert_or_replace_is_refused_by_every_unique_key(
    model: type[Model], ledger_rows: None
):
    assert set(append_only._FROZEN) == {one._meta.db_table for one in FROZEN_MODELS}
    table, names = model._meta.db_table, column_names(model)
    before = list(model._default_manager.values_list(*names))

    for unique in unique_columns(model):
        fresh = {
            name: (
                "(SELECT hex(randomblob(16)))"
                if (name,) in unique_columns(model) and name not in unique
                else name
            )
            for name in names
        }
        if "id" not in unique and model._meta.pk.get_internal_type() != "UUIDField":
            fresh["id"] = "NULL"
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                f"INSERT OR REPLACE INTO {table} ({', '.join(names)}) "  # noqa: S608 - our own names
                f"SELECT {', '.join(fresh.values())} FROM {table} LIMIT 1"
            )

    assert list(model._default_manager.values_list(*names)) == before


def forged(record: ConsentRecord, **changes: object) -> ConsentEvent:
    """Return an event that continues the chain, but is not written by the ledger."""
    newest = record.events.order_by("-pk")[0]
    now = timezone.now()
    values = {
        "state": "withdrawn", "at": now, "method": "x", "ended_at": now,
        "previous_hash": newest.hash, "hash": "0" * 64,
    }  # fmt: skip
    return ConsentEvent(record=record, **values | changes)


SOON_DELETABLE = timezone.now() - PROOF + timedelta(days=300)
BACKDATED: dict[str, dict[str, object]] = {
    "ended before it could be proved": {"ended_at": timezone.now() - PROOF},
    "deletable within a year": {"ended_at": SOON_DELETABLE},
    "given, deletable while it counts": {
        "state": "given",
        "valid_until": timezone.now() + timedelta(days=1),
        "ended_at": timezone.now() - timedelta(days=1),
    },
    "expired, though it was never given until then": {
        "state": "expired",
        "ended_at": SOON_DELETABLE,
    },
}


@pytest.mark.parametrize("values", BACKDATED.values(), ids=BACKDATED)
def test_an_event_that_could_soon_be_deleted_is_refused(
    values: dict[str, object], record: ConsentRecord
):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        forged(record, **values).save(force_insert=True)

    assert record.events.count() == 3


def test_that_a_consent_ran_out_long_ago_is_noted(db):
    with factories.lifted_triggers():
        record = factories.consent(at=timezone.now() - timedelta(days=950))

    assert ledger.expire_due(at=timezone.now()) == 1

    assert ledger.is_intact(record)


def test_the_chain_cannot_fork(record: ConsentRecord):
    newest = record.events.order_by("-pk")[0]
    newest.pk = None

    with pytest.raises(DatabaseError), transaction.atomic():
        newest.save(force_insert=True)


def test_the_proof_period_in_the_database_is_the_declared_one():
    declared = registry.get("privacy.consent_proof").retention

    assert isinstance(declared, Keep)
    assert declared.period == PROOF


@pytest.mark.parametrize(
    ("past_the_end", "goes"),
    [(timedelta(hours=-1), False), (timedelta(hours=1), True)],
    ids=["before", "after"],
)
def test_an_event_can_be_deleted_only_after_the_proof_period(
    past_the_end: timedelta, goes: object, db
):
    given_at = timezone.now() - PROOF - timedelta(days=182) - past_the_end
    with factories.lifted_triggers():
        factories.consent(at=given_at)

    rows = ConsentRecord.objects.all()
    if goes:
        assert rows.erase() == 1
    else:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            rows.erase()
    assert ConsentEvent.objects.exists() is not goes


def test_a_record_is_over_when_its_last_decision_is(db):
    given_at = timezone.now() - timedelta(days=900)
    record = factories.consent(at=given_at)
    end = given_at + timedelta(days=182)

    assert not ConsentRecord.objects.all().expired(end)
    assert list(ConsentRecord.objects.all().expired(end + timedelta(seconds=1))) == [
        record
    ]


def test_the_triggers_are_there_and_missed_when_gone(db):
    assert append_only.missing(connection) == frozenset()
    append_only.lift(connection)
    assert append_only.missing(connection) == append_only.trigger_names(
        connection.vendor
    )
    append_only.install(connection)
    append_only.install(connection)
    assert append_only.missing(connection) == frozenset()


def test_a_trigger_that_is_switched_off_is_missing(db):
    name = "privacy_consentevent_no_update"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"ALTER TABLE privacy_consentevent DISABLE TRIGGER {name}")
        else:
            cursor.execute(f"DROP TRIGGER {name}")

    assert append_only.missing(connection) == {name}


def test_a_database_that_cannot_refuse_is_told_apart():
    mysql = SimpleNamespace(vendor="mysql")

    assert append_only.missing(mysql) == append_only.trigger_names("mysql")
