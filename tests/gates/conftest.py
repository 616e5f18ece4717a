"""Invented providers, and the stand-in that plays them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.test import Client

from privacy_plugin.testing.embed_server import EmbedServer
from tests.invented import PROVIDERS

FRAMED = {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Dest": "iframe"}


@pytest.fixture(autouse=True)
def _invented(settings, db) -> None:
    """Let the invented providers count."""
    settings.PRIVACY_EMBEDS_PROVIDERS = PROVIDERS


@pytest.fixture
def browser() -> Client:
    """Return a browser whose requests come from a frame of our own page."""
    return Client(headers=FRAMED)


@pytest.fixture(scope="session")
def _provider_server() -> Iterator[EmbedServer]:
    with EmbedServer() as server:
        yield server


@pytest.fixture
def providers(_provider_server: EmbedServer, settings) -> EmbedServer:
    """Return the stand-in as good as new, which now plays the providers."""
    _provider_server.reset()
    settings.PRIVACY_EMBEDS_STAND_IN = _provider_server.url
    return _provider_server
