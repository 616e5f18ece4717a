"""Background tasks of form pages; no argument holds anything personal."""

from __future__ import annotations

from django.utils import timezone

from privacy_plugin.background.tasks import hide_error_details, task
from privacy_plugin.form_pages.email_copy.send import mailer


@task()
def send_email_copies() -> int:
    """Mail the messages that are due; return how many mails were handed over."""
    with hide_error_details():
        return mailer.send_due(at=timezone.now())


def enqueue_email_copies() -> None:
    """Let a worker mail what has arrived.

    Where tasks run at once, inside somebody's request, maintenance does it instead.
    """
    if send_email_copies.get_backend().supports_defer:
        send_email_copies.enqueue()
