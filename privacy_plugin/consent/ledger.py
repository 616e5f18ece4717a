"""Give, withdraw and look up consents; only this module writes them.

Each write locks the person's records in its transaction, so that giving, withdrawing
and authorising never interleave. Source: GDPR Art. 7; EDPB Guidelines 05/2020; ISO/IEC
TS 27560.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from privacy_plugin.conf import conf
from privacy_plugin.consent.errors import NotAskable, NothingToWithdraw
from privacy_plugin.consent.models import (
    GIVEN_STATES,
    ConsentEvent,
    ConsentRecord,
    ConsentState,
)
from privacy_plugin.consent.revocation_log import log_revocation
from privacy_plugin.consent.signals import consent_given, consent_withdrawn
from privacy_plugin.consent.status import ConsentStatus, active, with_status
from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.database_clock import by_database_clock
from privacy_plugin.disclosure.activities import get_activity
from privacy_plugin.disclosure.models import DisclosureVersion
from privacy_plugin.disclosure.render.document import compute_digest
from privacy_plugin.processing import ProcessingActivity


@dataclass(frozen=True, slots=True)
class CurrentConsent:
    """The consent of one person to one activity.

    `state` is the newest decision, `status` whether it is active now.
    """

    activity: str
    state: ConsentState
    status: ConsentStatus
    decided_at: datetime
    valid_until: datetime | None
    version: DisclosureVersion
    record: ConsentRecord

    @property
    def is_active(self) -> bool:
        return self.status is ConsentStatus.ACTIVE

    @property
    def is_given(self) -> bool:
        """Say whether the newest decision is to agree, whatever the facts are now."""
        return self.state in GIVEN_STATES


def give(
    subject: SubjectKey,
    version: DisclosureVersion,
    *,
    method: str,
    at: datetime,
    lifetime: timedelta | None = None,
) -> ConsentRecord:
    """Record that the person agreed to exactly this text, `method` says by what act.

    Given again while it stands, it is renewed. It counts for `lifetime`, by default
    PRIVACY_CONSENT_LIFETIME. `at` is aware, UTC, by this machine's clock; the
    database's is written down. Raises NotAskable
    for an activity that does not rest on consent, UnknownActivity for one not in force.
    """
    at = by_database_clock(at)
    activity = _get_askable(version)
    with transaction.atomic():
        _lock(subject, activity.key)
        record, created = ConsentRecord.objects.get_or_create(
            subject_key=subject,
            activity=activity.key,
            version=version,
            defaults={"created_at": at},
        )
        _lock(subject, activity.key)
        newest = None if created else _newest_event(record)
        renewed = newest is not None and newest.state in GIVEN_STATES
        state = ConsentState.RENEWED if renewed else ConsentState.GIVEN
        _append(record, state, method=method, at=at, lifetime=lifetime)
        consent_given.send_after_commit(ConsentRecord, record_id=record.pk)
    return record


def give_first(
    subject: SubjectKey,
    versions: Iterable[DisclosureVersion],
    *,
    method: str,
    at: datetime,
) -> tuple[ConsentRecord, ...]:
    """Record what a new person agreed to; `subject` was made in this transaction.

    Does what ``give`` does for each version, in two statements: as nobody else knows
    the key yet, nothing is locked or looked up. Raises what ``give`` raises, and
    IntegrityError for a person who has agreed to one of these texts before.
    """
    at = by_database_clock(at)
    records = tuple(
        ConsentRecord(
            subject_key=subject,
            activity=_get_askable(version).key,
            version=version,
            created_at=at,
        )
        for version in versions
    )
    events = [
        _build_event(record, ConsentState.GIVEN, None, method=method, at=at)
        for record in records
    ]
    with transaction.atomic(savepoint=False):
        ConsentRecord.objects.bulk_create(records)
        ConsentEvent.objects.bulk_create(events)
        for record in records:
            consent_given.send_after_commit(ConsentRecord, record_id=record.pk)
    return records


def withdraw(
    subject: SubjectKey, activity: str, *, method: str, at: datetime
) -> ConsentRecord:
    """Record that the person takes the consent back; effective when this returns.

    Waits for a permit that is just being issued, so that the caller can tell truly
    whether a sending had begun. Raises NothingToWithdraw.
    """
    at = by_database_clock(at)
    with transaction.atomic():
        records = _lock(subject, activity)
        withdrawn = None
        for record in records:
            newest = _newest_event(record)
            if newest is not None and newest.state in GIVEN_STATES:
                _append(record, ConsentState.WITHDRAWN, method=method, at=at)
                withdrawn = record
        if withdrawn is not None:
            log_revocation("withdraw", subject, activity, at=at)
            consent_withdrawn.send_after_commit(ConsentRecord, record_id=withdrawn.pk)
    if withdrawn is None:
        raise NothingToWithdraw(activity)
    return withdrawn


def permits(subject: SubjectKey, activity: str, *, at: datetime) -> bool:
    """Say whether this activity may run for this person: their consent is active.

    `at` is aware, UTC. Raises UnknownActivity. Source: GDPR Art. 7.
    """
    get_activity(activity)
    return active(ConsentRecord.objects.of(subject, activity), at=at).exists()


def is_dated_ahead(subject: SubjectKey, activity: str, *, at: datetime) -> bool:
    """Say whether only a wrong clock prevents this consent from being active.

    Whoever would settle for good that there is no consent waits instead.
    """
    return any(
        entry.status is ConsentStatus.AHEAD
        for entry in get_current_consents(subject, at=at)
        if entry.activity == activity
    )


def permitted_locked(
    subjects: Iterable[SubjectKey], activity: str, *, at: datetime
) -> dict[SubjectKey, datetime]:
    """Return for which of these people the activity may run, each with until when.

    Says of many what ``permits`` says of one, in as many queries, and holds their
    records until the transaction ends. Raises UnknownActivity, and
    TransactionManagementError outside a transaction.
    """
    get_activity(activity)
    theirs = ConsentRecord.objects.filter(
        subject_key__in=list(subjects), activity=activity
    )
    held = theirs.order_by("pk").select_for_update().values_list("pk", flat=True)
    records = ConsentRecord.objects.filter(pk__in=list(held))
    found = active(records, at=at).values_list("subject_key", "valid_until")
    return {SubjectKey(subject): until for subject, until in found}


def get_current_consents(
    subject: SubjectKey, *, at: datetime
) -> tuple[CurrentConsent, ...]:
    """Return the current consent for each activity this person decided about.

    In the order in which the newest decisions were written.
    """
    records = ConsentRecord.objects.filter(subject_key=subject)
    newest = {
        record.activity: record
        for record in with_status(records, at=at)
        .select_related("version")
        .order_by("event")
    }
    return tuple(
        CurrentConsent(
            activity=record.activity,
            state=ConsentState(record.state),
            status=ConsentStatus(record.status),
            decided_at=record.decided_at,
            valid_until=record.valid_until,
            version=record.version,
            record=record,
        )
        for record in sorted(newest.values(), key=lambda one: one.event)
    )


def get_given_events() -> QuerySet[ConsentEvent]:
    """Return the decisions to agree that are the newest of their records."""
    later = ConsentEvent.objects.filter(
        record=OuterRef("record"), pk__gt=OuterRef("pk")
    )
    return ConsentEvent.objects.filter(~Exists(later), state__in=GIVEN_STATES)


def get_due_consents(*, at: datetime) -> QuerySet[ConsentEvent]:
    """Return the decisions whose time has run out, and that is not recorded yet."""
    return get_given_events().filter(valid_until__lte=at)


def expire_due(*, at: datetime) -> int:
    """Record *expired* for each consent whose time has run out; return how many."""
    count = 0
    for key in list(get_due_consents(at=at).values_list("record_id", flat=True)):
        with transaction.atomic():
            record = ConsentRecord.objects.select_for_update().get(pk=key)
            event = _newest_event(record)
            if event is None or event.valid_until is None or event.valid_until > at:
                continue
            _append(record, ConsentState.EXPIRED, method="time", at=at)
            count += 1
    return count


def is_intact(record: ConsentRecord) -> bool:
    """Say whether text, record and the chain of its events are as they were written."""
    version = record.version
    shown = compute_digest({"facts": version.facts, "document": version.document})
    if shown != version.digest or compute_digest(version.facts) != version.facts_digest:
        return False
    previous = ""
    for event in record.events.order_by("pk"):
        if event.previous_hash != previous or not is_event_intact(event):
            return False
        previous = event.hash
    return bool(previous)


def is_event_intact(event: ConsentEvent) -> bool:
    """Say whether an event is as it was written; not whether its chain is whole."""
    return event.hash == _hash(event)


def _get_askable(version: DisclosureVersion) -> ProcessingActivity:
    activity = get_activity(version.activity)
    if not activity.needs_consent:
        raise NotAskable(activity.key)
    return activity


def _lock(subject: SubjectKey, activity: str) -> list[ConsentRecord]:
    records = ConsentRecord.objects.of(subject, activity).select_related(None)
    return list(records.select_for_update())


def _newest_event(record: ConsentRecord) -> ConsentEvent | None:
    return record.events.order_by("-pk").first()


def _append(
    record: ConsentRecord,
    state: ConsentState,
    *,
    method: str,
    at: datetime,
    lifetime: timedelta | None = None,
) -> ConsentEvent:
    previous = _newest_event(record)
    event = _build_event(
        record, state, previous, method=method, at=at, lifetime=lifetime
    )
    event.save(force_insert=True)
    return event


def _build_event(
    record: ConsentRecord,
    state: ConsentState,
    previous: ConsentEvent | None,
    *,
    method: str,
    at: datetime,
    lifetime: timedelta | None = None,
) -> ConsentEvent:
    lifetime = lifetime or conf.consent_lifetime
    valid_until = at + lifetime if state in GIVEN_STATES else None
    ended_at = valid_until or at
    if state == ConsentState.EXPIRED and previous and previous.valid_until:
        ended_at = previous.valid_until  # however late it is noticed
    event = ConsentEvent(
        record=record,
        state=state,
        at=at,
        method=method,
        valid_until=valid_until,
        ended_at=ended_at,
        previous_hash=previous.hash if previous else "",
    )
    event.hash = _hash(event)
    return event


def _hash(event: ConsentEvent) -> str:
    return compute_digest(
        {
            "record": str(event.record_id),
            "subject": event.record.subject_key,
            "activity": event.record.activity,
            "version": event.record.version.digest,
            "state": str(event.state),
            "at": _instant(event.at),
            "method": event.method,
            "valid_until": _instant(event.valid_until) if event.valid_until else "",
            "previous": event.previous_hash,
        }
    )


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()
