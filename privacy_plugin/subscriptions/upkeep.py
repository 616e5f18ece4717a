"""What has to be done about subscriptions now and then, and does no harm repeated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from privacy_plugin.consent.models import ConsentEvent, ConsentState
from privacy_plugin.subscriptions import delivery, leaving, questions
from privacy_plugin.subscriptions.models import Subscription
from privacy_plugin.subscriptions.processing import ACTIVITIES


@dataclass(frozen=True, slots=True)
class Done:
    """Count what was done."""

    recovered: int
    asked: int
    left: int
    sent: int


def work(*, at: datetime) -> Done:
    """Give up lost claims, ask who waits to be asked, let go who left, send."""
    return Done(
        recovered=delivery.recover(at=at),
        asked=questions.send_waiting(at=at),
        left=let_go(at=at),
        sent=delivery.work_off().sent,
    )


def let_go(*, at: datetime) -> int:
    """End the subscriptions whose consent was taken back elsewhere; return how many.

    The receipt's page withdraws a consent and knows nothing of subscriptions.
    """
    ended = 0
    for kind, activity in ACTIVITIES.items():
        events = ConsentEvent.objects.filter(
            record__subject_key=OuterRef("subscriber__subject_key"),
            record__activity=activity,
        )
        newest = events.order_by("-pk").values("state")[:1]
        withdrawn = Subscription.objects.filter(
            Exists(events.filter(state=ConsentState.WITHDRAWN)), kind=kind
        ).alias(newest=newest)
        withdrawn = withdrawn.filter(newest=ConsentState.WITHDRAWN)
        for key in list(withdrawn.values_list("key", flat=True)):
            ended += leaving.leave(key, method="upkeep:withdrawn", at=at)
    return ended
