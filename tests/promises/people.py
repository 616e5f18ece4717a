"""What a model of the world remembers about the people who comment in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from blog.demo.servers.akismet import Mode, Received
from blog.demo.servers.akismet.protocol import Answer
from privacy_plugin.akismet.processing import SPAM_CHECK, SPAM_RECHECK
from privacy_plugin.comments.models import Comment
from privacy_plugin.comments.spam_check.client_info import ClientInfo

LIFETIME = timedelta(days=182)
ACTIVITIES = (SPAM_CHECK, SPAM_RECHECK)
UNANSWERED = frozenset({Mode.HANG, Mode.DISCONNECT})


@dataclass
class Person:
    """Remember what one person wrote, from where, and what they agree to.

    `agreed` holds, per activity, until when and to which edition of the facts;
    `may_be_seen` and `may_be_spam` say whether anybody but an error decided so.
    """

    number: int
    key: int
    subject: str
    words: str
    name: str
    sender: ClientInfo
    submitted_at: datetime
    agreed: dict[str, tuple[datetime, int]] = field(default_factory=dict)
    may_be_seen: bool = False
    may_be_spam: bool = False
    was_interrupted: bool = False
    is_gone: bool = False

    def agree(self, activity: str, *, at: datetime, edition: int) -> None:
        """Remember a consent."""
        self.agreed[activity] = (at + LIFETIME, edition)

    def permits(self, activity: str, *, at: datetime, edition: int) -> bool:
        """Say whether a sending that begins now may begin."""
        until, agreed_edition = self.agreed.get(activity, (at, -1))
        return at < until and agreed_edition == edition and not self.is_gone

    def values(self, page: str) -> dict[str, str]:
        """Return this person's own data by its declared name on the wire."""
        return {
            "comment_content": self.words,
            "comment_author": self.name,
            "user_ip": self.sender.check_address,
            "user_agent": self.sender.user_agent,
            "permalink": page,
            "comment_date_gmt": self.submitted_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }

    def stored(self) -> Comment | None:
        """Return the row, None where there is none."""
        return Comment.objects.filter(pk=self.key, subject_key=self.subject).first()


@dataclass(frozen=True)
class Snapshot:
    """Remember how things stood when a permit was issued."""

    person: Person
    is_permitted: bool
    values: Mapping[str, str]


@dataclass(frozen=True)
class Arrival:
    """Remember one request as it reached the stand-in, and which permit it was for."""

    request: Received
    mode: Mode
    answer: Answer
    transmission: UUID
    subject: str
    activity: str

    @property
    def verdict(self) -> str:
        """Return ``true`` or ``false`` where the answer is one; else nothing."""
        names = {name.lower() for name, _value in self.answer.headers}
        is_clean = self.answer.status == 200 and "x-akismet-error" not in names
        if not is_clean or self.mode in UNANSWERED:
            return ""
        body = self.answer.body.decode("utf-8", "replace")
        return body if body in {"true", "false"} else ""
