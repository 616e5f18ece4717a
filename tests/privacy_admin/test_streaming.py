"""The first rows of a file arrive before the last ones are read, compressed or not."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from itertools import count

import pytest
from django.db.models import Model
from django.test import Client
from django.utils import timezone

from privacy_plugin.consent.models import ConsentRecord
from privacy_plugin.egress.models import Transmission
from privacy_plugin.exports import views as export
from privacy_plugin.exports import xlsx
from privacy_plugin.exports.compression import compress_parts
from privacy_plugin.subscriptions import models as subscriptions
from tests.support import factories
from tests.support.samples.spreadsheets import read_first_sheet

ROWS = 40
CHUNK = 10
PATHS: dict[type[Model], str] = {
    ConsentRecord: "/admin/privacy/consents/",
    Transmission: "/admin/privacy/transmissions/",
    subscriptions.Delivery: "/admin/subscriptions/deliveries/",
}
ENCODINGS = ("gzip", "identity")


@pytest.fixture
def editor(db: None) -> Client:
    """Return the browser of somebody who may do everything."""
    client = Client()
    factories.editor()
    client.login(username="editor", password="editor")
    return client


def add_rows() -> None:
    """Store as many consents, transmissions and mails, each like the others."""
    now = timezone.now()
    with factories.declared(factories.sending()):
        for _number in range(ROWS):
            factories.consent()
    Transmission.objects.bulk_create(
        Transmission(activity="sending", recipient="Somebody", begun_at=now)
        for _number in range(ROWS)
    )
    factories.many_subscribers(ROWS, at=now)
    mailing = subscriptions.Mailing.objects.create(
        kind="posts",
        source="wagtailcore.page:1",
        site=factories.index().get_site(),
        title="Everything is new",
        url="https://blog.example/new/",
        created_at=now,
        state="done",
        ended_at=now,
    )
    subscriptions.Delivery.objects.bulk_create(
        subscriptions.Delivery(
            mailing=mailing,
            subscriber_id=one.subscriber_id,
            subscription=one,
            state="sent",
            ended_at=now,
        )
        for one in subscriptions.Subscription.objects.all()
    )


def decode(parts: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    """Yield of each part what a browser can read of it by then."""
    if encoding != "gzip":
        yield from parts
        return
    decoder = zlib.decompressobj(zlib.MAX_WBITS | 16)
    for part in parts:
        yield decoder.decompress(part)


def count_rows(content: bytes, kind: str) -> int:
    """Return how many rows of the list stand in what has arrived of the file."""
    if kind == "csv":
        return content.count(b"\r\n") - 1
    return read_first_sheet(content).count("</row>") - 1


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("model", PATHS)
def test_first_rows_arrive_before_the_last_are_read(
    editor, monkeypatch, model, kind, encoding
):
    monkeypatch.setattr(export, "CHUNK", CHUNK)
    monkeypatch.setattr(export, "LINES_AT_ONCE", CHUNK // 2)
    monkeypatch.setattr(xlsx, "_ROWS_AT_ONCE", CHUNK // 2)
    add_rows()
    read_rows = []
    from_db = model.from_db.__func__

    def note_row(*row, **options):
        read_rows.append(row)
        return from_db(*row, **options)

    monkeypatch.setattr(model, "from_db", classmethod(note_row))
    answer = editor.get(
        PATHS[model], {"export": kind}, headers={"Accept-Encoding": encoding}
    )
    parts = decode(iter(answer.streaming_content), encoding)
    content = b""
    while not content or count_rows(content, kind) < 1:
        content += next(parts)
    read_at_first = len(read_rows)
    content += b"".join(parts)

    assert read_at_first <= CHUNK
    assert count_rows(content, kind) == len(read_rows) >= ROWS


def test_an_address_of_the_list_of_subscribers_arrives_at_once(editor, monkeypatch):
    monkeypatch.setattr("privacy_plugin.subscriptions.admin.subscribers.CHUNK", CHUNK)
    factories.many_subscribers(ROWS, at=timezone.now())

    answer = editor.post(
        "/admin/subscriptions/people/export/", headers={"Accept-Encoding": "gzip"}
    )
    parts = decode(iter(answer.streaming_content), "gzip")

    assert next(parts).startswith(b"\xef\xbb\xbfsite,")
    assert next(parts).count(b"\r\n") == CHUNK
    assert sum(part.count(b"\r\n") for part in parts) == ROWS - CHUNK


def test_no_part_waits_for_the_next():
    numbers = count()
    parts = (b"the same again " * 100 for _number in numbers)
    compressed = compress_parts(parts)

    decoded = decode(compressed, "gzip")

    assert next(decoded) == b"the same again " * 100
    assert next(numbers) == 1
