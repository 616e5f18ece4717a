"""Recover claims of killed workers: those older than their lease."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from django.db.models import Exists, OuterRef, Q

from privacy_plugin.egress import gateway
from privacy_plugin.egress.models import Outcome, Transmission
from privacy_plugin.work_queue.models import WorkItemQuerySet

Items = TypeVar("Items", bound="WorkItemQuerySet[Any]")


@dataclass(frozen=True, slots=True)
class StaleItems(Generic[Items]):
    """Stale claims by the outcome of their transmission.

    `answered`: the recipient replied. `not_sent`: certainly nothing was sent, so it may
    be retried. `unknown`: it may have been sent; never repeat it.
    """

    answered: Items
    not_sent: Items
    unknown: Items


def find_stale(items: Items, *, at: datetime, lease: timedelta) -> StaleItems[Items]:
    """Return the claims older than `lease`, whose workers are gone for sure.

    Permits that nobody used by then can be used no more, so a worker that was only
    slow sends nothing afterwards.
    """
    before = at - lease
    gateway.expire_stale(begun_before=before, at=at)
    keys = list(items.filter(claimed_at__lt=before).values_list("pk", flat=True))
    if not keys:
        return StaleItems(items.none(), items.none(), items.none())
    stale = items.filter(pk__in=keys, claimed_at__lt=before)
    own = Transmission.objects.filter(pk=OuterRef("transmission"))
    answered = Exists(own.filter(outcome=Outcome.ANSWERED))
    not_sent = Exists(own.certainly_not_sent())
    return StaleItems(
        stale.filter(answered),
        stale.filter(not_sent),
        stale.exclude(Q(answered) | Q(not_sent)),
    )
