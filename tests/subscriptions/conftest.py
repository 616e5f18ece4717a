"""A blog with readers, a clock, and a mail server that really listens."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone

from privacy_plugin.subscriptions import maintenance
from privacy_plugin.subscriptions.models import Subscriber
from tests.support import factories
from tests.support.clock import Clock, clock
from tests.support.reader import Reader

__all__ = ["clock"]

Work = Callable[[], None]


def pytest_configure(config: pytest.Config) -> None:
    """Offer a browser."""
    config.pluginmanager.import_plugin("tests.support.browser.fixtures")


@pytest.fixture
def index(db, clock: Clock):
    return factories.index()


@pytest.fixture
def reader(index, clock: Clock) -> Reader:
    return Reader(clock)


@pytest.fixture
def readers(index, clock: Clock) -> list[Subscriber]:
    """Return three subscribers, there before anything is published."""
    made = [factories.subscriber(f"reader{number}@example.org") for number in range(3)]
    clock.tick(minutes=1)
    return made


@pytest.fixture
def work(clock: Clock) -> Work:
    """Return a function that does what the worker would do now."""

    def work_once() -> None:
        clock.tick(seconds=1)
        maintenance.run_maintenance(at=timezone.now())

    return work_once
