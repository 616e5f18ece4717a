"""The confirmation mail, the only one to an unconfirmed address (double opt-in)."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext, override

from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.disclosure.activities import get_activity
from privacy_plugin.egress import gateway
from privacy_plugin.egress.errors import (
    EgressError,
    MailDeferred,
    MailError,
    MailUnavailable,
    MailUncertain,
)
from privacy_plugin.egress.mail.connection import (
    ADDRESS,
    CONTENT,
    LINKS,
    MailConnection,
)
from privacy_plugin.egress.mail.message import EmailContent
from privacy_plugin.egress.permit import Permit
from privacy_plugin.processing import Consent, UnknownActivity
from privacy_plugin.subscriptions.conf import subscriptions_conf
from privacy_plugin.subscriptions.emails import render
from privacy_plugin.subscriptions.emails.links import build_url, sign_confirm_token
from privacy_plugin.subscriptions.models import PendingSubscription, Suppression
from privacy_plugin.subscriptions.processing import ENROLMENT
from privacy_plugin.work_queue import Backoff, WorkSession, find_stale

BACKOFF = Backoff(
    first=timedelta(minutes=1),
    longest=timedelta(hours=1),
    max_age=timedelta(days=5),  # RFC 5321, section 4.5.4.1
)
LEASE = timedelta(minutes=10)
_BATCH = 50
_SESSION_SECONDS = 15.0
_MAX_FAILURES = 5
_MAILS_PER_COOLDOWN = 3


def send_confirmation_email(pending_id: int) -> str:
    """Send the email if it is due; return what became of it."""
    with MailConnection() as line:
        try:
            return "sent" if _send(pending_id, line) else "nothing"
        except MailError as error:
            return error.code


def send_due_confirmation_emails(*, at: datetime) -> int:
    """Send the emails that could not be sent before; return how many were."""
    session = WorkSession(seconds=_SESSION_SECONDS, max_failures=_MAX_FAILURES)
    due = PendingSubscription.objects.due(at).values_list("pk", flat=True)
    sent = 0
    with MailConnection() as line:
        for key in list(due[:_BATCH]):
            try:
                sent += _send(key, line)
                session.record_success()
            except MailError as error:
                is_outage = isinstance(error, MailUnavailable)
                session.record_failure(is_outage=is_outage)
            if not session.may_continue:
                break
    return sent


def recover_stale_confirmation_emails(*, at: datetime) -> int:
    """Settle the claims of killed workers; return how many."""
    pending = PendingSubscription.objects.all()
    stale = find_stale(pending, at=at, lease=LEASE)
    finished = stale.answered.finish(mailed_at=at) + stale.unknown.finish(mailed_at=at)
    return finished + stale.not_sent.retry(due_at=at)


def _send(pending_id: int, line: MailConnection) -> bool:
    """Send one email; say whether it left. Raises EgressError.

    What the mail server did not take is sent again later; what may have arrived is not.
    """
    line.ensure_open()
    claimed = _claim(pending_id, at=timezone.now())
    if claimed is None:
        return False
    pending, permit, content = claimed
    own = PendingSubscription.objects.claimed().filter(
        pk=pending_id, transmission=permit.transmission_id
    )
    try:
        line.send(permit, content)
    except (MailUnavailable, MailDeferred):
        at = timezone.now()
        due_at = BACKOFF.next_try(pending.tries, at=at, since=pending.requested_at)
        own.retry(due_at=due_at) if due_at else own.finish()
        raise
    except MailUncertain:
        own.finish(mailed_at=timezone.now())
        raise
    except EgressError:
        own.finish()
        raise
    own.finish(mailed_at=timezone.now())
    return True


def _claim(
    pending_id: int, *, at: datetime
) -> tuple[PendingSubscription, Permit, EmailContent] | None:
    with transaction.atomic():
        due = PendingSubscription.objects.due(at).filter(pk=pending_id)
        pending = due.lock().select_related("site").first()
        if pending is None or pending.site is None:
            return None  # the site it was asked on is gone, and nobody asks for it
        if _is_blocked(pending, pending.site.pk):
            pending.delete()
            return None
        token = sign_confirm_token(pending.subject_key)
        permit = gateway.authorize(
            ENROLMENT,
            subject=SubjectKey(pending.subject_key),
            values={ADDRESS: pending.email, LINKS: token, CONTENT: "question"},
            at=at,
        )
        due.claim(at=at, transmission=permit.transmission_id)
        pending.tries += 1
    return pending, permit, _build_email(pending, token)


def _is_blocked(pending: PendingSubscription, site_id: int) -> bool:
    """Say whether its mail would be one too many for the address.

    The worker asks, not the request: how long that takes must not tell anybody whether
    an address was asked already, or wants no mail.
    """
    since = pending.requested_at - subscriptions_conf.confirmation_cooldown
    earlier = PendingSubscription.objects.filter(
        mailbox=pending.mailbox,
        site=site_id,
        requested_at__gt=since,
        pk__lt=pending.pk,
    )
    asked = list(earlier.values_list("choices", flat=True))
    Suppression.objects.rehash(pending.email)
    is_enough = pending.choices in asked or len(asked) >= _MAILS_PER_COOLDOWN
    return is_enough or Suppression.objects.blocks(pending.email, site_id=site_id)


def _build_email(pending: PendingSubscription, token: str) -> EmailContent:
    language, site = pending.language, pending.site
    template = render.render_confirmation_email(
        _get_requested_titles(pending),
        language=language,
        site=site,
        is_change=pending.subscriber_id is not None,
    )
    return template.build_content(
        render.PersonalLinks(
            confirm_url=build_url("confirm", token, language=language, site=site),
            refuse_url=build_url("decline", token, language=language, site=site),
        )
    )


def _get_requested_titles(pending: PendingSubscription) -> list[str]:
    """Return the titles of what was ticked, in the reader's language."""
    titles = []
    with override(pending.language):
        for choice in pending.choices:
            try:
                activity = get_activity(f"subscriptions.{choice['kind']}")
            except UnknownActivity:
                continue
            if isinstance(activity.legal_basis, Consent):
                titles.append(gettext(activity.title))
    return titles
