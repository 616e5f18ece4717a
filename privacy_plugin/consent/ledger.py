"""Give, withdraw, look up: the only functions that write consents.

Every write happens in a transaction that holds the person's records, so that giving,
withdrawing and asking for a permit never interleave. Source: GDPR Art. 7; EDPB
Guidelines 05/2020; ISO/IEC TS 27560.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import OuterRef, Subquery

from privacy_plugin.conf import conf
from privacy_plugin.consent.errors import NotAskable, NothingToWithdraw
from privacy_plugin.consent.models import (
    STANDING,
    ConsentEvent,
    ConsentRecord,
    ConsentRecordQuerySet,
    ConsentState,
)
from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.disclosure.controller import controller_of_site
from privacy_plugin.disclosure.document import activity_in_force, digest_of
from privacy_plugin.disclosure.facts import facts
from privacy_plugin.disclosure.models import DisclosureVersion
from privacy_plugin.processing import UnknownActivity


@dataclass(frozen=True, slots=True)
class Standing:
    """Say how things stand between one person and one activity.

    `sequence` orders decisions as they were written, whatever the clock said.
    """

    activity: str
    state: ConsentState
    decided_at: datetime
    valid_until: datetime | None
    version: DisclosureVersion
    record: ConsentRecord
    counts: bool
    sequence: int

    @property
    def is_given(self) -> bool:
        """Say whether the newest decision is to agree, whatever the facts are now."""
        return self.state in STANDING


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
    PRIVACY_CONSENT_LIFETIME. `at` is aware, UTC. Raises NotAskable
    for an activity that does not rest on consent, UnknownActivity for one not in force.
    """
    activity = activity_in_force(version.activity)
    if not activity.needs_consent:
        raise NotAskable(activity.key)
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
        renewed = newest is not None and newest.state in STANDING
        state = ConsentState.RENEWED if renewed else ConsentState.GIVEN
        _append(record, state, method=method, at=at, lifetime=lifetime)
    return record


def withdraw(
    subject: SubjectKey,
    activity: str,
    *,
    method: str,
    at: datetime,
) -> ConsentRecord:
    """Record that the person takes the consent back; effective when this returns.

    Waits for a permit that is just being issued, so that the caller can tell truly
    whether a sending had begun. Raises NothingToWithdraw.
    """
    with transaction.atomic():
        records = _lock(subject, activity)
        withdrawn = None
        for record in records:
            newest = _newest_event(record)
            if newest is not None and newest.state in STANDING:
                _append(record, ConsentState.WITHDRAWN, method=method, at=at)
                withdrawn = record
    if withdrawn is None:
        raise NothingToWithdraw(activity)
    return withdrawn


def permits(subject: SubjectKey, activity: str, *, at: datetime) -> bool:
    """Say whether this activity may run for this person.

    True only where the newest event is *given* or *renewed*, on facts that are those
    now in force, and younger than PRIVACY_CONSENT_LIFETIME. `at` is aware, UTC.
    Raises UnknownActivity. Source: GDPR Art. 7; ISO/IEC TS 27560, consent state.
    """
    activity_in_force(activity)
    records = ConsentRecord.objects.of(subject, activity).select_related("version")
    return any(standing.counts for standing in _newest(_standings(records, at)))


def permitted_locked(
    subjects: Iterable[SubjectKey], activity: str, *, at: datetime
) -> dict[SubjectKey, datetime]:
    """Return for which of these people the activity may run, each with until when.

    Says of many what ``permits`` says of one, in as many queries, and holds their
    records until the transaction ends. Raises UnknownActivity, and
    TransactionManagementError outside a transaction.
    """
    activity_in_force(activity)
    theirs = ConsentRecord.objects.filter(
        subject_key__in=list(subjects), activity=activity
    )
    held = theirs.order_by("pk").select_for_update(of=("self",))
    by_subject: dict[SubjectKey, list[Standing]] = {}
    light = held.select_related("version").defer("version__facts", "version__document")
    for entry in _standings(light, at):
        subject = SubjectKey(entry.record.subject_key)
        by_subject.setdefault(subject, []).append(entry)
    return {
        subject: newest.valid_until
        for subject, entries in by_subject.items()
        for newest in _newest(entries)
        if newest.counts and newest.valid_until
    }


