"""Sending: each mail is claimed before it is handed over, and never handed over twice.

A few are claimed at once, in one transaction that holds the subscribers and their
consents and writes the permits; then one mail after the other is noted as leaving,
handed over, and noted as taken. What dies in between leaves one mail that becomes
*uncertain* and stays so. Only what the mail server has certainly not taken is tried
again. Several workers share one job.
"""

from __future__ import annotations

import random
import time
from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef
from django.utils import timezone

from privacy_plugin.conf import conf
from privacy_plugin.egress import gateway
from privacy_plugin.egress.errors import EgressError, MailUnavailable
from privacy_plugin.egress.mail import MailLine
from privacy_plugin.egress.models import Outcome, Transmission
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
CLAIM_SECONDS = 1.0  # what is claimed waits no longer than about that
MOST_CLAIMS = 25  # nor does anybody wait long for the database meanwhile
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
    """Settle the claims of workers that died; return how many are uncertain.

    What the server took is sent, what never left is queued again; of the mail that was
    just being handed over nobody knows.
    """
    gateway.recover(begun_before=at - STALE_AFTER, at=at)
    keys = list(Delivery.objects.stale(at - STALE_AFTER).values_list("pk", flat=True))
    if not keys:
        return 0  # mostly, and then nobody has to wait for a write
    stale = Delivery.objects.filter(pk__in=keys, state=DeliveryState.CLAIMED)
    theirs = Transmission.objects.filter(pk=OuterRef("transmission"))
    answered = stale.filter(Exists(theirs.filter(outcome=Outcome.ANSWERED)))
    answered.update(state=DeliveryState.SENT, ended_at=at)
    never_left = stale.filter(Exists(theirs.certainly_not_sent()))
    claims.requeue(never_left, claimed_at=None)
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
        self._size = 1
        self.is_in_trouble = False

    @property
    def goes_on(self) -> bool:
        """Say whether there is time, and a server that takes mail."""
        return not self.is_in_trouble and time.monotonic() < self._ends_at

    def run(self, keys: list[int]) -> int:
        """Send these deliveries; return how many mails were handed over."""
        sent, start = 0, 0
        while self.goes_on and start < len(keys):
            some = keys[start : start + self._size]
            start += len(some)
            sent += self._send(some)
        return sent

    def _send(self, keys: list[int]) -> int:
        """Claim some deliveries at once, and hand over one mail after the other."""
        if not self._is_ready():
            return 0
        began = time.monotonic()
        waiting = deque(claims.claim(keys, self._masters, at=timezone.now()))
        sent: list[claims.Claim] = []
        try:
            while waiting and self.goes_on and self._is_ready():
                claim = waiting.popleft()
                if self._hand_over(claim):
                    sent.append(claim)
        finally:
            claims.end_sent(sent, at=timezone.now())
            claims.release(waiting)
        self._size = _fitting(self._size, time.monotonic() - began)
        return len(sent)

    def _is_ready(self) -> bool:
        try:
            self._line.ready()
        except MailUnavailable:
            self.is_in_trouble = True
        return not self.is_in_trouble

    def _hand_over(self, claim: claims.Claim) -> bool:
        if not claims.is_standing(claim):
            gateway.give_back([claim.permit])
            return False
        try:
            self._line.send(claim.permit, claim.letter)
        except EgressError as error:
            claims.settle(claim, error, at=timezone.now())
            self._note_trouble(error)
            return False
        self._troubles = 0
        return True

    def _note_trouble(self, error: EgressError) -> None:
        self._troubles += 1
        is_too_much = self._troubles >= _TROUBLES_IN_A_ROW
        self.is_in_trouble = is_too_much or isinstance(error, MailUnavailable)


def _fitting(size: int, seconds: float) -> int:
    """Return how many to claim at once, so that none waits long for its turn."""
    if seconds > CLAIM_SECONDS:
        return max(1, size // 2)
    return min(MOST_CLAIMS, size * 2) if seconds < CLAIM_SECONDS / 2 else size


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
