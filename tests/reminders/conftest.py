"""A post with a known author, a moderator, a clock, a mail server that listens."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group, User
from django.utils import timezone
from wagtail.users.models import UserProfile

from privacy_plugin.comments import maintenance
from privacy_plugin.comments.discussions.targets import get_or_create_discussion
from privacy_plugin.comments.models import Comment, Reminder, Scope
from tests.support import factories
from tests.support.clock import Clock, clock

__all__ = ["clock"]

NAME = "Ada Lovelace"
WORDS = "A secret that stands in the comment"
Work = Callable[..., None]


def person(name: str, *groups: str, zone: str = "", language: str = "") -> User:
    """Return an editor in these groups."""
    made = User.objects.create_user(name, f"{name}@example.com", name)
    made.groups.set(Group.objects.filter(name__in=groups))
    UserProfile.objects.create(
        user=made, current_time_zone=zone, preferred_language=language
    )
    return made


def write(post, **changes) -> Comment:
    """Return a comment that waits below the post."""
    facts = {
        "text": WORDS, "html": f"<p>{WORDS}</p>", "name": NAME,
        "email": "ada@example.org", "website": "https://ada.example",
    }  # fmt: skip
    return factories.comment(
        discussion=get_or_create_discussion(post), **facts | changes
    )


def choose(editor: User, frequency: str, scope: str = Scope.ALL) -> None:
    Reminder.objects.update_or_create(
        editor=editor,
        defaults={
            "frequency": frequency,
            "scope": scope,
            "due_at": timezone.now(),
            "claimed_at": None,
        },
    )


@pytest.fixture
def work(clock: Clock) -> Work:
    """Return a function that does what the worker would do some time later."""

    def work_once(**later: float) -> None:
        clock.tick(**(later or {"seconds": 30}))
        maintenance.run_maintenance(at=timezone.now())

    return work_once


@pytest.fixture
def moderator(db) -> User:
    """Return somebody who may decide about comments."""
    return person("moderator", "Comment moderators")


@pytest.fixture
def author(db) -> User:
    """Return somebody who writes posts and decides about nothing."""
    return person("author", "Editors")


@pytest.fixture
def post(clock: Clock, author: User):
    """Return a post of the author's."""
    made = factories.post(title="About allotments")
    made.owner = author
    made.save()
    return made
