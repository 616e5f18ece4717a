"""An export is read in a stream, and refused in plain words when it is not one."""

from __future__ import annotations

import io
from dataclasses import fields
from datetime import UTC, datetime

import pytest

from blog.wordpress import parsing
from blog.wordpress.errors import WxrError
from blog.wordpress.reading import read
from blog.wordpress.records import (
    Author,
    Comment,
    CommentKind,
    CommentState,
    Item,
    Record,
    Site,
    Term,
)
from tests.wordpress.exports import ALLOTMENT, export, item

BOMB = '<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>\n'


@pytest.fixture(scope="module")
def records() -> list[Record]:
    with ALLOTMENT.open("rb") as stream:
        return list(read(stream))


@pytest.fixture(scope="module")
def first(records) -> Item:
    return next(record for record in records if isinstance(record, Item))


def refusal(stream: io.BytesIO) -> WxrError:
    with pytest.raises(WxrError) as caught:
        list(read(stream))
    return caught.value


def test_the_old_blog_is_named_before_anything_else(records):
    site = records[0]

    assert isinstance(site, Site)
    assert site.address == "https://plot17.example"
    assert site.version == "1.2"


def test_an_author_without_a_display_name_gets_first_and_last_name(records):
    authors = {a.login: a.name for a in records if isinstance(a, Author)}

    assert authors == {"bea": "Bea &amp; the Hens", "ned": "Ned Carver"}


def test_a_categorys_parent_is_not_needed_to_read_it(records):
    slugs = [term.slug for term in records if isinstance(term, Term)]

    assert slugs == ["soil", "compost", "slugs"]


def test_white_space_around_values_does_not_count(records):
    blocks = next(r for r in records if isinstance(r, Item) and r.title == "Blocks")

    assert (blocks.external_id, blocks.kind, blocks.status) == ("11", "post", "publish")


def test_a_split_cdata_section_is_one_text(first):
    assert "A split ]]> stays." in first.content


def test_a_control_character_is_dropped_instead_of_refused(first):
    assert "Nobody was ready." in first.content


def test_the_universal_date_counts_and_an_impossible_one_is_none(records):
    items = {r.external_id: r for r in records if isinstance(r, Item)}

    assert items["10"].published_at == datetime(2023, 5, 14, 7, 30, tzinfo=UTC)
    assert items["12"].published_at is None


def test_without_a_universal_date_the_local_one_counts_in_the_sites_zone(first):
    asked = next(c for c in first.comments if c.external_id == "101")

    assert asked.written_at == datetime(2023, 5, 14, 9, 0, tzinfo=UTC)


def test_states_and_kinds_of_comments_are_told_apart(first):
    found = {c.external_id: (c.kind, c.state) for c in first.comments}

    assert found["102"] == (CommentKind.COMMENT, CommentState.APPROVED)
    assert found["103"] == (CommentKind.COMMENT, CommentState.PENDING)
    assert found["104"] == (CommentKind.COMMENT, CommentState.DISCARDED)
    assert found["106"] == (CommentKind.MENTION, CommentState.APPROVED)
    assert found["108"][1] is CommentState.DISCARDED


def test_there_is_nowhere_to_put_an_email_address_an_ip_address_or_an_account(first):
    names = {field.name for field in fields(Comment)}

    assert names == {
        *("external_id", "parent", "kind", "state"),
        *("name", "website", "text", "written_at"),
    }
    assert "secret.example" not in repr(first)
    assert "203.0.113" not in repr(first)


@pytest.mark.parametrize(
    ("version", "namespace"),
    [
        ("1.0", "http://wordpress.org/export/1.0/"),
        ("1.1", "http://wordpress.org/export/1.1/"),
        ("1.2", "https://wordpress.org/export/1.2/"),
    ],
)
def test_every_version_of_the_format_is_read(version, namespace):
    stream = export(item(), version=version, namespace=namespace)

    assert [type(r) for r in read(stream)] == [Site, Item]


def test_elements_of_another_family_cannot_pass_for_wordpresss():
    posing = (
        '<item xmlns:wp="https://evil.example/"><title>Posing</title>'
        "<wp:status>publish</wp:status></item>"
    )

    found = next(r for r in read(export(posing)) if isinstance(r, Item))

    assert found.status == "draft"


def test_the_first_of_two_values_counts():
    twice = item(more="<wp:post_id>999</wp:post_id>")

    found = next(r for r in read(export(twice)) if isinstance(r, Item))

    assert found.external_id == "1"


def test_a_file_without_a_version_is_refused():
    error = refusal(export(item(), version=None))

    assert "which version" in error.reason
    assert error.line is not None


def test_a_file_of_an_unknown_version_is_refused_with_its_line():
    error = refusal(export(item(), version="abc"))

    assert "abc" in error.reason
    assert error.line == 7


def test_a_file_that_was_cut_off_is_refused_with_the_line_where_it_ends():
    whole = export(item()).getvalue()

    error = refusal(io.BytesIO(whole[: whole.index(b"</content")]))

    assert "cut off" in error.reason
    assert error.line == 9


def test_a_mismatched_element_is_refused_with_its_line():
    error = refusal(export("<item>\n<title>x</item>"))

    assert error.line == 10


@pytest.mark.parametrize(
    "start", [BOMB, '<!DOCTYPE rss SYSTEM "file:///etc/passwd">\n']
)
def test_a_file_with_a_document_type_is_refused(start):
    error = refusal(export("<item><title>&b;</title></item>", before=start))

    assert "document type" in error.reason


def test_an_undeclared_entity_is_refused():
    assert "&name;" in refusal(export("<item><title>&nbsp;</title></item>")).reason


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\x01\x02",
        b"{}",
        b"<html><body>No</body></html>",
        b"\xff\xfe<\x00r\x00",
    ],
)
def test_whatever_is_not_an_export_is_refused(content):
    assert refusal(io.BytesIO(content)).reason


def test_an_rss_feed_without_a_channel_is_refused():
    assert "channel" in refusal(io.BytesIO(b"<rss></rss>")).reason


def test_bytes_that_are_no_utf_8_are_refused_with_their_line():
    broken = export(item()).getvalue().replace(b"Words.", b"W\xffrds.")

    assert refusal(io.BytesIO(broken)).line == 9


def test_elements_nested_beyond_reason_are_refused():
    assert "nested" in refusal(export("<item>" + "<a>" * 500)).reason


def test_an_entry_of_unreasonable_size_is_refused_while_it_is_read():
    stream = export(item(content="x" * 300_000))

    with pytest.raises(WxrError, match="One entry"):
        list(parsing.entries(stream, entry_limit=100_000))


def test_a_file_of_unreasonable_size_is_refused_while_it_is_read():
    stream = export("".join(item(n, "x" * 1000) for n in range(300)))

    with pytest.raises(WxrError, match="The file is larger"):
        list(parsing.entries(stream, file_limit=100_000))


def test_records_come_while_the_file_is_still_being_read():
    stream = export("".join(item(n, "x" * 10_000) for n in range(50)))

    records = read(stream)
    next(records)
    next(records)

    assert stream.tell() < len(stream.getvalue()) / 2
