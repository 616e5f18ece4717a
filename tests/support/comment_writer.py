"""Comments sent to their address, without the pages a `Reader` would open first."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from django.test import Client
from django.utils import timezone

from privacy_plugin.comments.authors.actions import get_private_token
from privacy_plugin.comments.models import Comment
from privacy_plugin.comments.spam_check import runner
from privacy_plugin.testing import CHECK, RECHECK
from tests.support.clock import Clock
from tests.support.factories.disclosures import disclose
from tests.support.reader import ADDRESS, box_of

OWN_SITE = {"HTTP_SEC_FETCH_SITE": "same-origin"}


def ticked(*activities: str) -> dict[str, str]:
    """Return the boxes as a browser sends them, ticked."""
    return {box_of(activity): disclose(activity).digest for activity in activities}


@dataclass
class CommentWriter:
    """Send forms for one page; `clock` goes on by what a person needs to write."""

    page: Model
    clock: Clock
    client: Client = field(default_factory=Client)

    @property
    def target(self) -> str:
        """Return the page's name in the form."""
        return f"wagtailcore.page:{self.page.pk}"

    def fields(self, **fields: object) -> dict[str, object]:
        """Return the form, filled in."""
        return {
            "text": "I see it differently.",
            "target": self.target,
            **fields,
        }

    def send(self, *consents: str, headers: dict | None = None, **fields: Any):
        """Fill the form in, take a minute for it, send it, and return the answer."""
        data = self.fields(**fields) | ticked(*consents)
        self.clock.tick(minutes=1)
        return self.post("/comments/post/", data, headers)

    def post(self, path: str, data: dict | None = None, headers: dict | None = None):
        """Send something to an address."""
        origin = OWN_SITE if headers is None else headers
        return self.client.post(path, data or {}, REMOTE_ADDR=ADDRESS, **origin)

    def write(self, *consents: str, **fields: Any) -> Comment:
        """Send a comment that is taken, and return it."""
        answer = self.send(*consents, **fields)
        assert answer.status_code == 303, answer.content.decode()
        return Comment.objects.latest("pk")

    def page_comments(self) -> list[Comment]:
        """Return what stands below the page, whatever its state."""
        return list(Comment.objects.order_by("pk"))

    def do(self, comment: Comment, verb: str, data: dict | None = None):
        """Press a button on the private page; return the answer."""
        return self.post(f"{self.private(comment)}{verb}/", data)

    def private(self, comment: Comment) -> str:
        """Return the address of the private page."""
        return f"/comments/manage/{get_private_token(comment)}/"

    def read_private(self, comment: Comment) -> str:
        return self.client.get(self.private(comment), follow=True).content.decode()


def checked(comment: Comment) -> Comment:
    """Let the worker do what is due now; return the comment as it is then."""
    runner.run_check(comment.pk, at=timezone.now())
    return Comment.objects.get(pk=comment.pk)


__all__ = ["ADDRESS", "CHECK", "RECHECK", "CommentWriter", "checked", "ticked"]
