"""Background tasks of subscriptions; arguments are ids, never addresses."""

from __future__ import annotations

from privacy_plugin.background.tasks import hide_error_details, task
from privacy_plugin.subscriptions.delivery import worker
from privacy_plugin.subscriptions.delivery.confirmation_email import mailer


@task()
def send_confirmation_email(pending_id: int) -> str:
    """Send the mail that asks for a confirmation; return what became of it."""
    with hide_error_details():
        return mailer.send_one(pending_id)


@task()
def send_due_emails() -> int:
    """Send what is due for a while; return how many mails were handed over."""
    with hide_error_details():
        done = worker.send_due_emails()
    if done.has_more:
        enqueue_delivery()
    return done.sent


def enqueue_confirmation_email(pending_id: int) -> None:
    send_confirmation_email.enqueue(pending_id)


def enqueue_delivery() -> None:
    """Let a worker begin to send.

    Where tasks run at once, inside somebody's request, maintenance does it instead.
    """
    if send_due_emails.get_backend().supports_defer:
        send_due_emails.enqueue()