def standing(subject: SubjectKey, *, at: datetime) -> tuple[Standing, ...]:
    """Return how things stand for each activity this person decided about."""
    records = ConsentRecord.objects.filter(subject_key=subject)
    ordered = records.select_related("version").order_by("created_at")
    return _newest(_standings(ordered, at))


def expire_due(*, at: datetime) -> int:
    """Record *expired* for each consent whose time has run out; return how many."""
    newest = (
        ConsentEvent.objects.filter(record=OuterRef("pk")).order_by("-pk").values("pk")
    )
    due = ConsentEvent.objects.filter(
        pk__in=ConsentRecord.objects.annotate(newest=Subquery(newest[:1])).values(
            "newest"
        ),
        state__in=STANDING,
        valid_until__lte=at,
    ).values_list("record_id", flat=True)
    count = 0
    for key in list(due):
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
    shown = digest_of({"facts": version.facts, "document": version.document})
    if shown != version.digest or digest_of(version.facts) != version.facts_digest:
        return False
    previous = ""
    for event in record.events.order_by("pk"):
        if event.previous_hash != previous or event.hash != _hash(event):
            return False
        previous = event.hash
    return bool(previous)


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
    lifetime = lifetime or conf.consent_lifetime
    valid_until = at + lifetime if state in STANDING else None
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
    event.save(force_insert=True)
    return event


def _hash(event: ConsentEvent) -> str:
    return digest_of(
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
        },
    )


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


def _standings(records: ConsentRecordQuerySet, at: datetime) -> list[Standing]:
    """Return how things stand with each record, in one query more than records take."""
    found = list(records)
    newest: dict[UUID, ConsentEvent] = {}
    for event in ConsentEvent.objects.filter(record__in=found).order_by("pk"):
        newest[event.record_id] = event
    facts_now = _FactsNow()
    return [
        Standing(
            activity=record.activity,
            state=ConsentState(event.state),
            decided_at=event.at,
            valid_until=event.valid_until,
            version=record.version,
            record=record,
            counts=_counts(event, at) and facts_now.are_those_of(record.version),
            sequence=event.pk,
        )
        for record, event in (
            (record, newest[record.pk]) for record in found if record.pk in newest
        )
    ]


def _newest(entries: list[Standing]) -> tuple[Standing, ...]:
    """Return the newest decision about each activity, in the order it was written."""
    newest: dict[str, Standing] = {}
    for entry in sorted(entries, key=lambda entry: entry.sequence):
        newest[entry.activity] = entry
    return tuple(newest.values())


def _counts(event: ConsentEvent, at: datetime) -> bool:
    if event.state not in STANDING or event.valid_until is None:
        return False
    return event.valid_until > at and event.at <= at + timedelta(minutes=5)


class _FactsNow:
    """Know the facts in force, asked for once per activity and site."""

    def __init__(self) -> None:
        self._digests: dict[tuple[str, int | None], str] = {}

    def are_those_of(self, version: DisclosureVersion) -> bool:
        """Say whether a text was written of the facts that are in force now."""
        key = (version.activity, version.site_id)
        if key not in self._digests:
            self._digests[key] = _digest_now(*key)
        return self._digests[key] == version.facts_digest


def _digest_now(activity_key: str, site_id: int | None) -> str:
    """Return the digest of the facts in force, empty for an activity that is none."""
    try:
        activity = activity_in_force(activity_key)
    except UnknownActivity:
        return ""
    return digest_of(facts(activity, controller_of_site(site_id)))
