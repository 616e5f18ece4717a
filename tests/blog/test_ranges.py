"""Players ask for parts of audio and video, and get them."""

from __future__ import annotations

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.documents import get_document_model

from blog.media.ranges import find_range

WORDS = b"0123456789" * 100


@pytest.fixture
def url(db, settings, tmp_path) -> str:
    settings.STORAGES = settings.STORAGES | {
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path)},
        }
    }
    document = get_document_model()(title="Talk")
    document.file.save("talk.mp3", ContentFile(WORDS))
    document.save()
    return str(document.url)


def get(client: Client, url: str, asked: str, **headers: str):
    return client.get(
        url, headers={"range": asked, "accept-encoding": "gzip"} | headers
    )


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-0", (0, 1)),
        ("bytes=10-19", (10, 20)),
        ("bytes=990-", (990, 1000)),
        ("bytes=-5", (995, 1000)),
        ("bytes=-5000", (0, 1000)),
        ("bytes=500-99999", (500, 1000)),
        ("Bytes=0-999", (0, 1000)),
    ],
)
def test_part_of_a_document(client, url, asked, part):
    answer = get(client, url, asked)

    first, end = part
    assert answer.status_code == 206
    assert b"".join(answer.streaming_content) == WORDS[first:end]
    assert answer["Content-Range"] == f"bytes {first}-{end - 1}/1000"
    assert answer["Content-Length"] == str(end - first)
    assert answer.get("Content-Encoding") != "gzip"


@pytest.mark.parametrize("asked", ["bytes=1000-", "bytes=1000-2000", "bytes=-0"])
def test_part_that_does_not_exist(client, url, asked):
    answer = get(client, url, asked)

    assert answer.status_code == 416
    assert answer["Content-Range"] == "bytes */1000"
    assert answer.content == b""


@pytest.mark.parametrize(
    "asked",
    [
        "bytes=5-1",
        "bytes=-",
        "bytes=a-b",
        "lines=1-2",
        "bytes=0-1,5-6",
        "bytes=٣-",
        "x",
    ],
)
def test_other_ranges_get_the_whole_file(client, url, asked):
    answer = client.get(url, headers={"range": asked})

    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == WORDS
    assert answer["Accept-Ranges"] == "bytes"


def test_part_of_a_file_that_has_changed_is_not_sent(client, url):
    etag = client.get(url)["ETag"]

    same = get(client, url, "bytes=0-4", **{"if-range": etag})
    other = client.get(url, headers={"range": "bytes=0-4", "if-range": '"other"'})
    weak = client.get(url, headers={"range": "bytes=0-4", "if-range": f"W/{etag}"})

    assert same.status_code == 206
    assert [other.status_code, weak.status_code] == [200, 200]


def test_head_and_pages_know_no_parts(client, url):
    assert client.head(url, headers={"range": "bytes=0-4"}).status_code == 200
    assert client.get("/", headers={"range": "bytes=0-4"}).status_code != 206


def test_size_that_nobody_has_is_ignored():
    assert find_range(f"bytes={'9' * 5_000}-", 10) is None
