"""The stand-in for Akismet behind a real socket, and a site that sends to it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from blog.demo.servers.akismet import AkismetServer
from privacy_plugin.akismet.checker import AkismetChecker
from privacy_plugin.egress import transport

KEY = "s3cretkey0f12"
PATIENCE_SECONDS = 0.4
NEVER_SECONDS = 24 * 3600.0


def impatient_checker() -> AkismetChecker:
    """Return the real checker; it waits for an answer no longer than a test can."""
    return AkismetChecker(read_timeout_seconds=PATIENCE_SECONDS)


def patient_checker() -> AkismetChecker:
    """Return the real checker; it waits for an answer until its process is killed."""
    transport._DEADLINE_SECONDS = NEVER_SECONDS
    return AkismetChecker(read_timeout_seconds=NEVER_SECONDS)


@pytest.fixture(scope="session")
def stand_in() -> Iterator[AkismetServer]:
    with AkismetServer() as server:
        server.hang_seconds = 2 * PATIENCE_SECONDS
        server.drip_seconds = 0.01
        yield server


@pytest.fixture
def server(stand_in: AkismetServer, settings) -> AkismetServer:
    """Return the stand-in as good as new, with a site that sends to it."""
    stand_in.reset()
    stand_in.watch = lambda _request, _mode, _answer: None
    settings.PRIVACY_AKISMET_API_KEY = KEY
    settings.PRIVACY_AKISMET_ENDPOINT = stand_in.url
    settings.PRIVACY_COMMENTS_SPAM_CHECKER = (
        "tests.support.servers.akismet.impatient_checker"
    )
    return stand_in
