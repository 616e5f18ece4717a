"""An in-memory spam checker for tests of sites.

It sends nothing; `asked` records the calls. By default it uses the activity keys of
Akismet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from privacy_plugin.comments.spam_check.protocol import (
    SpamCheckError,
    SpamOutcome,
    Submission,
    Verdict,
)
from privacy_plugin.egress.transmission_context import TransmissionContext
from privacy_plugin.processing import ActivityKey

CHECK = ActivityKey("comments.spam_check")
RECHECK = ActivityKey("comments.spam_recheck")


@dataclass
class InMemoryChecker:
    """Implements ``SpamChecker``; `answer` is the result of the next check.

    An exception as `answer` is raised. `notice` is shown beside the form.
    """

    check_activity: ActivityKey = CHECK
    recheck_activity: ActivityKey = RECHECK
    answer: Verdict | SpamCheckError = field(
        default_factory=lambda: Verdict(outcome=SpamOutcome.HAM)
    )
    asked: list[Mapping[str, str]] = field(default_factory=list)
    is_set_up: bool = True
    notice: str = ""

    def is_ready(self) -> bool:
        return self.is_set_up

    def build_payload(
        self, submission: Submission, *, recheck_reason: str = ""
    ) -> dict[str, str]:
        """Return the usual fields; the gateway lets out what is declared."""
        return {
            "user_ip": submission.ip_address,
            "user_agent": submission.user_agent,
            "comment_content": submission.text,
            "comment_author": submission.name,
            "permalink": submission.permalink,
            "blog": submission.blog_url,
            "comment_type": submission.kind,
            "recheck_reason": recheck_reason,
        }

    def check(
        self, payload: Mapping[str, str], context: TransmissionContext
    ) -> Verdict:
        """Note what would be sent and give the answer."""
        del context
        self.asked.append(payload)
        if isinstance(self.answer, SpamCheckError):
            raise self.answer
        return self.answer
