"""The spam checker for Akismet; the comments app knows nothing else of this one.

It sends what a permit holds and returns a verdict or raises one of two errors: an
outage, which is retried with back-off, or a rejection of this site, which opens the
circuit breaker. An unclear response never becomes a verdict. Runs in a worker only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from privacy_plugin.akismet import circuit_breaker as breaker
from privacy_plugin.akismet.client import (
    READ_TIMEOUT_SECONDS,
    RequestError,
    call,
    get_connection,
    is_installed,
)
from privacy_plugin.akismet.conf import akismet_conf
from privacy_plugin.akismet.endpoint import is_stand_in
from privacy_plugin.akismet.notices import get_stand_in_notice
from privacy_plugin.akismet.processing import SPAM_CHECK, SPAM_RECHECK
from privacy_plugin.akismet.response import (
    build_detail,
    parse_headers,
    parse_retry_after,
)
from privacy_plugin.comments.spam_check.protocol import (
    CheckerRejected,
    CheckFailed,
    CircuitBreaker,
    SpamOutcome,
    Submission,
    Verdict,
)
from privacy_plugin.egress.errors import EgressRefused
from privacy_plugin.egress.transmission_context import TransmissionContext
from privacy_plugin.processing import ActivityKey

if TYPE_CHECKING:  # an extra, which may be missing
    from akismet import AkismetArguments, CheckResponse

ADDED_BY_THE_CLIENT = frozenset({"api_key", "blog", "key"})


@dataclass(slots=True)
class AkismetChecker:
    """Implements ``SpamChecker`` with Akismet."""

    check_activity: ActivityKey = SPAM_CHECK
    recheck_activity: ActivityKey = SPAM_RECHECK
    secret_names: tuple[str, ...] = ("api_key",)
    read_timeout_seconds: float = READ_TIMEOUT_SECONDS
    circuit_breaker: CircuitBreaker = breaker

    @property
    def notice(self) -> str:
        """Return what a reader must know besides the disclosure, empty as a rule."""
        return get_stand_in_notice()

    @property
    def stays_local(self) -> bool:
        """Say whether the endpoint is a test server."""
        return is_stand_in()

    def is_ready(self) -> bool:
        """Say whether there is a key and a client; else readers see nothing of Akismet.

        An open breaker does not count: the comment waits, and so may its consent.
        """
        return bool(akismet_conf.api_key) and is_installed()

    def build_payload(
        self, submission: Submission, *, recheck_reason: str = ""
    ) -> dict[str, str]:
        """Return every value there is, by its name on the wire.

        The gateway lets out those that are declared; the client adds the key.
        """
        values = {
            "blog": submission.blog_url,
            "blog_lang": submission.language,
            "blog_charset": "UTF-8",
            "permalink": submission.permalink,
            "comment_type": submission.kind,
            "user_ip": submission.ip_address,
            "user_agent": submission.user_agent,
            "comment_author": submission.name,
            "comment_author_email": submission.email,
            "comment_author_url": submission.website,
            "comment_content": submission.text,
            "comment_date_gmt": _utc(submission.submitted_at),
            "comment_post_modified_gmt": _utc(submission.post_modified_at),
            "recheck_reason": recheck_reason,
        }
        return {name: value for name, value in values.items() if value}

    @sensitive_variables()
    def check(
        self, payload: Mapping[str, str], context: TransmissionContext
    ) -> Verdict:
        """Send the payload and return the verdict.

        Raises CheckFailed for an outage, CheckerRejected when the service refuses this
        site, EgressRefused where something is missing. None holds a value or the key.
        """
        fields = dict(payload)
        user_ip = fields.pop("user_ip", "")
        if not user_ip or not fields.get("blog"):
            raise EgressRefused("Without an IP address and a site nothing is sent")
        link = get_connection(read_timeout_seconds=self.read_timeout_seconds)
        client = link.client(akismet_conf.api_key, fields["blog"])
        arguments = _arguments(fields)
        answer = call(lambda: client.comment_check(user_ip, **arguments), context)
        return _judge(answer, context)


def _arguments(fields: Mapping[str, str]) -> AkismetArguments:
    chosen = {n: value for n, value in fields.items() if n not in ADDED_BY_THE_CLIENT}
    return cast("AkismetArguments", chosen)


def _judge(
    answer: CheckResponse | RequestError, context: TransmissionContext
) -> Verdict:
    """Turn an answer and its headers into a verdict or an error."""
    meta = parse_headers(context.headers, key=akismet_conf.api_key)
    if meta.is_error:
        raise CheckerRejected("account", meta.help)
    if isinstance(answer, RequestError):
        if answer.is_rejection:
            raise CheckerRejected(answer.kind, meta.help)
        wait = parse_retry_after(context.retry_after, at=timezone.now())
        raise CheckFailed(answer.kind, wait)
    match answer.name:  # the class itself belongs to a package that may be missing
        case "DISCARD":
            outcome = SpamOutcome.SPAM_BLATANT
        case "SPAM":
            outcome = SpamOutcome.SPAM
        case _ if meta.recheck_after is not None:
            outcome = SpamOutcome.HAM_PROVISIONAL
        case _:
            outcome = SpamOutcome.HAM
    is_provisional = outcome is SpamOutcome.HAM_PROVISIONAL
    return Verdict(
        outcome=outcome,
        guid=meta.guid,
        recheck_after=meta.recheck_after if is_provisional else None,
        detail=build_detail(outcome, meta),
    )


def _utc(moment: datetime | None) -> str:
    """Return a moment as ISO 8601 in UTC, as the service wants it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ") if moment else ""
