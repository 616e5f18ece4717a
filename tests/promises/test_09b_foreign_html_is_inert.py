"""Promise 9: whatever was pasted or imported, reading it contacts nobody.

As a page, as a preview and in the feed; a real browser says the same in
``tests/browser/test_foreign_html.py``.
"""

from __future__ import annotations

import html
import json

import pytest
from django.db import connection

from blog.models import PostPage
from privacy_plugin.embeds.html.references import find_references
from tests.support import factories
from tests.support.samples.hostile_html import FILM, HOSTILE

pytestmark = pytest.mark.django_db


def can_be_stored(text: str) -> bool:
    """Say whether the database takes it; PostgreSQL refuses NUL and half characters."""
    if connection.vendor != "postgresql":
        return True
    return "\x00" not in text and text.encode(errors="ignore").decode() == text


@pytest.fixture(params=["html", "paragraph"])
def post(request) -> PostPage:
    """Return a post with every hostile text, in raw HTML or in rich text."""
    made = factories.post()
    texts = [text for text in HOSTILE if can_be_stored(text)]
    texts += [f"<iframe src={FILM}></iframe>"]
    made.body = json.dumps([{"type": request.param, "value": text} for text in texts])
    made.save()
    made.refresh_from_db()
    return made


def loaded(text: str) -> list[str]:
    ours = {"localhost", "testserver"}
    found = (one for one in find_references(text) if one.host not in ours)
    return [f"{one.kind} {one.url}" for one in found]


def test_the_hostile_texts_would_contact_others():
    assert len(loaded("".join(HOSTILE[:40]))) > 10


def test_a_page_loads_nothing_from_elsewhere(post, client):
    page = client.get(post.url).content.decode()

    assert loaded(page) == []
    assert "Always load from YouTube" in page


def test_a_preview_loads_nothing_from_elsewhere(post):
    preview = post.make_preview_request().content.decode()

    assert loaded(preview) == []
    assert "Always load from YouTube" in preview


def test_a_feed_loads_nothing_from_elsewhere_and_offers_no_gate(post, client):
    feed = html.unescape(client.get("/feed/").content.decode())

    assert loaded(feed) == []
    assert FILM in feed
    assert "Always load" not in feed
