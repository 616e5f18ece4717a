"""Send the mails that wait in a table of work items, each at most once.

An item is claimed with its permit before anything is sent. Only what the mail server
has certainly not accepted is sent again, ever more rarely.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, ClassVar, Generic, NamedTuple, TypeVar

from django.db import transaction
from django.utils import timezone

from privacy_plugin.egress.errors import (
    EgressError,
    MailDeferred,
    MailError,
    MailUnavailable,
    MailUncertain,
)
from privacy_plugin.egress.mail.connection import MailConnection
from privacy_plugin.egress.mail.message import EmailContent
from privacy_plugin.egress.permit import Permit
from privacy_plugin.processing import UnknownActivity
from privacy_plugin.work_queue.backoff import Backoff
from privacy_plugin.work_queue.models import WorkItem, WorkItemQuerySet
from privacy_plugin.work_queue.recovery import find_stale
from privacy_plugin.work_queue.session import WorkSession

Item = TypeVar("Item", bound=WorkItem)

BACKOFF = Backoff(
    first=timedelta(minutes=1),
    longest=timedelta(hours=1),
    max_age=timedelta(days=5),  # RFC 5321, section 4.5.4.1
)
LEASE = timedelta(minutes=10)
_BATCH = 50
_SESSION_SECONDS = 15.0
_MAX_FAILURES = 5


class PreparedMail(NamedTuple):
    """What the gateway permits, and what writes the mail once that is committed."""

    permit: Permit
    build: Callable[[], EmailContent]


class QueuedMailer(ABC, Generic[Item]):
    """Sends the mails of one table, whose rows are `Item`s.

    `related` are foreign keys that `prepare` follows.
    """

    model: type[Item]
    related: ClassVar[tuple[str, ...]] = ()

    @abstractmethod
    def prepare(self, item: Item, *, at: datetime) -> PreparedMail | None:
        """Return the mail of a locked row, or settle the row and return None.

        It waits for as long as UnknownActivity is raised. Raises EgressError.
        """

    @abstractmethod
    def get_ordered_at(self, item: Item) -> datetime:
        """Return since when the mail is to be sent."""

    def end(self, rows: WorkItemQuerySet[Item], *, mailed_at: datetime | None) -> int:
        """End the work; `mailed_at` is None for what certainly did not leave."""
        return rows.finish(**({"mailed_at": mailed_at} if mailed_at else {}))

    def send_one(self, key: int) -> str:
        """Send a mail if it is due; return what became of it."""
        with MailConnection() as line:
            try:
                return "sent" if self._send(key, line) else "nothing"
            except MailError as error:
                return error.code

    def send_due(self, *, at: datetime) -> int:
        """Send what is due for a while; return how many mails were handed over."""
        session = WorkSession(seconds=_SESSION_SECONDS, max_failures=_MAX_FAILURES)
        due = self._rows.due(at).values_list("pk", flat=True)
        sent = 0
        with MailConnection() as line:
            for key in list(due[:_BATCH]):
                if not session.may_continue:
                    break
                try:
                    sent += self._send(key, line)
                    session.record_success()
                except EgressError as error:
                    is_outage = isinstance(error, MailUnavailable)
                    session.record_failure(is_outage=is_outage)
        return sent

    def recover_stale(self, *, at: datetime) -> int:
        """Settle the claims of killed workers; return how many."""
        stale = find_stale(self._rows.all(), at=at, lease=LEASE)
        ended = self.end(stale.answered, mailed_at=at)
        ended += self.end(stale.unknown, mailed_at=at)
        return ended + stale.not_sent.retry(due_at=at)

    @property
    def _rows(self) -> WorkItemQuerySet[Item]:
        rows: Any = self.model._default_manager.all()
        return rows

    def _send(self, key: int, line: MailConnection) -> bool:
        """Send one mail; say whether it left. Raises EgressError."""
        line.ensure_open()
        claimed = self._claim(key, at=timezone.now())
        if claimed is None:
            return False
        item, mail = claimed
        own = self._rows.claimed().filter(
            pk=key, transmission=mail.permit.transmission_id
        )
        try:
            line.send(mail.permit, mail.build())
        except (MailUnavailable, MailDeferred):
            at, since = timezone.now(), self.get_ordered_at(item)
            due_at = BACKOFF.next_try(item.tries + 1, at=at, since=since)
            own.retry(due_at=due_at) if due_at else self.end(own, mailed_at=None)
            raise
        except MailUncertain:
            self.end(own, mailed_at=timezone.now())
            raise
        except EgressError:
            self.end(own, mailed_at=None)
            raise
        self.end(own, mailed_at=timezone.now())
        return True

    def _claim(self, key: int, *, at: datetime) -> tuple[Item, PreparedMail] | None:
        with transaction.atomic():
            due = self._rows.due(at).filter(pk=key)
            item = due.lock().select_related(*self.related).first()
            try:
                mail = self.prepare(item, at=at) if item is not None else None
            except UnknownActivity:
                return None  # it waits until that is in force again
            if item is None or mail is None:
                return None
            due.claim(at=at, transmission=mail.permit.transmission_id)
        return item, mail
