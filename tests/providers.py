"""Providers under invented names behind TLS, and a browser that finds them there."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import trustme
from playwright.sync_api import Browser, Playwright

from privacy_plugin.testing.embed_server import EmbedServer
from tests import browsing
from tests.invented import PROVIDERS

OpenVisit = Callable[..., browsing.Visit]


@pytest.fixture(scope="session")
def provider_server() -> Iterator[EmbedServer]:
    """Start one server that answers under every name."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("*.example").configure_cert(context)
    with EmbedServer(tls=context) as server:
        yield server


@pytest.fixture
def providers(provider_server: EmbedServer, settings) -> EmbedServer:
    """Return it as good as new, on a site that knows the invented providers."""
    provider_server.reset()
    settings.PRIVACY_EMBEDS_PROVIDERS = PROVIDERS
    return provider_server


@pytest.fixture(scope="session")
def provider_chromium(
    provider_server: EmbedServer, driver: Playwright
) -> Iterator[Browser]:
    """Start a Chromium in whose world all of ``.example`` is that server."""
    known = f"MAP *.example 127.0.0.1:{provider_server.port}"
    browser = browsing.launch(driver, known=known)
    yield browser
    browser.close()


@pytest.fixture
def browse_providers(provider_chromium: Browser) -> Iterator[OpenVisit]:
    """Return a function that opens a visit in that browser."""
    visits: list[browsing.Visit] = []

    def open_visit(**options: Any) -> browsing.Visit:
        visit = browsing.begin(provider_chromium, ignore_https_errors=True, **options)
        visits.append(visit)
        return visit

    yield open_visit
    for visit in visits:
        visit.context.close()
