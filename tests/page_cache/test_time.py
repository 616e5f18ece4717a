"""An answer that depends on the clock says when it ends."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.utils import timezone

import privacy_plugin
from blog.models import ContactPage
from privacy_plugin.comments.models import CommentSettings
from tests.support import factories
from tests.support.clock import Clock, clock

__all__ = ["clock"]

ROOT = Path(privacy_plugin.__file__).parents[1]
NOT_SHOWN = "page_cache/middleware.py"
# Who reads the clock for a public page, and why no change is missed.
KNOWN = {"comments": "get_rules says when a discussion closes"}


def test_discussion_that_closes_by_age_is_closed_on_stored_pages(reader, clock: Clock):
    post = factories.post()
    post.first_published_at = clock.now
    post.save()
    CommentSettings.objects.create(site=post.get_site(), close_after_days=7)
    reader.get(post.url)

    clock.tick(days=7)
    assert b"<form" in reader.get(post.url).content
    clock.tick(seconds=1)

    assert b'action="/comments/post/"' not in reader.get(post.url).content


def test_no_answer_is_older_than_a_day(cached, clock: Clock):
    page = cached(lambda _request: HttpResponse("x"))
    page.get("/")

    clock.tick(hours=23)
    page.get("/")
    assert page.times == 1
    clock.tick(hours=2)
    page.get("/")

    assert page.times == 2


def test_clock_that_is_turned_back_ends_what_was_made_later(cached, clock: Clock):
    page = cached(lambda _request: HttpResponse("x"))
    page.get("/")

    clock.tick(minutes=-1)
    page.get("/")

    assert page.times == 2


@pytest.fixture
def clock_readers(monkeypatch) -> set[str]:
    """Return the names of our functions that read the clock from now on."""
    found: set[str] = set()
    read = timezone.now

    def now():
        frame = sys._getframe(1)
        while frame is not None:
            path = Path(frame.f_code.co_filename)
            below = path.parts[len(ROOT.parts) :] if path.is_relative_to(ROOT) else ()
            is_ours = below[:1] in {("blog",), ("privacy_plugin",)}
            if is_ours and not path.as_posix().endswith(NOT_SHOWN):
                found.add(frame.f_code.co_name)
                break
            frame = frame.f_back
        return read()

    monkeypatch.setattr(timezone, "now", now)
    return found


def test_who_reads_the_clock_for_a_public_page_says_when_it_ends(reader, clock_readers):
    post = factories.german_post(factories.post())
    contact = ContactPage(title="Write to us", slug="contact")
    factories.index().add_child(instance=contact)
    paths = [
        *("/", "/de/", "/feed/", "/feed/about/", "/search/?q=post", "/sitemap.xml"),
        *("/robots.txt", "/privacy/", "/contact/", post.url),
    ]
    clock_readers.clear()

    for path in paths:
        assert reader.get(path).status_code == 200, path

    assert clock_readers == KNOWN.keys()
