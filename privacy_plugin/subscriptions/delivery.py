"""Sending: each mail is claimed before it is handed over, and never handed over twice.

The claim and the permit are written in one transaction that holds the subscriber and
their consent; the mail goes out after it; what came of it is written in a second one.
What dies in between leaves a claim that becomes *uncertain* and stays so. Only what the
mail server has certainly not taken is tried again. Several workers share one job.
"""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from privacy_plugin.conf import conf
from privacy_plugin.egress import gateway
from privacy_plugin.egress.errors import EgressError, MailUnavailable
from privacy_plugin.egress.mail import MailLine
from privacy_plugin.subscriptions import claims, preparing
from privacy_plugin.subscriptions.models import (
    Delivery,
    DeliveryState,
    Mailing,
    MailingState,
)

SLICE_SECONDS = 15.0  # then other tasks have their turn
STALE_AFTER = timedelta(minutes=10)  # no mail server is waited for that long
BATCH = 200
_TROUBLES_IN_A_ROW = 5


@dataclass(frozen=True, slots=True)
class Done:
    """Count what was handed over, and say whether more is due now."""

    sent: int
    has_more: bool


def work_off(*, seconds: float = SLICE_SECONDS) -> Done:
    """Prepare and send what is due, for a while, over one connection."""
    ends_at = time.monotonic() + seconds
    preparing.prepare_all(until=ends_at)
    sent = 0
    with MailLine() as line:
        runner = _Runner(line, ends_at)
        while runner.goes_on and (keys := _next_keys()):
            sent += runner.run(keys)
    finish(at=timezone.now())
    return Done(sent, has_more=not runner.is_in_trouble and bool(_next_keys()))


def recover(*, at: datetime) -> int:
    """Mark the claims of workers that died as uncertain; return how many."""
    gateway.recover(begun_before=at - STALE_AFTER, at=at)
    stale = Delivery.objects.stale(at - STALE_AFTER)
    return stale.update(
        state=DeliveryState.UNCERTAIN, detail="interrupted", ended_at=at
    )


def finish(*, at: datetime) -> None:
    """Note which mailings have nothing left to do."""
    left = Delivery.objects.filter(
        mailing=OuterRef("pk"), state__in=[DeliveryState.QUEUED, DeliveryState.CLAIMED]
    )
    sending = Mailing.objects.filter(state=MailingState.SENDING)
    sending.exclude(Exists(left)).update(state=MailingState.DONE, ended_at=at)


class _Runner:
    """Send one after the other until the time is over or the server is in trouble."""

    def __init__(self, line: MailLine, ends_at: float) -> None:
        self._line = line
        self._ends_at = ends_at
        self._troubles = 0
        self._masters = claims.Masters()
        self.is_in_trouble = False

    @property
    def goes_on(self) -> bool:
        """Say whether there is time, and a server that takes mail."""
        return not self.is_in_trouble and time.monotonic() < self._ends_at

    def run(self, keys: list[int]) -> int:
        """Send these deliveries; return how many mails were handed over."""
        sent = 0
        for key in keys:
            if not self.goes_on:
                break
            sent += self._send(key)
        return sent

    def _send(self, key: int) -> bool:
        try:
            self._line.ready()
        except MailUnavailable:
            self.is_in_trouble = True
            return False
        claim = claims.claim(key, self._masters, at=timezone.now())
        if claim is None:
            return False
        try:
            self._line.send(claim.permit, claim.letter)
        except EgressError as error:
            claims.settle(claim, error, at=timezone.now())
            self._note_trouble(error)
            return False
        claims.end(claim, DeliveryState.SENT, "", at=timezone.now())
        self._troubles = 0
        return True

    def _note_trouble(self, error: EgressError) -> None:
        self._troubles += 1
        is_too_much = self._troubles >= _TROUBLES_IN_A_ROW
        self.is_in_trouble = is_too_much or isinstance(error, MailUnavailable)


def _next_keys() -> list[int]:
    """Return what is due, in an order of our own, so that workers rarely meet."""
    at = timezone.now()
    size = min(BATCH, _allowed(at))
    keys = list(Delivery.objects.due(at).values_list("pk", flat=True)[:size])
    random.shuffle(keys)
    return keys


def _allowed(at: datetime) -> int:
    """Return how many mails the rate allows now."""
    if not conf.subscriptions_rate:
        return BATCH
    minute = at - timedelta(minutes=1)
    recent = Delivery.objects.filter(claimed_at__gt=minute).count()
    return max(0, min(conf.subscriptions_rate - recent, BATCH))
