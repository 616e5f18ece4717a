"""What a spam checker is to comments: three methods, and what they exchange.

A checker lives in an app of its own and is named by ``PRIVACY_COMMENTS_SPAM_CHECKER``.
It may import this module and nothing else of comments. It never decides whether it may
send, and keeps no record of it: it sends what it is given, and says what came back.

Errors::

    SpamCheckError
    ├── CheckFailed       an outage: tried again later
    └── CheckerRejected   a wrong key or account: nothing is tried until that is mended

``EgressRefused`` is neither: it says that something must not leave, and passes on.
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
    """Hold what a checker may ask for; the gateway lets out what is declared.

    Times are aware. `kind` is ``comment`` or ``reply``. `blog_url` and `permalink` are
    absolute. Empty strings stand for what is not there. `ip_address` is empty in a
    preview made without a known address.
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
    """Say what the checker found."""

    HAM = "ham"
    HAM_PROVISIONAL = "ham_provisional"
    SPAM = "spam"
    SPAM_BLATANT = "spam_blatant"


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """Hold the checker's answer; `recheck_after` accompanies a provisional one.

    `detail` is what the log of transmissions keeps of it; empty means the outcome.
    """

    outcome: SpamOutcome
    guid: str = ""
    recheck_after: timedelta | None = None
    detail: str = ""


class CircuitBreaker(Protocol):
    """Stop the sending to a service that refuses this site."""

    def allows_request(self, at: datetime) -> bool:
        """Say whether a comment may be sent; may ask the service first."""
        ...

    def report_rejection(self, transmission_id: UUID, help_text: str) -> None:
        """Tell who has to know, once the rejection is on record."""
        ...


class SpamChecker(Protocol):
    """Check a comment with the help of somebody else's service.

    It may also have `secret_names`, the fields its client adds and whose values a
    preview keeps to itself; `notice`, a sentence beside the disclosure; `stays_local`,
    which is true where all it sends stays on this machine; and a `circuit_breaker`.
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
    """Stand for every failure of a check; `kind` is a code without personal data.

    `retry_after` is how long the service is to be left alone, None for the usual pause.
    """

    def __init__(self, kind: str, retry_after: timedelta | None = None) -> None:
        super().__init__(kind)
        self.kind = kind
        self.retry_after = retry_after


class CheckFailed(SpamCheckError):
    """Say that the service did not answer as it should; try again, not before then."""


class CheckerRejected(SpamCheckError):
    """Say that the service refuses this site; `help` tells the site's owner why."""

    def __init__(self, kind: str, help: str = "") -> None:  # noqa: A002 - the word says it
        super().__init__(kind, REJECTED_PAUSE)
        self.help = help
