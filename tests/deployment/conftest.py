"""A post and a reader who writes below it."""

from __future__ import annotations

import pytest

from tests.comments.conftest import checker
from tests.support import factories
from tests.support.clock import Clock, clock
from tests.support.comment_writer import CommentWriter

__all__ = ["checker", "clock"]


def pytest_configure(config: pytest.Config) -> None:
    """Offer a browser."""
    config.pluginmanager.import_plugin("tests.support.browser.fixtures")


@pytest.fixture
def post(db):
    return factories.post()


@pytest.fixture
def reader(post, clock: Clock) -> CommentWriter:
    """Return somebody who comments on it."""
    return CommentWriter(post, clock)
