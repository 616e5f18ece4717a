"""A post, a reader, a clock, and a spam checker that answers from memory."""

from __future__ import annotations

import pytest

from privacy_plugin.comments import conf
from privacy_plugin.testing import InMemoryChecker
from tests.support import factories
from tests.support.clock import Clock, clock
from tests.support.comment_writer import CommentWriter

__all__ = ["clock"]


@pytest.fixture
def checker(settings) -> InMemoryChecker:
    """Return the spam checker this site has chosen; it says ham."""
    settings.PRIVACY_AKISMET_API_KEY = "set"
    settings.PRIVACY_COMMENTS_SPAM_CHECKER = "privacy_plugin.testing.InMemoryChecker"
    conf._instantiate.cache_clear()
    return conf.comments_conf.get_spam_checker()


@pytest.fixture
def no_checker(settings) -> None:
    """Let the site have no spam checker."""
    settings.PRIVACY_COMMENTS_SPAM_CHECKER = ""
    settings.PRIVACY_AKISMET_API_KEY = ""


@pytest.fixture
def post(db):
    """Return a published post under the default rules."""
    return factories.post()


@pytest.fixture
def reader(post, clock: Clock) -> CommentWriter:
    return CommentWriter(post, clock)
