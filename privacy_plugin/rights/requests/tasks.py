"""Background task of the desk; its argument is an id, never an address."""

from __future__ import annotations

from privacy_plugin.background.tasks import hide_error_details, task
from privacy_plugin.rights.requests.confirmation_email import mailer


@task()
def send_confirmation(request_id: int) -> str:
    """Send the mail that confirms an address; return what became of it."""
    with hide_error_details():
        return mailer.send_one(request_id)


def enqueue_confirmation(request_id: int) -> None:
    send_confirmation.enqueue(request_id)
