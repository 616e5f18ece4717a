"""A blog with readers, a clock, and a mail server that really listens."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from django.utils import timezone

from privacy_plugin.subscriptions import maintenance
from tests.support import factories
from tests.support.clock import Clock, clock
from tests.support.reader import Reader
from tests.support.servers import mailbox

__all__ = ["clock"]

Work = Callable[[], None]


def pytest_configure(config: pytest.Config) -> None:
    """Offer a browser."""
    config.pluginmanager.import_plugin("tests.support.browser.fixtures")


@pytest.fixture
def box() -> Iterator[mailbox.Mailbox]:
    with mailbox.running() as running:
        yield running


@pytest.fixture
def index(db, clock: Clock):
    return factories.index()


@pytest.fixture
def reader(index, clock: Clock) -> Reader:
    return Reader(clock)


@pytest.fixture
def work(clock: Clock) -> Work:
    """Return a function that does what the worker would do now."""

    def work_once() -> None:
        clock.tick(seconds=1)
        maintenance.run_maintenance(at=timezone.now())

    return work_once
