"""Notices for moderators about Akismet, derived from the transmissions.

They contain no personal data and no key, and cause no request.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from privacy_plugin.akismet import circuit_breaker
from privacy_plugin.akismet.account import QUOTA
from privacy_plugin.akismet.conf import akismet_conf
from privacy_plugin.akismet.endpoint import is_stand_in
from privacy_plugin.akismet.processing import SPAM_CHECK, SPAM_RECHECK
from privacy_plugin.akismet.response import ALERT
from privacy_plugin.egress.models import Outcome, Transmission, TransmissionQuerySet

LOOK_BACK = timedelta(days=7)
FEWEST_VERDICTS = 20
SUSPICIOUS_PERCENTAGE = 95


def get_notices(at: datetime) -> tuple[str, ...]:
    """Return a sentence for each thing that needs attention."""
    if not akismet_conf.api_key:
        return ()
    found = (get_stand_in_notice(), _paused(at), _alert(at), _nearly_all_spam(at))
    return tuple(sentence for sentence in found if sentence)


def get_stand_in_notice() -> str:
    """Return what readers must know besides the disclosure; empty as a rule."""
    if not is_stand_in():
        return ""
    return _(
        "This site is being tried out: this machine answers for Akismet. No data "
        "leaves it.",
    )


def _paused(at: datetime) -> str:
    if not circuit_breaker.is_open(at):
        return ""
    return _(
        "Akismet does not accept the key of this site. No comment is sent there until "
        "it does; comments wait for a person, and none is lost.",
    )


def _alert(at: datetime) -> str:
    """Repeat the newest alert code that came with a good answer."""
    answers = _answered(at).exclude(detail=QUOTA).order_by("-ended_at")
    newest = answers.values_list("detail", flat=True).first() or ""
    _said, has_alert, code = newest.partition(ALERT)
    if not has_alert:
        return ""
    return _(
        "Akismet has a message about your account (number {code}); see "
        "akismet.com/developers/errors.",
    ).format(code=code)


def _nearly_all_spam(at: datetime) -> str:
    """Notice what a lapsed key can look like: every single comment is called spam."""
    verdicts = _answered(at).filter(detail__regex=r"^(ham|spam)")
    counts = verdicts.aggregate(
        total=Count("pk"), spam=Count("pk", filter=Q(detail__startswith="spam"))
    )
    total, spam = counts["total"], counts["spam"]
    if total < FEWEST_VERDICTS or spam * 100 < total * SUSPICIOUS_PERCENTAGE:
        return ""
    return _(
        "In the last seven days Akismet called {spam} of {total} comments spam. Look "
        "through them: a key that has lapsed can look like this.",
    ).format(spam=spam, total=total)


def _answered(at: datetime) -> TransmissionQuerySet:
    return Transmission.objects.filter(
        activity__in=(SPAM_CHECK, SPAM_RECHECK),
        outcome=Outcome.ANSWERED,
        ended_at__gt=at - LOOK_BACK,
    )
