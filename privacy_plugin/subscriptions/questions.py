"""The one mail that goes to an address nobody has confirmed yet."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, override

from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.disclosure.document import activity_in_force
from privacy_plugin.egress import gateway
from privacy_plugin.egress.errors import MailDeferred, MailError, MailUnavailable
from privacy_plugin.egress.mail import ADDRESS, CONTENT, LINKS, Letter, MailLine
from privacy_plugin.processing import Consent, UnknownActivity
from privacy_plugin.subscriptions import letters
from privacy_plugin.subscriptions.links import address_of, confirm_token
from privacy_plugin.subscriptions.models import Enrolment, Suppression
from privacy_plugin.subscriptions.processing import ENROLMENT

_GIVE_UP_AFTER = timedelta(days=1)
_FIRST_PAUSE = timedelta(minutes=1)
_BATCH = 50
OUTAGE = "unavailable"


def send(enrolment_id: int) -> str:
    """Send the question if it is due; return what became of it.

    What the mail server did not take is sent again later; what may have arrived is not.
    """
    with MailLine() as line:
        try:
            line.ready()
            claimed = _claim(enrolment_id, at=timezone.now())
            if claimed is None:
                return "nothing"
            line.send(*claimed)
        except (MailUnavailable, MailDeferred) as error:
            _put_off(enrolment_id, at=timezone.now())
            return OUTAGE if isinstance(error, MailUnavailable) else error.code
        except MailError as error:
            return error.code
    return "sent"


def send_waiting(*, at: datetime) -> int:
    """Send the questions that could not be sent before; return how many were."""
    waiting = Enrolment.objects.filter(
        claimed_at__isnull=True, due_at__lte=at, requested_at__gt=at - _GIVE_UP_AFTER
    ).order_by("due_at")
    sent = 0
    for key in list(waiting.values_list("pk", flat=True)[:_BATCH]):
        result = send(key)
        sent += result == "sent"
        if result == OUTAGE:
            break
    return sent


def _put_off(enrolment_id: int, *, at: datetime) -> None:
    """Wait as long again as the question has waited already."""
    enrolment = Enrolment.objects.filter(pk=enrolment_id).first()
    if enrolment is not None:
        age = max(at - enrolment.requested_at, _FIRST_PAUSE)
        enrolment.claimed_at, enrolment.due_at = None, at + age
        enrolment.save(update_fields=["claimed_at", "due_at"])


def _claim(enrolment_id: int, *, at: datetime) -> tuple[gateway.Permit, Letter] | None:
    with transaction.atomic():
        enrolments = Enrolment.objects.select_for_update(of=("self",), skip_locked=True)
        enrolment = (
            enrolments.filter(pk=enrolment_id, claimed_at__isnull=True)
            .select_related("site")
            .first()
        )
        if enrolment is None or Suppression.objects.blocks(enrolment.email):
            return None
        token = confirm_token(enrolment.subject_key)
        permit = gateway.authorize(
            ENROLMENT,
            subject=SubjectKey(enrolment.subject_key),
            values={ADDRESS: enrolment.email, LINKS: token, CONTENT: "question"},
            at=at,
        )
        enrolment.claimed_at = at
        enrolment.save(update_fields=["claimed_at"])
    return permit, _letter(enrolment, token)


def _letter(enrolment: Enrolment, token: str) -> Letter:
    language, site = enrolment.language, enrolment.site
    master = letters.question(
        _asked_for(enrolment),
        language=language,
        site=site,
        is_change=enrolment.subscriber_id is not None,
    )
    return master.letter_for(
        letters.Own(
            confirm_url=address_of("confirm", token, language=language, site=site),
            refuse_url=address_of("refuse", token, language=language, site=site),
        )
    )


def _asked_for(enrolment: Enrolment) -> list[str]:
    """Return the titles of what was ticked, in the reader's language."""
    titles = []
    with override(enrolment.language):
        for wish in enrolment.wishes:
            try:
                activity = activity_in_force(f"subscriptions.{wish['kind']}")
            except UnknownActivity:
                continue
            if isinstance(activity.legal_basis, Consent):
                titles.append(gettext(activity.title))
    return titles
