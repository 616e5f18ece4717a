"""Invented providers, and the stand-in that plays them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http import HTTPStatus

import pytest
from django.test import Client

from blog.demo.servers.embeds import EmbedServer
from blog.models import PostPage
from tests.support.samples.embeds import (
    FILM_URL,
    PROVIDERS,
    TOOT_URL,
    embed_block,
    page_with,
)

FILM_COOKIE = "always.embeds.film"
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
    settings.PRIVACY_EMBEDS_TEST_SERVER_URL = _provider_server.url
    return _provider_server


@pytest.fixture
def post() -> PostPage:
    """Return a page with a film and a post."""
    return page_with(embed_block(FILM_URL, title="A film"), embed_block(TOOT_URL))


@pytest.fixture
def gates(post: PostPage) -> list[tuple[str, str]]:
    """Return address and digest of each gate on the page."""
    page = Client().get(post.url).content.decode()
    forms = re.findall(r'<form class="embed-gate__ask".*?</form>', page, re.DOTALL)
    actions = re.findall(r'action="([^"]*/embeds/[^"]+)"', "".join(forms))
    digests = re.findall(r'name="digest" value="(\w{64})"', "".join(forms))
    return list(zip(actions, digests, strict=True))


def decide(browser, gate, decision, **headers):
    """Press one of the controls of a gate; return what answers, not what it shows."""
    action, digest = gate
    data = {"decision": decision, "digest": digest}
    return browser.post(action, data, headers=headers)


def press(browser, gate, decision, **headers):
    """Press one of the controls of a gate, and see what it leads to."""
    answer = decide(browser, gate, decision, **headers)
    if answer.status_code != HTTPStatus.SEE_OTHER:
        return answer
    return browser.get(answer["Location"], headers=headers)


def is_loaded(response) -> bool:
    """Say whether the provider's frame is in the answer."""
    return 'data-state="loaded"' in response.content.decode()
