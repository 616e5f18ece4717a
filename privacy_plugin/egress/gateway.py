"""The gateway: decides, in the transaction that locks the consent, what may be sent.

``authorize`` reads the ledger again, builds the payload from the declaration and
returns a permit for one transmission; ``transmit`` opens the transport for that permit
and records the outcome. A refusal and an outage are different exceptions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from uuid import UUID, uuid4

from django.db import connection, transaction

from privacy_plugin.consent.ledger import permitted_locked
from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.database_clock import by_database_clock, database_now
from privacy_plugin.disclosure.activities import get_activity
from privacy_plugin.egress.errors import ConsentMissing, EgressRefused, PermitSpent
from privacy_plugin.egress.models import (
    SENDING,
    Outcome,
    Transmission,
    TransmissionQuerySet,
)
from privacy_plugin.egress.permit import Permit
from privacy_plugin.egress.transmission_context import (
    TransmissionContext,
    use_transmission,
)
from privacy_plugin.prepared_query import PreparedUpdate
from privacy_plugin.processing import ProcessingActivity


@dataclass(frozen=True, slots=True)
class TransmissionRequest:
    """A request to send some values for one person.

    `transmission_id` is the primary key to record it under, if the caller needs it
    before; using it twice is a database error.
    """

    subject: SubjectKey
    values: Mapping[str, str]
    transmission_id: UUID = field(default_factory=uuid4)
    files: Mapping[str, bytes] = field(default_factory=dict)

    def __repr__(self) -> str:
        """Name neither person nor value: this ends in tracebacks."""
        return f"<TransmissionRequest of {len(self.values)} values>"


def compose(activity_key: str, values: Mapping[str, str]) -> dict[str, str]:
    """Return exactly what would leave: the declared names that hold something.

    The preview shows this, and ``authorize`` sends this. Raises UnknownActivity.
    """
    names = get_activity(activity_key).wire_names
    return {name: value for name, value in values.items() if name in names and value}


def authorize(
    activity_key: str,
    *,
    subject: SubjectKey,
    values: Mapping[str, str],
    at: datetime,
    files: Mapping[str, bytes] | None = None,
) -> Permit:
    """Return a permit to send the declared part of `values` for this person, once.

    `files` holds contents; the name of a file is a value: ``photo.filename``.

    Runs in the caller's transaction, which should lock what the values come from; a
    withdrawal waits until it has ended. Writes the transmission before anything
    leaves. Raises ConsentMissing where the legal basis is consent and the ledger does
    not say *given*, for the facts now in force, at `at`; EgressRefused without a
    transaction; UnknownActivity.
    """
    (permit,) = authorize_each(
        activity_key, [TransmissionRequest(subject, values, files=files or {})], at=at
    )
    if permit is None:
        raise ConsentMissing(f"No consent for {activity_key}")
    return permit


def authorize_each(
    activity_key: str, requests: Iterable[TransmissionRequest], *, at: datetime
) -> list[Permit | None]:
    """Return a permit for each request in turn, None where consent is missing.

    Does for many what ``authorize`` does for one, in as many queries. Raises
    EgressRefused without a transaction; UnknownActivity.
    """
    if not connection.in_atomic_block:
        raise EgressRefused("A permit is issued inside a transaction")
    activity = get_activity(activity_key)
    requests = tuple(requests)
    until: dict[SubjectKey, datetime] = {}
    if activity.needs_consent:
        subjects = {request.subject for request in requests}
        until = permitted_locked(subjects, activity_key, at=at)
    rows: list[Transmission] = []
    permits: list[Permit | None] = []
    for request in requests:
        if activity.needs_consent and request.subject not in until:
            row = _row(activity, request.subject, (), at=at)
            row.id = request.transmission_id
            row.outcome, row.detail = Outcome.REFUSED, "no_consent"
            permits.append(None)
        else:
            payload = compose(activity_key, request.values)
            files = {k: v for k, v in request.files.items() if k in activity.wire_names}
            row = _row(activity, request.subject, (*payload, *files), at=at)
            row.id = request.transmission_id
            ends_at = until.get(request.subject)
            permits.append(_permit(row, activity, payload, files, ends_at))
        rows.append(row)
    Transmission.objects.bulk_create(rows)
    return permits


def authorize_impersonal(activity_key: str, *, at: datetime) -> Permit:
    """Return a permit under which nothing about a person can leave.

    Only names the declaration lists as not personal may stand in the request: for
    checking a key or a quota. Raises UnknownActivity.
    """
    activity = get_activity(activity_key)
    row = _row(activity, SubjectKey(""), (), at=at)
    row.save(force_insert=True)
    return _permit(row, activity, {}, {})


@contextmanager
def transmit(permit: Permit) -> Iterator[TransmissionContext]:
    """Open the transport for this permit, and write down what became of the sending.

    Outside the transaction the permit was issued in: what is going to leave has to be
    on record first, whatever happens then.

    The adapter may name the outcome by ``context.set_outcome``; otherwise an exception
    means *failed* and its absence *answered*. Raises EgressRefused when the transport
    refused, whatever the client made of it; PermitSpent when the permit was used;
    ConsentMissing when the consent was withdrawn after the permit was issued.
    """
    context = TransmissionContext(permit)
    _claim(permit)
    try:
        with use_transmission(context):
            yield context
    except BaseException as error:
        _finish(context, Outcome.FAILED, type(error).__name__)
        if context.refusal:
            raise EgressRefused(context.refusal) from None
        raise
    _finish(context, Outcome.ANSWERED, "")
    if context.refusal:
        raise EgressRefused(context.refusal)


def release(permits: Iterable[Permit]) -> int:
    """Take permits back that were not used: nothing was sent, and no row says so."""
    keys = [permit.transmission_id for permit in permits]
    unused = Transmission.objects.filter(pk__in=keys).unused()
    count, _rows = unused.delete()
    return count


def expire_stale(*, begun_before: datetime, at: datetime) -> int:
    """Note what became of sendings whose worker died; none is repeated from here.

    What had begun is uncertain; a permit nobody had used can be used no more.
    """
    return Transmission.objects.recover(
        begun_before=by_database_clock(begun_before), at=by_database_clock(at)
    )


def _row(
    activity: ProcessingActivity,
    subject: SubjectKey,
    names: tuple[str, ...],
    *,
    at: datetime,
) -> Transmission:
    if activity.recipient is None and not activity.goes_to_the_person:
        raise EgressRefused(f"{activity.key} declares no recipient")
    return Transmission(
        activity=activity.key,
        recipient=activity.recipient.name if activity.recipient else "",
        subject_key=subject,
        field_names=sorted(names),
        begun_at=by_database_clock(at),
    )


def _permit(
    row: Transmission,
    activity: ProcessingActivity,
    payload: Mapping[str, str],
    files: Mapping[str, bytes],
    until: datetime | None = None,
) -> Permit:
    hosts = activity.recipient.hosts if activity.recipient else ()
    return Permit(
        transmission_id=row.pk,
        activity=activity,
        payload=MappingProxyType(dict(payload)),
        allowed=frozenset((*payload, *files, *activity.not_personal)),
        hosts=frozenset(hosts),
        until=until,
        files=MappingProxyType(dict(files)),
        secret_headers=frozenset(activity.secret_headers),
    )


def _claim(permit: Permit) -> None:
    """Write down that the sending begins, unless consent was withdrawn meanwhile."""
    try:
        with transaction.atomic(durable=True):  # nobody could undo it later
            has_begun = _begin(key=permit.transmission_id)
    except RuntimeError:
        raise EgressRefused(
            "Nothing is sent inside a transaction that could still be undone"
        ) from None
    if has_begun:
        return
    _find_unused(permit.transmission_id).refuse_withdrawn(at=database_now())
    if Transmission.objects.filter(pk=permit.transmission_id).withdrawn().exists():
        raise ConsentMissing(f"Consent for {permit.activity.key} was withdrawn")
    raise PermitSpent(permit.activity.key)


def _find_unused(key: UUID) -> TransmissionQuerySet:
    return Transmission.objects.filter(pk=key).unused()


def _build_permitted(key: UUID) -> TransmissionQuerySet:
    return _find_unused(key).exclude_withdrawn()


_begin = PreparedUpdate(_build_permitted, detail=SENDING)


def _finish(context: TransmissionContext, outcome: Outcome, detail: str) -> None:
    if context.refusal and not context.is_spent:
        outcome, detail = Outcome.REFUSED, "not_declared"
    elif context.refusal:  # the first request had left when the second was refused
        outcome, detail = Outcome.UNCERTAIN, "not_declared"
    elif context.outcome:
        outcome, detail = Outcome(context.outcome[0]), context.outcome[1]
    elif outcome is Outcome.ANSWERED and context.status is None:
        outcome, detail = Outcome.UNCERTAIN, "not_observed"
    changes: dict[str, object] = {
        "outcome": outcome,
        "detail": detail[:60],
        "byte_count": context.byte_count,
        "ended_at": database_now(),
    }
    if context.is_spent or context.refusal:
        changes["field_names"] = sorted(context.sent_names)
    Transmission.objects.filter(pk=context.permit.transmission_id).update(**changes)
