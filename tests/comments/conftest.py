"""A post, a reader, a clock, and a spam checker that answers from memory."""

from __future__ import annotations

import pytest

from privacy_plugin.comments import checker as chosen
from privacy_plugin.testing.spam import InMemoryChecker
from tests import make
from tests.clock import Clock, clock
from tests.comments.reader import Reader

__all__ = ["clock"]


@pytest.fixture
def checker(settings, monkeypatch) -> InMemoryChecker:
    """Return the spam checker this site has chosen; it says ham."""
    made = InMemoryChecker()
    settings.PRIVACY_AKISMET_KEY = "set"
    settings.PRIVACY_COMMENTS_SPAM_CHECKER = "in.memory"
    monkeypatch.setattr(chosen, "_made", lambda _path: made)
    return made


@pytest.fixture
def no_checker(settings) -> None:
    """Let the site have no spam checker."""
    settings.PRIVACY_COMMENTS_SPAM_CHECKER = ""
    settings.PRIVACY_AKISMET_KEY = ""


@pytest.fixture
def post(db):
    """Return a published post under the default rules."""
    return make.post()


@pytest.fixture
def reader(post, clock: Clock) -> Reader:
    """Return a reader of that post."""
    return Reader(post, clock)
