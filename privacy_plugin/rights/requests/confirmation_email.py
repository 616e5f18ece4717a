"""The mail that asks whether a request came from the owner of an address: Art. 12(6).

Plain text, a declared transmission like any other, sent at most once.
"""

from __future__ import annotations

import textwrap
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Site

from privacy_plugin.consent.link_signing import timestamp_link_signer
from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.disclosure.controller import get_site_controller
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
from privacy_plugin.egress.mail.message import EmailContent, format_sender
from privacy_plugin.egress.permit import Permit
from privacy_plugin.processing.subject_requests import LINK_FOR, REQUESTS
from privacy_plugin.rights.errors import RequestClosed
from privacy_plugin.rights.requests.models import SubjectRequest
from privacy_plugin.work_queue import Backoff, find_stale

BACKOFF = Backoff(
    first=timedelta(minutes=1), longest=timedelta(hours=1), max_age=timedelta(days=5)
)
LEASE = timedelta(minutes=10)
_SALT = "privacy_plugin.rights.requests"
_BATCH = 20
_WIDTH = 72


def sign_token(subject_key: str) -> str:
    """Return the token by which a request is confirmed, once and for seven days."""
    return timestamp_link_signer(_SALT).sign(subject_key)


def read_token(token: str) -> str:
    """Return which request a token confirms; raise RequestClosed."""
    try:
        return timestamp_link_signer(_SALT).unsign(token, max_age=LINK_FOR)
    except (signing.BadSignature, UnicodeError):
        raise RequestClosed from None


def send_confirmation(request_id: int) -> str:
    """Send the mail if it is due; return what became of it."""
    with MailConnection() as line:
        try:
            return "sent" if _send(request_id, line) else "nothing"
        except MailError as error:
            return error.code


def send_due_confirmations(*, at: datetime) -> int:
    """Send what could not be sent before; return how many were."""
    due = SubjectRequest.objects.due(at).values_list("pk", flat=True)[:_BATCH]
    sent = 0
    with MailConnection() as line:
        for key in list(due):
            try:
                sent += _send(key, line)
            except MailUnavailable:
                break
            except MailError:
                continue
    return sent


def recover_stale_confirmations(*, at: datetime) -> int:
    """Settle the claims of killed workers; return how many."""
    stale = find_stale(SubjectRequest.objects.all(), at=at, lease=LEASE)
    finished = stale.answered.finish(mailed_at=at) + stale.unknown.finish(mailed_at=at)
    return finished + stale.not_sent.retry(due_at=at)


def _send(request_id: int, line: MailConnection) -> bool:
    line.ensure_open()
    claimed = _claim(request_id, at=timezone.now())
    if claimed is None:
        return False
    request, permit, content = claimed
    own = SubjectRequest.objects.claimed().filter(
        pk=request_id, transmission=permit.transmission_id
    )
    try:
        line.send(permit, content)
    except (MailUnavailable, MailDeferred):
        at = timezone.now()
        due_at = BACKOFF.next_try(request.tries, at=at, since=_get_ordered_at(request))
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


def _get_ordered_at(request: SubjectRequest) -> datetime:
    """Return when the mail was first ordered, as far as the backoff is concerned."""
    first = request.events.filter(type="asked").order_by("-pk").first()
    return first.at if first else timezone.now()


def _claim(
    request_id: int, *, at: datetime
) -> tuple[SubjectRequest, Permit, EmailContent] | None:
    with transaction.atomic():
        due = SubjectRequest.objects.due(at).filter(pk=request_id)
        request = due.lock().select_related("site").first()
        if request is None:
            return None
        site = request.site or Site.objects.filter(is_default_site=True).first()
        if site is None or not request.email or not request.is_pending:
            due.finish()
            return None
        token = sign_token(request.subject_key)
        permit = gateway.authorize(
            REQUESTS,
            subject=SubjectKey(request.subject_key),
            values={ADDRESS: request.email, LINKS: token, CONTENT: "question"},
            at=at,
        )
        due.claim(at=at, transmission=permit.transmission_id)
        request.tries += 1
    return request, permit, _build_email(request, site, token)


def _build_email(request: SubjectRequest, site: Site, token: str) -> EmailContent:
    controller = get_site_controller(site.pk)
    name = str(site.site_name or controller.name)
    with override(request.language):
        url = f"{site.root_url}" + reverse("privacy:confirm_request", args=[token])
        paragraphs = [
            _("Somebody asked %(name)s about the data stored with this address.")
            % {"name": name},
            _(
                "Was it you? Then open this page and press the button. It shows us "
                "that the address is yours; only then do we answer."
            ),
            url,
            _(
                "Was it not you? Then do nothing. The link works for seven days, and "
                "nothing is handed out."
            ),
            ", ".join(
                " ".join(part.split())
                for part in (controller.name, controller.address, controller.email)
                if part
            ),
        ]
        return EmailContent(
            sender=format_sender(settings.DEFAULT_FROM_EMAIL, name),
            subject=_("Please confirm your request about your data"),
            text="\n\n".join(_filled(one) for one in paragraphs) + "\n",
            headers={"Auto-Submitted": "auto-generated"},
        )


def _filled(paragraph: str) -> str:
    return textwrap.fill(
        paragraph, _WIDTH, break_long_words=False, break_on_hyphens=False
    )
