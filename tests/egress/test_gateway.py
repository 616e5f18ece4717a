"""Who gets a permit, what it covers, and what is written down about it."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from privacy_plugin.consent import ledger
from privacy_plugin.consent.subject import SubjectKey, new_subject_key
from privacy_plugin.egress import gateway
from privacy_plugin.egress.errors import ConsentMissing, EgressRefused, PermitSpent
from privacy_plugin.egress.gateway import authorize, compose, expire_stale, transmit
from privacy_plugin.egress.models import SENDING, Outcome, Transmission
from privacy_plugin.egress.permit import Permit
from privacy_plugin.processing import UnknownActivity
from tests.egress.conftest import VALUES, Permits
from tests.egress.recipient import SocketRecipient
from tests.support import factories

URL = "https://recipient.example/1/check"


def ask(subject: str) -> Permit:
    """Ask for a permit in a transaction of its own."""
    with transaction.atomic():
        return authorize(
            "test.sending",
            subject=SubjectKey(subject),
            values=VALUES,
            at=timezone.now(),
        )


def test_what_is_composed_is_what_is_declared_and_holds_something():
    composed = compose(
        "test.sending", VALUES | {"name": "", "email": "a@b.c", "ip": "203.0.113.7"}
    )

    assert composed == {"text": VALUES["text"], "site": "blog"}


def test_a_permit_holds_what_is_composed_and_shows_none_of_it(permit: Permits):
    issued = permit(email="ada@example.com")

    assert issued.payload == VALUES
    assert issued.allowed == {"text", "name", "site"}
    assert issued.hosts == {"recipient.example"}
    assert not any(value in repr(issued) for value in VALUES.values())
    with pytest.raises(TypeError):
        issued.payload["text"] = "changed"  # type: ignore[index]
    with pytest.raises(AttributeError):
        issued.hosts = frozenset({"other.example"})  # type: ignore[misc]


def test_a_permit_is_written_down_before_anything_leaves(permit: Permits):
    issued = permit()

    row = Transmission.objects.get()
    assert row.pk == issued.transmission_id
    assert (row.outcome, row.detail, row.ended_at) == (Outcome.BEGUN, "", None)
    assert row.field_names == ["name", "site", "text"]
    assert row.recipient == "Recipient Ltd"
    assert not any(value in repr(vars(row)) for value in VALUES.values())
    assert row.subject_key not in str(row)


@pytest.mark.django_db(transaction=True)
def test_a_permit_needs_a_transaction():
    record = factories.consent()

    with pytest.raises(EgressRefused, match="transaction"):
        authorize(
            "test.sending",
            subject=SubjectKey(record.subject_key),
            values=VALUES,
            at=timezone.now(),
        )

    assert not Transmission.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_nothing_is_sent_while_its_record_can_still_be_undone(
    permit: Permits, client: httpx.Client, recipient: SocketRecipient
):
    issued = permit()

    with transaction.atomic(), pytest.raises(EgressRefused), transmit(issued):
        client.post(URL, data=VALUES)

    assert recipient.connections == 0
    with transmit(issued):
        client.post(URL, data=VALUES)
    assert len(recipient.received) == 1


@pytest.mark.django_db(transaction=True)
def test_a_permit_whose_transaction_was_undone_is_worth_nothing(
    client: httpx.Client, recipient: SocketRecipient
):
    record = factories.consent()
    with transaction.atomic():
        issued = authorize(
            "test.sending",
            subject=SubjectKey(record.subject_key),
            values=VALUES,
            at=timezone.now(),
        )
        transaction.set_rollback(True)

    with pytest.raises(PermitSpent), transmit(issued):
        client.post(URL, data=VALUES)

    assert recipient.connections == 0


def test_without_consent_there_is_no_permit_and_a_row_says_so(db):
    stranger = new_subject_key()

    with transaction.atomic(), pytest.raises(ConsentMissing) as refusal:
        authorize("test.sending", subject=stranger, values=VALUES, at=timezone.now())

    row = Transmission.objects.get()
    assert (row.outcome, row.detail) == (Outcome.REFUSED, "no_consent")
    assert row.field_names == []
    assert list(Transmission.objects.of(stranger)) == [row]
    assert not Transmission.objects.sent().exists()
    assert stranger not in str(refusal.value)


def test_consent_of_one_person_is_none_of_another(db):
    factories.consent()

    with pytest.raises(ConsentMissing):
        ask(new_subject_key())


def test_a_withdrawn_consent_gives_no_permit_and_a_new_one_does(db):
    record = factories.consent()
    ledger.withdraw(
        SubjectKey(record.subject_key), "test.sending", method="x", at=timezone.now()
    )

    with pytest.raises(ConsentMissing):
        ask(SubjectKey(record.subject_key))

    factories.consent(subject=SubjectKey(record.subject_key))
    assert ask(SubjectKey(record.subject_key)).payload == VALUES


def test_consent_to_other_facts_gives_no_permit(db):
    record = factories.consent()
    other = factories.sending(recipient=factories.recipient(name="Somebody else"))

    with factories.declared(other), pytest.raises(ConsentMissing):
        ask(SubjectKey(record.subject_key))


def test_what_needs_no_consent_is_permitted_to_everybody(db):
    own_interest = factories.activity().legal_basis

    with factories.declared(factories.sending(legal_basis=own_interest)):
        assert ask(new_subject_key()).payload == VALUES


def test_what_is_switched_off_or_never_declared_is_not_permitted(db, settings):
    settings.PRIVACY_TEST = ""

    with (
        factories.declared(factories.sending(switch="PRIVACY_TEST")),
        pytest.raises(UnknownActivity),
    ):
        ask(new_subject_key())
    with transaction.atomic(), pytest.raises(UnknownActivity):
        authorize("no.body", subject=new_subject_key(), values={}, at=timezone.now())


def test_what_has_no_recipient_cannot_be_sent(db):
    with (
        factories.declared(factories.activity()),
        transaction.atomic(),
        pytest.raises(EgressRefused, match="recipient"),
    ):
        authorize("test.local", subject=new_subject_key(), values={}, at=timezone.now())
    with factories.declared(factories.activity()), pytest.raises(EgressRefused):
        gateway.authorize_impersonal("test.local", at=timezone.now())


def test_a_permit_is_spent_once(
    permit: Permits, client: httpx.Client, recipient: SocketRecipient
):
    issued = permit()
    with transmit(issued):
        client.post(URL, data=VALUES)

    with pytest.raises(PermitSpent), transmit(issued):
        client.post(URL, data=VALUES)

    assert len(recipient.received) == 1
    assert Transmission.objects.get().outcome == Outcome.ANSWERED


@pytest.mark.parametrize("code", [Outcome.ANSWERED, Outcome.REJECTED, Outcome.FAILED])
def test_the_adapter_says_what_became_of_it(
    code: Outcome, permit: Permits, client: httpx.Client, recipient: SocketRecipient
):
    with transmit(permit()) as context:
        client.post(URL, data=VALUES)
        context.set_outcome(code, "x" * 200)

    row = Transmission.objects.get()
    assert (row.outcome, row.detail) == (code, "x" * 60)
    assert row.ended_at is not None
    assert row.byte_count == len(recipient.bodies[0])


def test_sending_the_transport_did_not_see_is_uncertain(permit: Permits):
    with transmit(permit()):
        pass

    row = Transmission.objects.get()
    assert (row.outcome, row.detail) == (Outcome.UNCERTAIN, "not_observed")


def test_an_error_of_the_adapter_is_a_failure_and_passes_on(permit: Permits):
    with pytest.raises(KeyError), transmit(permit()):
        raise KeyError("Ada Läufer")

    row = Transmission.objects.get()
    assert (row.outcome, row.detail) == (Outcome.FAILED, "KeyError")


def test_what_a_killed_worker_began_is_uncertain_and_never_repeated(
    permit: Permits, client: httpx.Client, recipient: SocketRecipient
):
    issued, now = permit(), timezone.now()
    Transmission.objects.update(detail=SENDING)

    assert expire_stale(begun_before=now - timedelta(hours=1), at=now) == 0
    assert expire_stale(begun_before=now + timedelta(seconds=1), at=now) == 1

    row = Transmission.objects.get()
    assert (row.outcome, row.ended_at) == (Outcome.UNCERTAIN, now)
    assert not Transmission.objects.certainly_not_sent().exists()
    with pytest.raises(PermitSpent), transmit(issued):
        client.post(URL, data=VALUES)
    assert recipient.connections == 0


def test_what_a_killed_worker_had_not_begun_is_certainly_not_sent(
    permit: Permits, client: httpx.Client, recipient: SocketRecipient
):
    issued, now = permit(), timezone.now()

    assert expire_stale(begun_before=now + timedelta(seconds=1), at=now) == 1

    row = Transmission.objects.certainly_not_sent().get()
    assert (row.outcome, row.detail) == (Outcome.REFUSED, "not_begun")
    assert not Transmission.objects.sent().exists()
    with pytest.raises(PermitSpent), transmit(issued):
        client.post(URL, data=VALUES)
    assert recipient.connections == 0


def test_a_permit_given_back_leaves_no_row_and_one_used_stays(
    permit: Permits, client: httpx.Client, recipient: SocketRecipient
):
    used, unused = permit(), permit()
    with transmit(used):
        client.post(URL, data=VALUES)

    assert gateway.release([used, unused]) == 1

    assert Transmission.objects.get().pk == used.transmission_id
    with pytest.raises(PermitSpent), transmit(unused):
        client.post(URL, data=VALUES)


def test_a_consent_withdrawn_after_the_permit_stops_the_sending(
    client: httpx.Client, recipient: SocketRecipient, db
):
    subject = SubjectKey(factories.consent().subject_key)
    issued = ask(subject)
    ledger.withdraw(subject, "test.sending", method="x", at=timezone.now())

    with pytest.raises(ConsentMissing), transmit(issued):
        client.post(URL, data=VALUES)

    row = Transmission.objects.get()
    assert (row.outcome, row.detail) == (Outcome.REFUSED, "withdrawn")
    assert recipient.connections == 0


def test_a_consent_withdrawn_and_given_again_lets_it_leave(
    client: httpx.Client, recipient: SocketRecipient, db
):
    subject = SubjectKey(factories.consent().subject_key)
    issued = ask(subject)
    ledger.withdraw(subject, "test.sending", method="x", at=timezone.now())
    factories.consent(subject=subject)

    with transmit(issued):
        client.post(URL, data=VALUES)

    assert len(recipient.received) == 1


def test_many_are_permitted_in_as_many_queries_as_one(
    db, django_assert_max_num_queries
):
    people = [SubjectKey(factories.consent().subject_key) for _number in range(20)]
    refused = new_subject_key()
    wishes = [
        gateway.TransmissionRequest(person, VALUES) for person in (*people, refused)
    ]

    with transaction.atomic(), django_assert_max_num_queries(8):
        permits = gateway.authorize_each("test.sending", wishes, at=timezone.now())

    assert [permit is None for permit in permits] == [False] * 20 + [True]
    assert Transmission.objects.filter(outcome=Outcome.REFUSED).count() == 1


def test_nothing_is_permitted_twice_under_one_number(db):
    subject = SubjectKey(factories.consent().subject_key)
    wish = gateway.TransmissionRequest(subject, VALUES)
    with transaction.atomic():
        gateway.authorize_each("test.sending", [wish], at=timezone.now())

    with pytest.raises(IntegrityError), transaction.atomic():
        gateway.authorize_each("test.sending", [wish], at=timezone.now())


def test_an_impersonal_permit_is_about_nobody(db):
    issued = gateway.authorize_impersonal("test.sending", at=timezone.now())

    assert issued.payload == {}
    assert issued.allowed == {"site"}
    assert Transmission.objects.get().subject_key == ""


def test_the_database_knows_only_the_outcomes_there_are(permit: Permits):
    permit()

    with pytest.raises(IntegrityError), transaction.atomic():
        Transmission.objects.update(outcome="lost")
