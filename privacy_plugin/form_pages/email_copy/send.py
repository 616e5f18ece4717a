"""Mail messages to the people responsible.

The message itself stays in the list whatever becomes of its mail.
"""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any

from django.utils.translation import override

from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.disclosure.render.language import get_text_language
from privacy_plugin.egress import gateway
from privacy_plugin.egress.mail.connection import ADDRESS
from privacy_plugin.form_pages.email_copy.content import build_email, collect_values
from privacy_plugin.form_pages.mailboxes import (
    can_be_disclosed,
    get_email_copy_key,
    list_addresses,
)
from privacy_plugin.form_pages.models import EmailCopy
from privacy_plugin.work_queue.mailer import PreparedMail, QueuedMailer
from privacy_plugin.work_queue.models import WorkItemQuerySet

logger = logging.getLogger(__name__)


class CopyMailer(QueuedMailer[EmailCopy]):
    """Deletes the row of each mail that is settled."""

    model = EmailCopy
    related = ("submission__page",)

    def prepare(self, item: EmailCopy, *, at: datetime) -> PreparedMail | None:
        """Delete what an editor does not want to be mailed any more."""
        page = item.submission.page.specific
        if not _is_still_wanted(page, item.to_address):
            item.delete()
            return None
        language = get_text_language(page.locale.language_code)
        with override(language):
            values = collect_values(page, item.submission)
        permit = gateway.authorize(
            get_email_copy_key(item.to_address),
            subject=SubjectKey(item.submission.subject_key),
            values={**values, ADDRESS: item.to_address},
            at=at,
        )
        return PreparedMail(
            permit, lambda: build_email(page, permit.payload, language=language)
        )

    def get_ordered_at(self, item: EmailCopy) -> datetime:
        return item.submission.submit_time

    def end(
        self, rows: WorkItemQuerySet[EmailCopy], *, mailed_at: datetime | None
    ) -> int:
        ended, _rows = rows.delete()
        if ended and mailed_at is None:
            logger.error("A message could not be mailed; it is in the list of its form")
        return ended


mailer = CopyMailer()


def _is_still_wanted(page: Any, address: str) -> bool:
    """Say whether the page still mails there: an editor may have taken it away."""
    return address in list_addresses(page) and can_be_disclosed(address)
