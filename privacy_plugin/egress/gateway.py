"""The one door: it decides, in the transaction that holds the consent, what may leave.

``authorize`` re-reads the ledger, builds the payload from the declaration and hands
out a permit for one sending; ``transmit`` opens the transport for that permit and
writes down what became of it. A refusal and an outage are different types.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.utils import timezone

from privacy_plugin.consent.ledger import permitted_locked
from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.disclosure.document import activity_in_force
from privacy_plugin.egress.errors import ConsentMissing, EgressRefused, PermitSpent
from privacy_plugin.egress.exchange import Exchange, in_force
from privacy_plugin.egress.models import SENDING, Outcome, Transmission
from privacy_plugin.processing import ProcessingActivity


@dataclass(frozen=True, slots=True)
class Permit:
    """Allow one sending: these values, under these names, to these hosts.

    `payload` holds the exact values of the personal fields and of those not personal;
    `allowed` every name that may stand in the request; `until` is when the consent it
    rests on ends, None where it rests on none.
    """

    transmission_id: UUID
    activity: ProcessingActivity
    payload: Mapping[str, str]
    allowed: frozenset[str]
    hosts: frozenset[str]
    until: datetime | None = None

    def __repr__(self) -> str:
        """Name the activity, never a value: this ends in tracebacks."""
        return f"<Permit {self.activity.key} {self.transmission_id}>"


@dataclass(frozen=True, slots=True)
class Wish:
    """Ask to send some values for one person.

    `transmission_id` is the number it is to be recorded under, for who has to know it
    before; asked for twice it is an error of the database.
    """

    subject: SubjectKey
    values: Mapping[str, str]
    transmission_id: UUID = field(default_factory=uuid4)

    def __repr__(self) -> str:
        """Name neither person nor value: this ends in tracebacks."""
        return f"<Wish to send {len(self.values)} values>"


def compose(activity_key: str, values: Mapping[str, str]) -> dict[str, str]:
    """Return exactly what would leave: the declared names that hold something.

    The preview shows this, and ``authorize`` sends this. Raises UnknownActivity.
    """
    names = activity_in_force(activity_key).wire_names
    return {name: value for name, value in values.items() if name in names and value}


def authorize(
    activity_key: str,
    *,
    subject: SubjectKey,
    values: Mapping[str, str],
    at: datetime,
) -> Permit:
    """Return a permit to send the declared part of `values` for this person, once.

    Runs in the caller's transaction, which should lock what the values come from; a
    withdrawal waits until it has ended. Writes the transmission before anything
    leaves. Raises ConsentMissing where the legal basis is consent and the ledger does
    not say *given*, for the facts now in force, at `at`; EgressRefused without a
    transaction; UnknownActivity.
    """
    (permit,) = authorize_each(activity_key, [Wish(subject, values)], at=at)
    if permit is None:
        msg = f"No consent for {activity_key}"
        raise ConsentMissing(msg)
    return permit


def authorize_each(
    activity_key: str, wishes: Iterable[Wish], *, at: datetime
) -> list[Permit | None]:
    """Return a permit for each wish in turn, None where consent is missing.

    Does for many what ``authorize`` does for one, in as many queries. Raises
    EgressRefused without a transaction; UnknownActivity.
    """
    if not connection.in_atomic_block:
        msg = "A permit is issued inside a transaction"
        raise EgressRefused(msg)
    activity = activity_in_force(activity_key)
    wishes = tuple(wishes)
    until: dict[SubjectKey, datetime] = {}
    if activity.needs_consent:
        subjects = {wish.subject for wish in wishes}
        until = permitted_locked(subjects, activity_key, at=at)
    rows: list[Transmission] = []
    permits: list[Permit | None] = []
    for wish in wishes:
        if activity.needs_consent and wish.subject not in until:
            row = _row(activity, wish.subject, (), at=at)
            row.id = wish.transmission_id
            row.outcome, row.detail = Outcome.REFUSED, "no_consent"
            permits.append(None)
        else:
            payload = compose(activity_key, wish.values)
            row = _row(activity, wish.subject, tuple(payload), at=at)
            row.id = wish.transmission_id
            allowed = frozenset(payload) | frozenset(activity.not_personal)
            ends_at = until.get(wish.subject)
            permits.append(_permit(row, activity, payload, allowed, ends_at))
        rows.append(row)
    Transmission.objects.bulk_create(rows)
    return permits


def authorize_impersonal(activity_key: str, *, at: datetime) -> Permit:
    """Return a permit under which nothing about a person can leave.

    Only names the declaration lists as not personal may stand in the request: for
    checking a key or a quota. Raises UnknownActivity.
    """
    activity = activity_in_force(activity_key)
    row = _row(activity, SubjectKey(""), (), at=at)
    row.save(force_insert=True)
    return _permit(row, activity, {}, frozenset(activity.not_personal))


@contextmanager
def transmit(permit: Permit) -> Iterator[Exchange]:
    """Open the transport for this permit, and write down what became of the sending.

    Outside the transaction the permit was issued in: what is going to leave has to be
    on record first, whatever happens then.

    The adapter may name the outcome by ``exchange.conclude``; otherwise an exception
    means *failed* and its absence *answered*. Raises EgressRefused when the transport
    refused, whatever the client made of it; PermitSpent when the permit was used;
    ConsentMissing when the consent was withdrawn after the permit was issued.
    """
    exchange = Exchange(permit)
    _claim(permit)
    try:
        with in_force(exchange):
            yield exchange
    except BaseException as error:
        _finish(exchange, Outcome.FAILED, type(error).__name__)
        if exchange.refusal:
            raise EgressRefused(exchange.refusal) from None
        raise
    _finish(exchange, Outcome.ANSWERED, "")
    if exchange.refusal:
        raise EgressRefused(exchange.refusal)


def give_back(permits: Iterable[Permit]) -> int:
    """Take permits back that were not used: nothing was sent, and no row says so."""
    keys = [permit.transmission_id for permit in permits]
    unused = Transmission.objects.filter(pk__in=keys).unused()
    count, _rows = unused.delete()
    return count


def recover(*, begun_before: datetime, at: datetime) -> int:
    """Note what became of sendings whose worker died; none is repeated from here.

    What had begun is uncertain; a permit nobody had used can be used no more.
    """
    return Transmission.objects.recover(begun_before=begun_before, at=at)


def _row(
    activity: ProcessingActivity,
    subject: SubjectKey,
    names: tuple[str, ...],
    *,
    at: datetime,
) -> Transmission:
    if activity.recipient is None and not activity.goes_to_the_person:
        msg = f"{activity.key} declares no recipient"
        raise EgressRefused(msg)
    return Transmission(
        activity=activity.key,
        recipient=activity.recipient.name if activity.recipient else "",
        subject_key=subject,
        field_names=sorted(names),
        begun_at=at,
    )


def _permit(
    row: Transmission,
    activity: ProcessingActivity,
    payload: Mapping[str, str],
    allowed: frozenset[str],
    until: datetime | None = None,
) -> Permit:
    hosts = activity.recipient.hosts if activity.recipient else ()
    return Permit(
        transmission_id=row.pk,
        activity=activity,
        payload=MappingProxyType(dict(payload)),
        allowed=allowed,
        hosts=frozenset(hosts),
        until=until,
    )


def _claim(permit: Permit) -> None:
    """Write down that the sending begins, unless consent was withdrawn meanwhile."""
    own = Transmission.objects.filter(pk=permit.transmission_id).unused()
    try:
        with transaction.atomic(durable=True):
            pass  # only the outermost transaction may be this one
    except RuntimeError:
        msg = "Nothing is sent inside a transaction that could still be undone"
        raise EgressRefused(msg) from None
    if own.but_withdrawn().update(detail=SENDING):
        return
    own.refuse_withdrawn(at=timezone.now())
    if Transmission.objects.filter(pk=permit.transmission_id).withdrawn().exists():
        msg = f"Consent for {permit.activity.key} was withdrawn"
        raise ConsentMissing(msg)
    raise PermitSpent(permit.activity.key)


def _finish(exchange: Exchange, outcome: Outcome, detail: str) -> None:
    if exchange.refusal and not exchange.is_spent:
        outcome, detail = Outcome.REFUSED, "not_declared"
    elif exchange.refusal:  # the first request had left when the second was refused
        outcome, detail = Outcome.UNCERTAIN, "not_declared"
    elif exchange.conclusion:
        outcome, detail = Outcome(exchange.conclusion[0]), exchange.conclusion[1]
    elif outcome is Outcome.ANSWERED and exchange.status is None:
        outcome, detail = Outcome.FAILED, "not_sent"
    changes: dict[str, object] = {
        "outcome": outcome,
        "detail": detail[:60],
        "byte_count": exchange.byte_count,
        "ended_at": timezone.now(),
    }
    if exchange.is_spent or exchange.refusal:
        changes["field_names"] = sorted(exchange.sent_names)
    Transmission.objects.filter(pk=exchange.permit.transmission_id).update(**changes)
