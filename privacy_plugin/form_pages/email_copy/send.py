"""Mail messages to the people responsible: claimed first, then sent at most once.

Only what the mail server has certainly not accepted is sent again. The message itself
stays in the list whatever becomes of its mail.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.disclosure.render.language import get_text_language
from privacy_plugin.egress import gateway
from privacy_plugin.egress.errors import (
    EgressError,
    MailDeferred,
    MailUnavailable,
    MailUncertain,
)
from privacy_plugin.egress.mail.connection import ADDRESS, MailConnection
from privacy_plugin.egress.mail.message import EmailContent
from privacy_plugin.egress.permit import Permit
from privacy_plugin.form_pages.email_copy.content import build_email, collect_values
from privacy_plugin.form_pages.mailboxes import (
    can_be_disclosed,
    get_email_copy_key,
    list_addresses,
)
from privacy_plugin.form_pages.models import EmailCopy
from privacy_plugin.work_queue import Backoff, WorkSession, find_stale

logger = logging.getLogger(__name__)

BACKOFF = Backoff(
    first=timedelta(minutes=1),
    longest=timedelta(hours=1),
    max_age=timedelta(days=5),  # RFC 5321, section 4.5.4.1
)
LEASE = timedelta(minutes=10)
_BATCH = 50
_SESSION_SECONDS = 15.0
_MAX_FAILURES = 5


def send_due_copies(*, at: datetime) -> int:
    """Send what is due for a while; return how many mails were handed over."""
    session = WorkSession(seconds=_SESSION_SECONDS, max_failures=_MAX_FAILURES)
    due = EmailCopy.objects.due(at).values_list("pk", flat=True)
    sent = 0
    with MailConnection() as line:
        for key in list(due[:_BATCH]):
            if not session.may_continue:
                break
            try:
                sent += _send(key, line)
                session.record_success()
            except EgressError as error:
                is_outage = isinstance(error, MailUnavailable)
                session.record_failure(is_outage=is_outage)
    return sent


def recover_stale_copies(*, at: datetime) -> int:
    """Settle the claims of killed workers; return how many."""
    stale = find_stale(EmailCopy.objects.all(), at=at, lease=LEASE)
    retried = stale.not_sent.retry(due_at=at)
    ended, _rows = (stale.answered | stale.unknown).delete()
    return retried + ended


def _send(copy_id: int, line: MailConnection) -> bool:
    """Send one mail; say whether it left. Raises EgressError."""
    line.ensure_open()
    claimed = _claim(copy_id, at=timezone.now())
    if claimed is None:
        return False
    copy, permit, content = claimed
    own = EmailCopy.objects.claimed().filter(
        pk=copy_id, transmission=permit.transmission_id
    )
    try:
        line.send(permit, content)
    except (MailUnavailable, MailDeferred):
        at, since = timezone.now(), copy.submission.submit_time
        due_at = BACKOFF.next_try(copy.tries + 1, at=at, since=since)
        if due_at is None:
            _give_up(own)
        else:
            own.retry(due_at=due_at)
        raise
    except MailUncertain:
        own.delete()
        raise
    except EgressError:
        _give_up(own)
        raise
    own.delete()
    return True


def _give_up(own: Any) -> None:
    own.delete()
    logger.error("A message could not be mailed; it is in the list of its form")


def _claim(
    copy_id: int, *, at: datetime
) -> tuple[EmailCopy, Permit, EmailContent] | None:
    with transaction.atomic():
        due = EmailCopy.objects.due(at).filter(pk=copy_id)
        copy = due.lock().select_related("submission__page").first()
        if copy is None:
            return None
        page = copy.submission.page.specific
        if not _is_still_wanted(page, copy.to_address):
            copy.delete()
            return None
        with override(get_text_language(page.locale.language_code)):
            permit = gateway.authorize(
                get_email_copy_key(copy.to_address),
                subject=SubjectKey(copy.submission.subject_key),
                values={
                    **collect_values(page, copy.submission),
                    ADDRESS: copy.to_address,
                },
                at=at,
            )
            content = build_email(page, permit.payload)
        due.claim(at=at, transmission=permit.transmission_id)
    return copy, permit, content


def _is_still_wanted(page: Any, address: str) -> bool:
    """Say whether the page still mails there: an editor may have taken it away."""
    return address in list_addresses(page) and can_be_disclosed(address)
