"""Background task of the desk; its argument is an id, never an address."""

from __future__ import annotations

from privacy_plugin.background.tasks import hide_error_details, task
from privacy_plugin.rights.requests import confirmation_email


@task()
def send_confirmation(request_id: int) -> str:
    """Send the mail that confirms an address; return what became of it."""
    with hide_error_details():
        return confirmation_email.send_confirmation(request_id)


def enqueue_confirmation(request_id: int) -> None:
    send_confirmation.enqueue(request_id)
