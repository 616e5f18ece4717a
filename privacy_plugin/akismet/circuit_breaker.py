"""Circuit breaker: stop sending comments while Akismet rejects this site.

Its state is derived from the transmissions: the newest answered or rejected one
decides, so all processes agree without a table or cache. After six hours one
verification of the key, without personal data, closes it or keeps it open.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.core.mail import mail_admins
from django.utils.translation import gettext as _

from privacy_plugin.akismet.account import KeyState, get_site_urls, verify_key
from privacy_plugin.akismet.conf import akismet_conf
from privacy_plugin.akismet.processing import SPAM_CHECK, SPAM_RECHECK
from privacy_plugin.database_clock import by_database_clock
from privacy_plugin.egress.models import Outcome, Transmission

logger = logging.getLogger(__name__)

PAUSE = timedelta(hours=6)


class State(StrEnum):
    """Whether a comment may be sent."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


def get_state(at: datetime) -> State:
    """Return closed when all is well, half open when the key may be tried again."""
    rejection = _standing_rejection()
    if rejection is None:
        return State.CLOSED
    ended_at = rejection.ended_at or rejection.begun_at
    passed = by_database_clock(at) - ended_at
    return State.OPEN if passed < PAUSE else State.HALF_OPEN


def is_open(at: datetime) -> bool:
    """Say whether nothing of a comment may leave at this moment."""
    return get_state(at) is not State.CLOSED


def get_rejection_code(at: datetime) -> str:
    """Return the code of the rejection that keeps it open, empty when it is closed."""
    rejection = _standing_rejection()
    return rejection.detail if rejection is not None and is_open(at) else ""


def get_next_probe(at: datetime) -> datetime | None:
    """Return when the key is tried again; None when it is closed."""
    rejection = _standing_rejection()
    if rejection is None:
        return None
    return max((rejection.ended_at or rejection.begun_at) + PAUSE, at)


def probe(at: datetime) -> bool:
    """Verify the key once, whatever the state; say whether it is closed now."""
    urls = get_site_urls()
    if not urls:
        return False
    return verify_key(akismet_conf.api_key, urls[0], at=at).state is KeyState.VALID


def allows_request(at: datetime) -> bool:
    """Say whether a comment may be sent; when half open, ask the service first."""
    now = get_state(at)
    return now is State.CLOSED or (now is State.HALF_OPEN and probe(at))


def report_rejection(transmission_id: UUID, help_text: str) -> None:
    """Mail the admins if this rejection is the one that opened it.

    The mail holds neither the key nor anything of a comment.
    """
    if _opening_rejection_id() != transmission_id:
        return
    try:
        mail_admins(_("Akismet refuses this site"), _explained(help_text))
    except Exception as error:  # noqa: BLE001 - any backend, any error: the comment comes first
        logger.error("The admins could not be told: %s", type(error).__name__)  # noqa: TRY400 - a traceback may hold the comment


def _explained(help_text: str) -> str:
    lines = [
        _(
            "Akismet does not accept the key of this site. Until it does, no comment "
            "is sent there; comments wait for a person, and none is lost.",
        ),
        _(
            "The key is tried again every six hours. To try it at once, run: "
            "manage.py akismet_status",
        ),
    ]
    if help_text:
        lines.insert(1, _("Akismet says: {explanation}").format(explanation=help_text))
    return "\n\n".join(lines)


def _standing_rejection() -> Transmission | None:
    """Return the newest decisive transmission if it is a rejection.

    Of two that ended in the same instant the rejection counts.
    """
    newest = (
        Transmission.objects.filter(
            activity__in=(SPAM_CHECK, SPAM_RECHECK),
            outcome__in=(Outcome.ANSWERED, Outcome.REJECTED),
        )
        .order_by("-ended_at", "-outcome")
        .first()
    )
    if newest is None or newest.outcome != Outcome.REJECTED:
        return None
    return newest


def _opening_rejection_id() -> UUID | None:
    """Return the first rejection since the service last answered."""
    decisive = Transmission.objects.filter(activity__in=(SPAM_CHECK, SPAM_RECHECK))
    answered = decisive.filter(outcome=Outcome.ANSWERED).order_by("-ended_at").first()
    rejected = decisive.filter(outcome=Outcome.REJECTED).order_by("ended_at")
    if answered is not None:
        rejected = rejected.filter(ended_at__gte=answered.ended_at)
    return rejected.values_list("pk", flat=True).first()
