"""Providers under invented names behind TLS, and a browser that finds them there.

And gates as a reader uses them.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import trustme
from playwright.sync_api import Browser, FrameLocator, Locator, Playwright, expect

from blog.demo.servers.embeds import EmbedServer
from blog.models import PostPage
from tests.support.browser import sessions
from tests.support.samples.embeds import PROVIDERS, page_with

OpenVisit = Callable[..., sessions.Visit]


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
    browser = sessions.launch(driver, known=known)
    yield browser
    browser.close()


@pytest.fixture
def browse_providers(provider_chromium: Browser) -> Iterator[OpenVisit]:
    """Return a function that opens a visit in that browser."""
    visits: list[sessions.Visit] = []

    def open_visit(**options: Any) -> sessions.Visit:
        visit = sessions.begin(provider_chromium, ignore_https_errors=True, **options)
        visits.append(visit)
        return visit

    yield open_visit
    for visit in visits:
        visit.context.close()


def open_page(
    visit: sessions.Visit, live_site: str, *blocks: Any, title: str = "A post"
) -> PostPage:
    """Publish a page with these blocks and open it."""
    post = page_with(*blocks, title=title)
    visit.page.goto(post.full_url)
    return post


def gate(visit: sessions.Visit, number: int = 1) -> Locator:
    return visit.page.locator(".embed-gate").nth(number - 1)


def frame_of(visit: sessions.Visit, number: int = 1) -> FrameLocator:
    """Return what stands in the frame of a gate."""
    return gate(visit, number).frame_locator(".embed-gate__frame")


def press(visit: sessions.Visit, words: str, number: int = 1) -> None:
    """Press a control of a gate.

    By keyboard: a click may still be led to a frame that has moved meanwhile.
    """
    gate(visit, number).get_by_role("button", name=words).press("Enter")


def has_loaded(visit: sessions.Visit, number: int = 1) -> None:
    """Wait until the provider's own page stands in the frame of a gate, to be seen."""
    inner = frame_of(visit, number).frame_locator(".embed-player__frame")
    heading = inner.get_by_role("heading")
    expect(heading).to_contain_text("has just learned this", timeout=15_000)
    expect(gate(visit, number).locator(".embed-gate__frame")).to_be_visible()
    stop = frame_of(visit, number).get_by_role("button", name="Stop and forget")
    expect(stop).to_be_visible()
