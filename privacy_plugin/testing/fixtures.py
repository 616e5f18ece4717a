"""Fixtures for pytest: ``pytest_plugins = ["privacy_plugin.testing.fixtures"]``.

They need pytest and pytest-django, which the plugin itself does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from privacy_plugin.testing.akismet_server import AkismetServer

if TYPE_CHECKING:
    from pytest_django import Settings  # an older pytest-django names it otherwise

STAND_IN_KEY = "standinkey12"


@pytest.fixture(scope="session")
def akismet_stand_in_process() -> Iterator[AkismetServer]:
    """Run one stand-in for all tests."""
    with AkismetServer() as server:
        yield server


@pytest.fixture
def akismet_stand_in(
    akismet_stand_in_process: AkismetServer, settings: Settings
) -> AkismetServer:
    """Return the stand-in as good as new; the settings lead to it, with a key."""
    akismet_stand_in_process.reset()
    settings.PRIVACY_AKISMET_API_KEY = STAND_IN_KEY
    settings.PRIVACY_AKISMET_ENDPOINT = akismet_stand_in_process.url
    return akismet_stand_in_process
