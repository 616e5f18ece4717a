"""Promise 3: who only reads gets nothing to carry along and is known to nobody.

That a browser contacts no other host is seen in ``tests/browser``.
"""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.core.cache import cache

from privacy_plugin.comments.models import Comment
from tests.promises.test_07_the_least_is_stored import everything_stored
from tests.support import factories
from tests.support.reader import ADDRESS, AGENT, Reader, without_tokens

LOADED = {"img": "src", "script": "src", "iframe": "src", "source": "src"}


@pytest.fixture
def addresses(post, reader) -> list[str]:
    """Return the address of each page for readers."""
    open_post = factories.post(title="An open post", policy="open")
    reader.write(open_post.url, "A word with a [link](https://elsewhere.example/)")
    key = Comment.objects.get().pk
    return [
        "/",
        post.url,
        open_post.url,
        factories.german_post(post).url,
        "/de/",
        "/privacy/",
        "/search/?query=post",
        f"/comments/{key}/reply/",
        f"/comments/thread/{key}/",
        "/nothing-there/",
    ]


def test_no_page_gives_a_cookie(addresses, clock, server):
    visitor = Reader(clock)

    for address in addresses:
        page = visitor.open(address)
        assert "Set-Cookie" not in page.headers, address
        assert "Cookie" not in page.headers.get("Vary", ""), address

    assert visitor.cookies == set()


def test_every_reader_gets_the_same_page(addresses, clock, server):
    one = Reader(clock)
    other = Reader(clock, address="91.198.174.9", agent="Quite another browser")

    for address in addresses:
        first = without_tokens(one.open(address).html)
        second = without_tokens(other.open(address).html)
        assert first == second, address


def test_no_page_loads_anything_from_elsewhere(addresses, clock, server):
    visitor = Reader(clock)

    for address in addresses:
        page = visitor.open(address)
        loaded = [
            element.get(attribute, "")
            for tag, attribute in LOADED.items()
            for element in page.all(tag)
        ]
        loaded += [
            link.get("href", "")
            for link in page.all("link")
            if link.get("rel") in {"stylesheet", "icon", "preload", "preconnect"}
        ]
        assert not [place for place in loaded if urlsplit(place).netloc], address


def test_the_browser_is_told_to_contact_nobody_else(addresses, clock, server):
    visitor = Reader(clock)

    for address in addresses:
        policy = visitor.open(address).headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "//" not in policy


def test_reading_writes_nothing_down(addresses, clock, server):
    before = everything_stored()
    visitor = Reader(clock)

    for address in addresses:
        visitor.open(address)

    assert everything_stored() == before
    assert ADDRESS not in before
    assert AGENT not in before


def test_the_cache_knows_no_address(reader, post, server):
    reader.write(post.url, "A word")

    known = repr(vars(cache).get("_cache", "")) + repr(getattr(cache, "_cache", ""))
    assert ADDRESS not in known


def test_a_private_page_tells_nobody_where_it_is(reader, post, server):
    reader.write(post.url, "A word")

    page = reader.mine()

    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in page.headers["Cache-Control"]
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert reader.cookies == set()
