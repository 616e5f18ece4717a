"""What changes nothing on a page leaves its stored answer in place."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from django.core.files.images import ImageFile
from django.db import connection
from wagtail.images.models import Image
from wagtail.models import Page

from blog.media import avif
from blog.models import PostPage
from privacy_plugin.page_cache.answer import Answer
from privacy_plugin.page_cache.changes import stamps
from privacy_plugin.page_cache.memory import memory
from tests.support import factories
from tests.support.samples.images import picture

TITLES = ("One", "Two", "Three")


def make_image() -> Image:
    file = ImageFile(BytesIO(picture("png")), name="picture.png")
    return Image.objects.create(title="A picture", file=file)


@pytest.fixture
def posts(transactional_db) -> list[PostPage]:
    """Three posts; the first two have a picture each, which the index shows too."""
    made = [factories.post(title=title) for title in TITLES]
    for post in made[:2]:
        post.lead_image = make_image()
        post.save_revision().publish()
    return made


@pytest.fixture
def pages(posts, reader) -> list[str]:
    found = [post.url for post in posts]
    for path in (*found, *found):  # the first reading may make sizes of pictures
        reader.get(path)
    return found


def get_survivors() -> set[str]:
    """Return the paths whose stored answer would be used."""
    answers: dict[Any, Answer] = dict(memory._answers)
    return {
        key[0][1]
        for key, answer in answers.items()
        if stamps.is_current(answer.stamp, answer.keys)
    }


def _save_draft(post: PostPage) -> None:
    post.title = "A draft"
    post.save_revision()


def _lock(post: PostPage) -> None:
    Page.objects.filter(pk=post.pk).update(locked=True)


@pytest.mark.parametrize("change", [_save_draft, _lock])
def test_draft_or_lock_leaves_all_answers(posts, pages, change):
    assert get_survivors() == set(pages)

    change(PostPage.objects.get(pk=posts[0].pk))

    assert get_survivors() == set(pages)


def _save_title(post: PostPage) -> None:
    post.title = "Another"
    post.save()


def _update_title(post: PostPage) -> None:
    Page.objects.filter(pk=post.pk).update(title="Another", draft_title="Another")


def _publish(post: PostPage) -> None:
    post.title = "Another"
    post.save_revision().publish()


def _write_sql(post: PostPage) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE wagtailcore_page SET locked = TRUE, title = 'Another'")


@pytest.mark.parametrize("change", [_save_title, _update_title, _publish, _write_sql])
def test_title_that_readers_see_leaves_none(posts, pages, change):
    change(PostPage.objects.get(pk=posts[0].pk))

    assert get_survivors() == set()


def test_avif_leaves_what_does_not_show_the_picture(posts, pages, reader):
    while avif.make_next():
        survivors = get_survivors()
        assert posts[2].url in survivors
        assert len(survivors) >= len(pages) - 1
        for path in pages:
            reader.get(path)

    for post in posts[:2]:
        assert "image/avif" in reader.get(post.url).content.decode()


@pytest.mark.parametrize("number", [0, 1])
def test_rendition_that_is_deleted_concerns_its_picture(posts, pages, reader, number):
    reader.get("/")
    assert get_survivors() == {"/", *pages}

    image = PostPage.objects.get(pk=posts[number].pk).lead_image
    image.renditions.all().delete()

    assert get_survivors() == set(pages) - {posts[number].url}
