"""Maintenance jobs of form pages; each is safe to repeat."""

from __future__ import annotations

from datetime import datetime

from privacy_plugin.background.jobs import register_job
from privacy_plugin.form_pages.email_copy import send


@register_job
def mail_messages(*, at: datetime) -> int:
    """Settle interrupted mails and send those that are due; return how many left."""
    send.recover_stale_copies(at=at)
    return send.send_due_copies(at=at)
