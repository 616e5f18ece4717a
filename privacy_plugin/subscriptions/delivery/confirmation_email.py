"""The confirmation mail, the only one to an unconfirmed address (double opt-in)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext, override

from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.disclosure.activities import get_activity
from privacy_plugin.egress import gateway
from privacy_plugin.egress.mail.connection import ADDRESS, CONTENT, LINKS
from privacy_plugin.egress.mail.message import EmailContent
from privacy_plugin.processing import Consent, UnknownActivity
from privacy_plugin.subscriptions.conf import subscriptions_conf
from privacy_plugin.subscriptions.emails import render
from privacy_plugin.subscriptions.emails.links import build_url, sign_confirm_token
from privacy_plugin.subscriptions.models import PendingSubscription, Suppression
from privacy_plugin.subscriptions.processing import ENROLMENT
from privacy_plugin.work_queue.mailer import PreparedMail, QueuedMailer

_MAILS_PER_COOLDOWN = 3


class ConfirmationMailer(QueuedMailer[PendingSubscription]):
    """Asks an address whether it wants what was ticked."""

    model = PendingSubscription
    related = ("site",)

    def prepare(
        self, item: PendingSubscription, *, at: datetime
    ) -> PreparedMail | None:
        """Delete what would be one mail too many."""
        if item.site is None:
            return None  # the site it was asked on is gone, and nobody asks for it
        if _is_blocked(item, item.site.pk):
            item.delete()
            return None
        token = sign_confirm_token(item.subject_key)
        permit = gateway.authorize(
            ENROLMENT,
            subject=SubjectKey(item.subject_key),
            values={ADDRESS: item.email, LINKS: token, CONTENT: "question"},
            at=at,
        )
        return PreparedMail(permit, lambda: _build_email(item, token))

    def get_ordered_at(self, item: PendingSubscription) -> datetime:
        return item.requested_at


mailer = ConfirmationMailer()


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
