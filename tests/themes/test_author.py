"""A post ends with its author: who it is, a picture if there is one, all posts."""

from __future__ import annotations

import pytest
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

from blog.models import Author
from tests.support import factories
from tests.support.reader import read_html

pytestmark = pytest.mark.django_db(transaction=True)  # pictures are made after a commit


def publish_post(**author: object) -> str:
    post = factories.post()
    post.author = Author.objects.create(locale=post.locale, name="Ada", **author)
    post.save_revision().publish()
    return post.url


def test_author_box_has_bio_picture_and_link_to_all_posts(client):
    file = get_test_image_file(size=(400, 300))
    picture = get_image_model().objects.create(title="Ada", file=file)
    path = publish_post(bio="She reads a lot.", picture=picture)
    made = picture.renditions.count()

    page = read_html(client.get(path).content.decode())

    (box,) = page.findall(".//div[@class='author-box']")
    assert "Ada She reads a lot." in " ".join("".join(box.itertext()).split())
    assert "fill-192x192" in box.find(".//img").get("srcset")
    archive = client.get(box.find(".//a[@rel='author']").get("href"))
    assert "fill-96x96" in archive.content.decode()
    assert picture.renditions.count() == made, "a GET made a picture"


def test_author_without_bio_and_picture_has_no_box(client):
    assert "author-box" not in client.get(publish_post()).content.decode()
