"""What the promises are held against: a site, a service that answers, a clock."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.management import call_command

from blog.models import PostPage
from tests.support import factories
from tests.support.clock import Clock, clock
from tests.support.reader import Reader
from tests.support.servers.akismet import server, stand_in

__all__ = ["clock", "server", "stand_in"]

Work = Callable[[], None]


def pytest_configure(config: pytest.Config) -> None:
    """Offer a browser."""
    config.pluginmanager.import_plugin("tests.support.browser.fixtures")


@pytest.fixture
def post(db, clock: Clock) -> PostPage:
    """Return a published post that readers can comment on."""
    return factories.post()


@pytest.fixture
def reader(post: PostPage, clock: Clock) -> Reader:
    return Reader(clock)


@pytest.fixture
def work(clock: Clock, capsys: pytest.CaptureFixture[str]) -> Work:
    """Return a function that does what the worker would do now."""

    def work_once() -> None:
        clock.tick(seconds=1)
        call_command("comments_work")

    return work_once
