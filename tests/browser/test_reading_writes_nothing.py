"""Reading changes nothing: no row and no file, not even for the first reader."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from urllib.parse import urlsplit

import pytest
from django.core.files.images import ImageFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.test import Client
from PIL import Image
from wagtail.images import get_image_model
from wagtail.models import ReferenceIndex

from blog.media.renditions import filter_specs
from blog.media.site_pictures import SHARING

WRITING = ("INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "ALTER", "DROP")


class Written(AssertionError):
    """Say that a request that reads has written."""


def refuse_writing(execute, sql, params, many, context):
    if sql.lstrip().upper().startswith(WRITING):
        raise Written(sql)
    return execute(sql, params, many, context)


def files() -> dict[str, datetime]:
    """Return every stored file, with its time."""
    found, folders = {}, [""]
    while folders:
        folder = folders.pop()
        inside, names = default_storage.listdir(folder)
        folders += [f"{folder}{name}/" for name in inside]
        for name in names:
            found[folder + name] = default_storage.get_modified_time(folder + name)
    return found


def image(title: str, width: int = 3000):
    stream = BytesIO()
    Image.new("RGB", (width, width // 2), "teal").save(stream, "WEBP")
    file = ImageFile(BytesIO(stream.getvalue()), name=f"{title}.webp")
    return get_image_model().objects.create(title=title, file=file)


@pytest.fixture
def illustrated(post):
    """Return a post with a picture above and two within its text."""
    inside, wide = image("inside"), image("wide")
    post.lead_image = image("lead")
    blocks = [
        {"type": "image", "value": {"image": {"image": one.pk, "decorative": True},
         "caption": "", "width": width}}
        for one, width in ((inside, "text"), (wide, "wide"))
    ]  # fmt: skip
    post.body = post.body.stream_block.to_python(blocks)
    post.save_revision().publish()
    return post


@pytest.mark.django_db(transaction=True)
def test_first_reader_of_any_page_writes_nothing(illustrated, pages, settings):
    archive = {
        "feed": "/feed/",
        "feed in German": "/de/feed/",
        "sitemap": "/sitemap.xml",
        "robots": "/robots.txt",
        "global privacy control": "/.well-known/gpc.json",
        "contact": "/contact/",
    }
    before, failed = files(), {}
    assert len(before) >= 3 * len(filter_specs())

    for name, address in {**pages, **archive}.items():
        path = urlsplit(address)._replace(scheme="", netloc="").geturl()
        try:
            with connection.execute_wrapper(refuse_writing):
                Client().get(path)
        except Written as error:
            failed[name] = str(error)[:120]

    assert failed == {}
    assert files() == before


def test_every_size_of_the_theme_is_known():
    assert {spec.partition("|")[0] for spec in filter_specs()} >= {
        "width-480",
        "width-960",
        "width-1440",
    }


@pytest.mark.django_db(transaction=True)
def test_replaced_picture_has_its_sizes_before_anybody_reads(illustrated):
    ReferenceIndex.create_or_update_for_object(illustrated)  # as the worker does
    picture = illustrated.lead_image
    picture.renditions.all().delete()  # as Wagtail does when its file is replaced

    picture.save()

    specs = set(picture.renditions.values_list("filter_spec", flat=True))
    assert specs == {*filter_specs(), SHARING}


@pytest.mark.django_db(transaction=True)
def test_command_makes_what_a_new_theme_needs(illustrated):
    picture = illustrated.lead_image
    picture.renditions.all().delete()

    call_command("make_renditions")

    specs = set(picture.renditions.values_list("filter_spec", flat=True))
    assert specs == {*filter_specs(), SHARING}


@pytest.mark.django_db(transaction=True)
def test_picture_that_cannot_be_read_stops_no_publication(illustrated, caplog):
    default_storage.delete(illustrated.lead_image.file.name)
    illustrated.lead_image.renditions.all().delete()

    illustrated.save_revision().publish()

    illustrated.refresh_from_db()
    assert illustrated.live
    assert "make_renditions failed after a commit" in caplog.text
