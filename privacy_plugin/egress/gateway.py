"""The one door: it decides, in the transaction that holds the consent, what may leave.

``authorize`` re-reads the ledger, builds the payload from the declaration and hands
out a permit for one sending; ``transmit`` opens the transport for that permit and
writes down what became of it. A refusal and an outage are different types.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from privacy_plugin.consent.ledger import permits_locked
from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.disclosure.document import activity_in_force
from privacy_plugin.egress.errors import ConsentMissing, EgressRefused, PermitSpent
from privacy_plugin.egress.exchange import Exchange, in_force
from privacy_plugin.egress.models import Outcome, Transmission
from privacy_plugin.processing import ProcessingActivity


@dataclass(frozen=True, slots=True)
class Permit:
    """Allow one sending: these values, under these names, to these hosts.

    `payload` holds the exact values of the personal fields and of those not personal;
    `allowed` every name that may stand in the request.
    """

    transmission_id: UUID
    activity: ProcessingActivity
    payload: Mapping[str, str]
    allowed: frozenset[str]
    hosts: frozenset[str]

    def __repr__(self) -> str:
        """Name the activity, never a value: this ends in tracebacks."""
        return f"<Permit {self.activity.key} {self.transmission_id}>"


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
    if not connection.in_atomic_block:
        msg = "A permit is issued inside a transaction"
        raise EgressRefused(msg)
    activity = activity_in_force(activity_key)
    if activity.needs_consent and not permits_locked(subject, activity_key, at=at):
        _begin(
            activity, subject, (), at=at, outcome=Outcome.REFUSED, detail="no_consent"
        )
        msg = f"No consent for {activity_key}"
        raise ConsentMissing(msg)
    payload = compose(activity_key, values)
    row = _begin(activity, subject, tuple(payload), at=at)
    allowed = frozenset(payload) | frozenset(activity.not_personal)
    return _permit(row, activity, payload, allowed)


def authorize_impersonal(activity_key: str, *, at: datetime) -> Permit:
    """Return a permit under which nothing about a person can leave.

    Only names the declaration lists as not personal may stand in the request: for
    checking a key or a quota. Raises UnknownActivity.
    """
    activity = activity_in_force(activity_key)
    with transaction.atomic():
        row = _begin(activity, SubjectKey(""), (), at=at)
    return _permit(row, activity, {}, frozenset(activity.not_personal))


@contextmanager
def transmit(permit: Permit) -> Iterator[Exchange]:
    """Open the transport for this permit, and write down what became of the sending.

    Outside the transaction the permit was issued in: what is going to leave has to be
    on record first, whatever happens then.

    The adapter may name the outcome by ``exchange.conclude``; otherwise an exception
    means *failed* and its absence *answered*. Raises EgressRefused when the transport
    refused, whatever the client made of it; PermitSpent when the permit was used.
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


def recover(*, begun_before: datetime, at: datetime) -> int:
    """Mark sendings whose worker died as uncertain; they are never repeated."""
    return Transmission.objects.recover(begun_before=begun_before, at=at)


def _begin(  # noqa: PLR0913 - the columns of the row
    activity: ProcessingActivity,
    subject: SubjectKey,
    names: tuple[str, ...],
    *,
    at: datetime,
    outcome: Outcome = Outcome.BEGUN,
    detail: str = "",
) -> Transmission:
    if activity.recipient is None and not activity.goes_to_the_person:
        msg = f"{activity.key} declares no recipient"
        raise EgressRefused(msg)
    return Transmission.objects.create(
        activity=activity.key,
        recipient=activity.recipient.name if activity.recipient else "",
        subject_key=subject,
        field_names=sorted(names),
        outcome=outcome,
        detail=detail,
        begun_at=at,
    )


def _permit(
    row: Transmission,
    activity: ProcessingActivity,
    payload: Mapping[str, str],
    allowed: frozenset[str],
) -> Permit:
    hosts = activity.recipient.hosts if activity.recipient else ()
    return Permit(
        transmission_id=row.pk,
        activity=activity,
        payload=MappingProxyType(dict(payload)),
        allowed=allowed,
        hosts=frozenset(hosts),
    )


def _claim(permit: Permit) -> None:
    begun = Transmission.objects.filter(
        pk=permit.transmission_id,
        outcome=Outcome.BEGUN,
        detail="",
    )
    try:
        with transaction.atomic(durable=True):
            claimed = begun.update(detail="sending")
    except RuntimeError:
        msg = "Nothing is sent inside a transaction that could still be undone"
        raise EgressRefused(msg) from None
    if not claimed:
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
