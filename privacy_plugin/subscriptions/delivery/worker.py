"""Send due emails: each is claimed first, and handed over at most once (decision 30).

A batch is claimed in one transaction that locks the subscribers and their consents and
writes the permits. Then each email is marked as sending, handed over, and marked as
sent. A killed worker leaves one email that stays *uncertain*. Only what the mail server
has certainly not accepted is retried. Several workers can share the queue.
"""

from __future__ import annotations

import random
import time
from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from privacy_plugin.egress import gateway
from privacy_plugin.egress.errors import EgressError, MailUnavailable
from privacy_plugin.egress.mail.connection import MailConnection
from privacy_plugin.subscriptions.conf import subscriptions_conf
from privacy_plugin.subscriptions.delivery import expand, queue
from privacy_plugin.subscriptions.delivery.email_cache import EmailCache
from privacy_plugin.subscriptions.models import (
    Delivery,
    DeliveryState,
    Mailing,
    MailingState,
)
from privacy_plugin.work_queue import WorkSession, find_stale

SESSION_SECONDS = 15.0  # then other tasks have their turn
LEASE = timedelta(minutes=10)  # no mail server is waited for that long
BATCH = 200
CLAIM_SECONDS = 1.0  # what is claimed waits no longer than about that
MAX_CLAIMS = 25  # nor does anybody wait long for the database meanwhile
_MAX_FAILURES = 5
_HANDED_OVER = (DeliveryState.SENT, DeliveryState.UNCERTAIN)


@dataclass(frozen=True, slots=True)
class WorkResult:
    """How many were handed over, and whether more is due now."""

    sent: int
    has_more: bool


def send_due_emails(*, seconds: float = SESSION_SECONDS) -> WorkResult:
    """Prepare and send what is due, for a while, over one connection."""
    session = WorkSession(seconds=seconds, max_failures=_MAX_FAILURES)
    expand.expand_mailings(until=session.ends_at)
    sent = 0
    with MailConnection() as line:
        sender = _Sender(line, session)
        while session.may_continue and (keys := _get_due_keys()):
            sent += sender.send_all(keys)
    close_finished_mailings(at=timezone.now())
    return WorkResult(sent, not session.is_in_trouble and bool(_get_due_keys()))


def recover_stale_deliveries(*, at: datetime) -> int:
    """Settle the claims of killed workers; return how many are uncertain."""
    stale = find_stale(Delivery.objects.all(), at=at, lease=LEASE)
    stale.answered.finish(state=DeliveryState.SENT, ended_at=at)
    stale.not_sent.retry(due_at=at, state=DeliveryState.QUEUED)
    return stale.unknown.finish(
        state=DeliveryState.UNCERTAIN, detail="interrupted", ended_at=at
    )


def close_finished_mailings(*, at: datetime) -> None:
    """Note which mailings have nothing left to do."""
    left = Delivery.objects.filter(
        mailing=OuterRef("pk"), state__in=[DeliveryState.QUEUED, DeliveryState.CLAIMED]
    )
    sending = Mailing.objects.filter(state=MailingState.SENDING)
    sending.exclude(Exists(left)).update(state=MailingState.DONE, ended_at=at)


class _Sender:
    """Send one email after the other until the session ends."""

    def __init__(self, line: MailConnection, session: WorkSession) -> None:
        self._line = line
        self._session = session
        self._cache = EmailCache()
        self._size = 1

    def send_all(self, keys: list[int]) -> int:
        """Send these deliveries; return how many emails were handed over."""
        sent, start = 0, 0
        while self._session.may_continue and start < len(keys):
            portion = keys[start : start + self._size]
            start += len(portion)
            sent += self._send_portion(portion)
        return sent

    def _send_portion(self, keys: list[int]) -> int:
        """Claim a batch of deliveries, and hand over one email after the other."""
        if not self._is_ready():
            return 0
        began = time.monotonic()
        waiting = deque(queue.claim(keys, self._cache, at=timezone.now()))
        sent: list[queue.Claim] = []
        try:
            while waiting and self._session.may_continue and self._is_ready():
                claim = waiting.popleft()
                if self._hand_over(claim):
                    sent.append(claim)
        finally:
            queue.finish_sent(sent, at=timezone.now())
            queue.release(waiting, at=timezone.now())
        self._size = _get_next_size(self._size, time.monotonic() - began)
        return len(sent)

    def _is_ready(self) -> bool:
        try:
            self._line.ensure_open()
        except MailUnavailable:
            self._session.record_failure(is_outage=True)
        return not self._session.is_in_trouble

    def _hand_over(self, claim: queue.Claim) -> bool:
        if not queue.is_current(claim):
            gateway.release([claim.permit])
            return False
        try:
            self._line.send(claim.permit, claim.content)
        except EgressError as error:
            queue.settle_error(claim, error, at=timezone.now())
            is_outage = isinstance(error, MailUnavailable)
            self._session.record_failure(is_outage=is_outage)
            return False
        self._session.record_success()
        return True


def _get_next_size(size: int, seconds: float) -> int:
    """Return how many to claim at once, so that none waits long for its turn."""
    if seconds > CLAIM_SECONDS:
        return max(1, size // 2)
    return min(MAX_CLAIMS, size * 2) if seconds < CLAIM_SECONDS / 2 else size


def _get_due_keys() -> list[int]:
    """Return what is due, in an order of our own, so that workers rarely meet."""
    at = timezone.now()
    size = min(BATCH, _get_allowance(at))
    keys = list(Delivery.objects.due(at).values_list("pk", flat=True)[:size])
    random.shuffle(keys)
    return keys


def _get_allowance(at: datetime) -> int:
    """Return how many emails the rate limit allows now."""
    if not subscriptions_conf.emails_per_minute:
        return BATCH
    minute = at - timedelta(minutes=1)
    handed_over = Q(state__in=_HANDED_OVER, ended_at__gt=minute)
    recent = Delivery.objects.filter(handed_over | Q(claimed_at__gt=minute)).count()
    return max(0, min(subscriptions_conf.emails_per_minute - recent, BATCH))
