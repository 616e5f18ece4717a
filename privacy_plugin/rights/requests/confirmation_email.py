"""The mail that asks whether a request came from the owner of an address: Art. 12(6).

Plain text, a declared transmission like any other, sent at most once.
"""

from __future__ import annotations

import textwrap
from datetime import datetime

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Site

from privacy_plugin.consent.link_signing import timestamp_link_signer
from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.disclosure.controller import get_site_controller
from privacy_plugin.egress import gateway
from privacy_plugin.egress.mail.connection import ADDRESS, CONTENT, LINKS
from privacy_plugin.egress.mail.message import EmailContent, format_sender
from privacy_plugin.processing.subject_requests import LINK_FOR, REQUESTS
from privacy_plugin.rights.errors import RequestClosed
from privacy_plugin.rights.requests.models import SubjectRequest
from privacy_plugin.work_queue.mailer import PreparedMail, QueuedMailer

_SALT = "privacy_plugin.rights.requests"
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


class ConfirmationMailer(QueuedMailer[SubjectRequest]):
    """Asks whether an address is that of who asked."""

    model = SubjectRequest
    related = ("site",)

    def prepare(self, item: SubjectRequest, *, at: datetime) -> PreparedMail | None:
        """Finish what was answered meanwhile, or has no address any more."""
        site = item.site or Site.objects.filter(is_default_site=True).first()
        if site is None or not item.email or not item.is_pending:
            SubjectRequest.objects.filter(pk=item.pk).finish()
            return None
        token = sign_token(item.subject_key)
        permit = gateway.authorize(
            REQUESTS,
            subject=SubjectKey(item.subject_key),
            values={ADDRESS: item.email, LINKS: token, CONTENT: "question"},
            at=at,
        )
        return PreparedMail(permit, lambda: _build_email(item, site, token))

    def get_ordered_at(self, item: SubjectRequest) -> datetime:
        first = item.events.filter(type="asked").order_by("-pk").first()
        return first.at if first else timezone.now()


mailer = ConfirmationMailer()


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
