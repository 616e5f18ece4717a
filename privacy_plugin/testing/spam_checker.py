"""A spam checker that keeps everything in memory, for tests of what rests on one.

It follows the protocol of ``comments.spam`` and uses a permit as a real one would,
without opening a connection: the transmission is written down, nothing is sent.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping

from privacy_plugin.comments.spam import (
    CheckerRejected,
    Outcome,
    SpamCheckError,
    Submission,
    Verdict,
)
from privacy_plugin.egress import models
from privacy_plugin.egress.gateway import Permit, transmit
from privacy_plugin.processing import ActivityKey


class InMemoryChecker:
    """Give the answers it was told to give, one after the other, then ham.

    `seen` holds the values of every permit it got, in their order.
    """

    notice = ""

    def __init__(
        self,
        *answers: Verdict | SpamCheckError,
        check_activity: str = "comments.spam_check",
        recheck_activity: str = "comments.spam_recheck",
    ) -> None:
        """Keep the answers; the activities must be declared by somebody."""
        self.check_activity = ActivityKey(check_activity)
        self.recheck_activity = ActivityKey(recheck_activity)
        self.is_set_up = True
        self.seen: list[Mapping[str, str]] = []
        self._answers = deque(answers)

    def is_ready(self) -> bool:
        """Say what `is_set_up` says."""
        return self.is_set_up

    def values(
        self, submission: Submission, *, recheck_reason: str = ""
    ) -> dict[str, str]:
        """Return what a comment consists of, under Akismet's names."""
        values = {
            "user_ip": submission.ip_address,
            "user_agent": submission.user_agent,
            "permalink": submission.permalink,
            "comment_author": submission.name,
            "comment_author_url": submission.website,
            "comment_content": submission.text,
            "recheck_reason": recheck_reason,
        }
        return {name: value for name, value in values.items() if value}

    def check(self, permit: Permit) -> Verdict:
        """Give the next answer: return a verdict, raise an error."""
        answer: Verdict | SpamCheckError = Verdict(outcome=Outcome.HAM)
        with transmit(permit) as exchange:
            self.seen.append(permit.payload)
            if self._answers:
                answer = self._answers.popleft()
            exchange.conclude(*_conclusion(answer))
        if isinstance(answer, SpamCheckError):
            raise answer
        return answer


def _conclusion(answer: Verdict | SpamCheckError) -> tuple[str, str]:
    if isinstance(answer, Verdict):
        return models.Outcome.ANSWERED, answer.outcome
    if isinstance(answer, CheckerRejected):
        return models.Outcome.REJECTED, answer.kind
    return models.Outcome.FAILED, answer.kind
