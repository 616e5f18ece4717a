"""What costs too much is refused before it is decoded; nothing else is lost."""

from __future__ import annotations

import io
import tracemalloc
import zlib
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from PIL.ImageFile import ImageFile
from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from blog.media.upload_forms import LimitedImageField

KINDS = ("jpeg", "png", "gif", "webp", "avif")
HUGE = (9000, 6000)


@pytest.fixture
def editor(admin_client: Client) -> Client:
    """Return the browser of somebody who may do everything."""
    return admin_client


def huge(kind: str) -> SimpleUploadedFile:
    """Return a small file that unfolds to 54 million pixels."""
    out = io.BytesIO()
    options: dict[str, Any] = {"speed": 10} if kind == "avif" else {}
    Image.new("L" if kind != "webp" else "RGB", HUGE).save(out, kind, **options)
    return SimpleUploadedFile(f"sky.{kind}", out.getvalue(), f"image/{kind}")


@pytest.mark.parametrize("kind", KINDS)
def test_picture_with_too_many_pixels_is_refused_undecoded(kind: str, monkeypatch):
    file = huge(kind)
    assert len(file.read()) < 3_000_000
    file.seek(0)
    monkeypatch.setattr(ImageFile, "load", lambda _picture: pytest.fail("decoded"))

    tracemalloc.start()
    with pytest.raises(ValidationError, match="more than 30 million pixels"):
        LimitedImageField().clean(file)

    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()


def test_bomb_that_pillow_refuses_is_refused_with_the_same_words():
    side = (20_000).to_bytes(4)
    content = b"\x89PNG\r\n\x1a\n" + b"".join(
        len(data).to_bytes(4) + name + data + zlib.crc32(name + data).to_bytes(4)
        for name, data in (
            (b"IHDR", side + side + bytes((8, 2, 0, 0, 0))),
            (b"IDAT", b""),
            (b"IEND", b""),
        )
    )

    with pytest.raises(ValidationError, match="more than 30 million pixels"):
        LimitedImageField().clean(SimpleUploadedFile("bomb.png", content))


def test_form_says_what_is_wrong_and_keeps_the_rest(editor: Client):
    data = {"title": "The sky", "tags": "blue", "file": huge("jpeg"), "collection": "1"}

    page = editor.post(reverse("wagtailimages:add"), data).content.decode()

    assert "This picture has more than 30 million pixels." in page
    assert 'value="The sky"' in page
    assert "blue" in page
    assert not get_image_model().objects.exists()


def test_limit_of_pixels_is_the_site_s(settings):
    settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = 54_000_000

    assert LimitedImageField().clean(huge("gif")).image.format_name == "gif"


def document(size: int) -> SimpleUploadedFile:
    return SimpleUploadedFile("log.txt", b"x" * size, content_type="text/plain")


def test_document_that_is_too_large_is_refused_and_the_rest_kept(editor, settings):
    settings.DOCUMENT_MAX_UPLOAD_SIZE = 2000
    data = {"title": "A log", "tags": "logs", "file": document(2001), "collection": "1"}

    page = editor.post(reverse("wagtaildocs:add"), data).content.decode()

    assert "the limit for documents is 2.0\xa0KB" in page
    assert 'value="A log"' in page
    assert "logs" in page
    assert not get_document_model().objects.exists()


def test_document_of_the_largest_size_is_taken(editor, settings, tmp_path: Path):
    settings.DOCUMENT_MAX_UPLOAD_SIZE = 2000
    data = {"title": "A log", "file": document(2000), "collection": "1"}

    assert editor.post(reverse("wagtaildocs:add"), data).status_code == 302

    stored = get_document_model().objects.get()
    assert stored.file_size == 2000
    stored.file.delete()


def test_several_documents_at_once_are_limited_too(editor: Client, settings):
    settings.DOCUMENT_MAX_UPLOAD_SIZE = 2000

    answer = editor.post(
        reverse("wagtaildocs:add_multiple"),
        {"title": "A log", "files[]": document(2001), "collection": "1"},
        headers={"X-Requested-With": "XMLHttpRequest"},
    ).json()

    assert not answer["success"]
    assert "the limit for documents" in answer["error_message"]
    assert "xtension" not in answer["error_message"]


@pytest.mark.parametrize("name", ["wagtailadmin_login", "wagtailadmin_password_reset"])
def test_forms_of_the_admin_that_are_public_take_no_large_body(name: str, db: None):
    file = document(django_settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)

    response = Client().post(reverse(name), {"username": "x", "file": file})

    assert response.status_code == 413


def test_editor_may_send_a_large_body(editor: Client):
    file = document(django_settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)

    response = editor.post(reverse("wagtailimages:add"), {"title": "x", "file": file})

    assert response.status_code == 200
