"""What only its address leads to, or only one reader sees, stays in nobody's memory."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from privacy_plugin.page_cache.memory import memory
from tests.promises.every_page import build_site
from tests.support import factories
from tests.support.clock import Clock
from tests.support.reader import Reader
from tests.support.samples.embeds import PROVIDERS
from tests.support.servers.akismet import server, stand_in

__all__ = ["server", "stand_in"]

PUBLIC = {
    *("front page", "in German", "post", "privacy", "privacy as data", "feed"),
    *("thread", "post with an embed", "form"),
    "search",  # without words
    *("details of a form", "asked", "reply", "write", "subscribe"),
}


def is_public(name: str) -> bool:
    return name in PUBLIC or bool(re.match(r"details of ", name))


def test_no_private_page_is_stored(reader: Client, clock: Clock, server, settings):
    settings.PRIVACY_EMBEDS_PROVIDERS = PROVIDERS
    pages = build_site(Reader(clock), factories.post())
    stored = set()

    for name, path in pages.items():
        memory.clear()
        reader.get(path)
        if memory.size:
            stored.add(name)

    assert {"post", "privacy", "form"} <= stored
    assert {name for name in stored if not is_public(name)} == set()


@pytest.mark.parametrize("path", ["/search/?q=illness", "/de/search/?q=illness&page=1"])
def test_what_somebody_searches_for_is_kept_nowhere(reader: Client, path: str):
    factories.german_post(factories.post())
    before = memory.size

    reader.get(path)

    assert memory.size == before
    assert "illness" not in repr(memory.__dict__)
