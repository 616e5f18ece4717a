"""The steps of answering a request; each is written down, without any value.

Each step locks the request, so that two officers do not do the same thing twice.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import transaction

from privacy_plugin.background.after_commit import run_after_commit
from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.egress.mail.email_addresses import normalize
from privacy_plugin.rights import erasure
from privacy_plugin.rights.errors import NobodyFound, ProofMissing, RequestClosed
from privacy_plugin.rights.people.findings import Findings
from privacy_plugin.rights.people.lookup import (
    FoundPerson,
    find_by_proof,
    get_keys_on_site,
    get_subject_keys,
)
from privacy_plugin.rights.people.proof import Proof
from privacy_plugin.rights.people.report import export_person
from privacy_plugin.rights.requests import tasks
from privacy_plugin.rights.requests.deadlines import get_deadline
from privacy_plugin.rights.requests.models import (
    EventType,
    RequestEvent,
    RequestState,
    SubjectRequest,
)

_ENDINGS = {
    RequestState.ANSWERED: EventType.ANSWERED,
    RequestState.REFUSED: EventType.REFUSED,
    RequestState.CLOSED: EventType.CLOSED,
}
_PAUSE = timedelta(minutes=10)  # between two mails about one request
Officer = AbstractBaseUser | AnonymousUser | None


@dataclass(frozen=True, kw_only=True, slots=True)
class NewRequest:
    """What an officer enters; `site_id` is None for all sites."""

    kind: str
    received_on: date
    language: str
    site_id: int | None

    def create_request(self) -> SubjectRequest:
        return SubjectRequest.objects.create(
            kind=self.kind,
            received_on=self.received_on,
            answer_by=get_deadline(self.received_on),
            language=self.language,
            site_id=self.site_id,
        )


def receive(
    new: NewRequest, *, identity: str, by: Officer, at: datetime
) -> SubjectRequest:
    """Write down a request; `identity` is a link, a receipt, an address, or empty.

    Raises LinkForged or LinkExpired for a link that shows nothing.
    """
    with transaction.atomic():
        request = new.create_request()
        record_step(request, EventType.RECEIVED, new.kind, by=by, at=at)
        if identity.strip():
            request = identify(request, identity, by=by, at=at)
    return request


def identify(
    request: SubjectRequest, identity: str, *, by: Officer, at: datetime
) -> SubjectRequest:
    """Take a link, a receipt or an address; an address alone proves nothing yet.

    Raises LinkForged, LinkExpired, RequestClosed.
    """
    with transaction.atomic():
        request = _lock(request)
        if _is_address(identity):
            request.email, request.proof, request.found_keys = (
                normalize(identity),
                "",
                [],
            )
            request.state = RequestState.WAITING
            request.confirmed_at = request.mailed_at = None
        else:
            person = find_by_proof(identity)
            request.email = ""
            request.proof = person.proof
            request.found_keys = list(get_keys_on_site(person.keys, request.site_id))
            request.state = RequestState.OPEN
            record_step(request, EventType.IDENTIFIED, person.proof, by=by, at=at)
        request.save()
    return request


def ask_for_confirmation(
    request: SubjectRequest, *, by: Officer, at: datetime
) -> SubjectRequest:
    """Order the mail whose link confirms the address. Raises RequestClosed."""
    with transaction.atomic():
        request = _lock(request)
        if not request.email or request.proof:
            raise ProofMissing
        is_waiting = request.due_at or request.claimed_at
        was_just_sent = request.mailed_at and request.mailed_at > at - _PAUSE
        if not is_waiting and not was_just_sent:
            request.due_at = at
            request.tries = 0
            request.save()
            record_step(request, EventType.CONFIRMATION_ASKED, by=by, at=at)
        run_after_commit(tasks.enqueue_confirmation, request.pk)
    return request


def confirm(subject_key: str, *, at: datetime) -> SubjectRequest:
    """Confirm the address by the link in its mail, once. Raises RequestClosed."""
    with transaction.atomic():
        request = get_unconfirmed(subject_key, lock=True)
        request.proof = Proof.EMAIL
        request.confirmed_at = at
        request.state = RequestState.OPEN
        request.save()
        record_step(request, EventType.CONFIRMED, by=None, at=at)
    return request


def get_unconfirmed(subject_key: str, *, lock: bool = False) -> SubjectRequest:
    """Return the request a link confirms; raise RequestClosed where none waits."""
    rows = SubjectRequest.objects.pending().filter(subject_key=subject_key, proof="")
    rows = rows.exclude(email="")
    found = (rows.select_for_update(of=("self",)) if lock else rows).first()
    if found is None:
        raise RequestClosed
    return found


def get_person(request: SubjectRequest) -> FoundPerson:
    """Return whom a request is about, with the proof there is; nobody's keys for none.

    An address is looked up anew each time, for it may have left more since.
    """
    keys = [SubjectKey(key) for key in request.found_keys]
    if request.email:
        with suppress(NobodyFound):
            keys += get_subject_keys(request.email)
    own = get_keys_on_site(keys, request.site_id)
    return FoundPerson(tuple(dict.fromkeys(own)), Proof(request.proof))


def export(
    request: SubjectRequest, detail: str, *, by: Officer, at: datetime
) -> Findings:
    """Return the copy. Raises ProofMissing, NobodyFound, RequestClosed."""
    with transaction.atomic():
        request = _lock(request)
        found = export_person(get_person(request))
        record_step(request, EventType.EXPORTED, detail, by=by, at=at)
    return found


def preview_erasure(
    request: SubjectRequest, *, by: Officer, at: datetime
) -> erasure.ErasurePreview:
    """Return what erasing would do. Raises ProofMissing, RequestClosed."""
    request = _require_pending(SubjectRequest.objects.get(pk=request.pk))
    person = _identified(request)
    preview = erasure.preview_erasure(person.keys, at=at)
    record_step(request, EventType.PREVIEWED, by=by, at=at)
    return preview


def erase(request: SubjectRequest, *, by: Officer, at: datetime) -> dict[str, int]:
    """Erase the person; return rows by model. Raises ProofMissing, RequestClosed."""
    with transaction.atomic():
        request = _lock(request)
        person = _identified(request)
        erased = erasure.erase_all(person.keys, method="desk:erase", at=at)
        record_step(request, EventType.ERASED, request.proof, by=by, at=at)
    return erased


def extend(
    request: SubjectRequest, reason: str, *, by: Officer, at: datetime
) -> SubjectRequest:
    """Move the deadline by two months, once. Raises RequestClosed."""
    with transaction.atomic():
        request = _lock(request)
        if request.extension:
            return request
        request.extension = reason
        request.answer_by = get_deadline(request.received_on, is_extended=True)
        request.save(update_fields=["extension", "answer_by"])
        record_step(request, EventType.EXTENDED, reason, by=by, at=at)
    return request


def end(
    request: SubjectRequest,
    state: RequestState,
    reason: str = "",
    *,
    by: Officer,
    at: datetime,
) -> SubjectRequest:
    """Answer, refuse or close it, and delete what is known of the person.

    The person is told outside of this software. Raises RequestClosed.
    """
    with transaction.atomic():
        request = _lock(request)
        request.state = state
        request.refusal = reason
        request.email, request.found_keys = "", []
        request.due_at = request.claimed_at = None
        request.closed_at = at
        request.save()
        record_step(request, _ENDINGS[state], reason, by=by, at=at)
    return request


def reopen(request: SubjectRequest, *, by: Officer, at: datetime) -> SubjectRequest:
    """Go on with one that was ended; who asked has to show it again."""
    with transaction.atomic():
        rows = SubjectRequest.objects.select_for_update(of=("self",))
        request = rows.get(pk=request.pk)
        if request.is_pending:
            return request
        request.state = RequestState.WAITING
        request.proof = request.refusal = ""
        request.confirmed_at = request.mailed_at = request.closed_at = None
        request.save()
        record_step(request, EventType.REOPENED, by=by, at=at)
    return request


def record_step(
    request: SubjectRequest,
    event: EventType,
    detail: str = "",
    *,
    by: Officer,
    at: datetime,
) -> None:
    RequestEvent.objects.create(
        request=request,
        at=at,
        type=event,
        detail=detail,
        editor_id=getattr(by, "pk", None),
    )


def _identified(request: SubjectRequest) -> FoundPerson:
    person = get_person(request)
    if not person.is_identified:
        raise ProofMissing
    return person


def _lock(request: SubjectRequest) -> SubjectRequest:
    rows = SubjectRequest.objects.select_for_update(of=("self",))
    return _require_pending(rows.get(pk=request.pk))


def _require_pending(request: SubjectRequest) -> SubjectRequest:
    if not request.is_pending:
        raise RequestClosed
    return request


def _is_address(text: str) -> bool:
    return "@" in text and "~" not in text
