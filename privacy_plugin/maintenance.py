"""The core's own maintenance jobs."""

from __future__ import annotations

from datetime import datetime
from importlib import import_module

from django.conf import settings

from privacy_plugin.admin.consents.counts import update_counts
from privacy_plugin.background.jobs import register_job
from privacy_plugin.background.scheduled_publishing import publish_due
from privacy_plugin.rights.requests.confirmation_email import mailer
from privacy_plugin.rights.storage_reserve import keep_storage_reserve

register_job(publish_due)  # first: what editors have scheduled is waited for
register_job(update_counts)


@register_job
def clear_ended_sessions(*, at: datetime) -> None:
    """Delete sessions that are over, as their declarations say."""
    del at
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


@register_job
def fill_storage_reserve(*, at: datetime) -> None:
    """Bring the reserve for withdrawals to its size."""
    del at
    keep_storage_reserve()


@register_job
def send_request_confirmations(*, at: datetime) -> int:
    """Send the confirmation mails of requests that could not be sent before."""
    mailer.recover_stale(at=at)
    return mailer.send_due(at=at)
