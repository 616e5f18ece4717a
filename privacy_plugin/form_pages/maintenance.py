"""Maintenance jobs of form pages; each is safe to repeat."""

from __future__ import annotations

from datetime import datetime

from privacy_plugin.background.jobs import register_job
from privacy_plugin.form_pages.email_copy.send import mailer


@register_job
def mail_messages(*, at: datetime) -> int:
    """Settle interrupted mails and send those that are due; return how many left."""
    mailer.recover_stale(at=at)
    return mailer.send_due(at=at)
