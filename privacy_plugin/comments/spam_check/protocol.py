"""The protocol of spam checkers: three methods, and the values they exchange.

A checker is an app of its own, named by ``PRIVACY_COMMENTS_SPAM_CHECKER``. It may
import this module and nothing else of comments. It never decides whether it may send;
it receives a permit from the gateway and sends what the permit holds.

Errors::

    SpamCheckError
    ├── CheckFailed       an outage: retried with back-off
    └── CheckerRejected   a wrong key or account: nothing is tried until it is fixed

``EgressRefused`` is neither and must propagate.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from privacy_plugin.egress.transmission_context import TransmissionContext
    from privacy_plugin.processing import ActivityKey

REJECTED_PAUSE = timedelta(hours=6)


@dataclass(frozen=True, kw_only=True, slots=True)
class Submission:
    """The data a checker may use; the gateway sends only declared fields.

    Times are aware. `kind` is ``comment`` or ``reply``. `blog_url` and `permalink` are
    absolute. Missing values are empty strings. `ip_address` is empty in a preview
    without a known client IP.
    """

    text: str
    name: str
    email: str
    website: str
    kind: str
    permalink: str
    language: str
    submitted_at: datetime
    post_modified_at: datetime | None
    ip_address: str
    user_agent: str
    blog_url: str


class SpamOutcome(StrEnum):
    """The checker's verdict."""

    HAM = "ham"
    HAM_PROVISIONAL = "ham_provisional"
    SPAM = "spam"
    SPAM_BLATANT = "spam_blatant"


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """The checker's response.

    `recheck_after` belongs to a provisional one; `detail` is a code to record.
    """

    outcome: SpamOutcome
    guid: str = ""
    recheck_after: timedelta | None = None
    detail: str = ""


class CircuitBreaker(Protocol):
    """Stops requests to a service that rejects this site."""

    def allows_request(self, at: datetime) -> bool:
        """Say whether a comment may be sent; may ask the service first."""
        ...

    def report_rejection(self, transmission_id: UUID, help_text: str) -> None:
        """Tell who has to know, once the rejection is on record."""
        ...


class SpamChecker(Protocol):
    """A spam checker that uses an external service.

    Optional attributes: `secret_names`, fields the client adds and whose values the
    preview hides; `notice`, a sentence beside the disclosure; `stays_local`, true if
    nothing leaves this machine; `circuit_breaker`, a CircuitBreaker.
    """

    check_activity: ActivityKey
    recheck_activity: ActivityKey

    def is_ready(self) -> bool:
        """Say whether it is set up; if not, nothing of it is shown to readers."""
        ...

    def build_payload(
        self, submission: Submission, *, recheck_reason: str = ""
    ) -> dict[str, str]:
        """Return the fields of the request by their names on the wire."""
        ...

    def check(
        self, payload: Mapping[str, str], context: TransmissionContext
    ) -> Verdict:
        """Send exactly this; `context` then holds status and headers of the answer.

        Raises CheckFailed, CheckerRejected.
        """
        ...


class SpamCheckError(Exception):
    """Base of the errors of a check; `kind` is a code without personal data."""

    def __init__(self, kind: str, retry_after: timedelta | None = None) -> None:
        super().__init__(kind)
        self.kind = kind
        self.retry_after = retry_after


class CheckFailed(SpamCheckError):
    """An outage; retry, but not before `retry_after`."""


class CheckerRejected(SpamCheckError):
    """The service rejects this site; `help` explains it to the site's owner."""

    def __init__(self, kind: str, help: str = "") -> None:  # noqa: A002 - the word says it
        super().__init__(kind, REJECTED_PAUSE)
        self.help = help
