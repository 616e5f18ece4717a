"""A small blog in two languages, and the smallest valid post."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime

import pytest
from django.utils import timezone
from wagtail.models import Locale, Page, Site
from wagtail.search.index import insert_or_update_object

from blog.models import BlogIndexPage, PostPage

MakePost = Callable[..., PostPage]


@pytest.fixture
def english(db: None) -> BlogIndexPage:
    """Return the front page in the default language, which has no prefix."""
    root = Page.objects.get(depth=1)
    index = BlogIndexPage(
        title="The Margin",
        slug="margin",
        locale=Locale.objects.get(language_code="en"),
    )
    root.add_child(instance=index)
    Site.objects.filter(is_default_site=True).update(
        root_page=index, hostname="testserver", port=80
    )
    Site.clear_site_root_paths_cache()
    return index


@pytest.fixture
def german(english: BlogIndexPage) -> BlogIndexPage:
    """Return the front page in German, which turns on a second language."""
    locale, _created = Locale.objects.get_or_create(language_code="de")
    index = english.copy_for_translation(locale)
    index.title = "Am Rand"
    index.save_revision().publish()
    Site.clear_site_root_paths_cache()
    return index


@pytest.fixture
def make_post(english: BlogIndexPage) -> MakePost:
    """Return a function that publishes a post."""

    def make(  # noqa: PLR0913 - each is optional
        title: str = "A post",
        *,
        slug: str = "a-post",
        body: list[tuple[str, object]] | None = None,
        published_at: datetime | None = None,
        live: bool = True,
        index: BlogIndexPage = english,
        **fields: object,
    ) -> PostPage:
        blocks = body or [("paragraph", "<p>Words.</p>")]
        post = PostPage(
            title=title,
            slug=slug,
            locale=index.locale,
            published_at=published_at or timezone.now(),
            live=live,
            body=json.dumps([{"type": kind, "value": value} for kind, value in blocks]),
            **fields,
        )
        index.add_child(instance=post)
        insert_or_update_object(post)  # a worker does this after the request
        return post

    return make
