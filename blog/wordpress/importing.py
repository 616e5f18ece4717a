"""Import an export file, all of it or nothing, as often as one likes.

The file is read twice. The first time nothing is stored: a file that is malformed on
its last line is refused before anything happened. The second time everything is stored
in one transaction. What an earlier run brought along is left as it is, whatever editors
have made of it since; new comments beneath it are added.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import IO

from django.db import transaction
from django.utils.translation import gettext as _

from blog.models import BlogIndexPage, ImportedPost, PostPage
from blog.wordpress.discussions import store_comments
from blog.wordpress.posts import PostStore
from blog.wordpress.reading import read
from blog.wordpress.records import Author, Item, Site
from blog.wordpress.report import Report, What

_NOT_POSTS = {"page": What.PAGES, "attachment": What.ATTACHMENTS}
_DISCARDED = {"trash", "auto-draft", "inherit"}


def import_blog(
    stream: IO[bytes],
    parent: BlogIndexPage,
    *,
    at: datetime,
    is_rehearsal: bool = False,
) -> Report:
    """Store the posts and comments of an export below `parent`, and report.

    `stream` must be seekable; `at` is the present moment. A rehearsal does everything
    and stores nothing. Raises WxrError before anything is stored.
    """
    source, names = _survey(stream)
    report = Report(source=source, is_rehearsal=is_rehearsal)
    stream.seek(0)
    with _all_or_nothing(is_rehearsal=is_rehearsal):
        store = PostStore(parent, names, report, now=at)
        for item in _posts(stream, report):
            page = _page(item, source, store)
            store_comments(page, item, source, report, at=at)
    return report


def _survey(stream: IO[bytes]) -> tuple[str, dict[str, str]]:
    """Read the whole file once; return the old blog's address and authors' names."""
    source, names = "", {}
    for record in read(stream):
        if isinstance(record, Site):
            source = record.address or record.title or _("an unnamed blog")
        elif isinstance(record, Author):
            names[record.login] = record.name
    return source[:255], names


def _posts(stream: IO[bytes], report: Report) -> Iterator[Item]:
    for record in read(stream):
        if not isinstance(record, Item):
            continue
        if record.kind == "post" and record.status not in _DISCARDED:
            yield record
            continue
        is_post = record.kind == "post"
        other = _NOT_POSTS.get(record.kind, What.OTHER_ENTRIES)
        report.add(What.TRASHED_POSTS if is_post else other)
        report.add(What.COMMENTS_ELSEWHERE, len(record.comments))


def _page(item: Item, source: str, store: PostStore) -> PostPage:
    external_id = (item.external_id or item.slug or f"line {item.line}")[:255]
    known = (
        ImportedPost.objects.filter(source=source, external_id=external_id)
        .select_related("page__locale")
        .first()
    )
    if known is not None:
        store.report.add(What.POSTS_PRESENT)
        return known.page
    page = store.store(item)
    ImportedPost.objects.create(source=source, external_id=external_id, page=page)
    return page


@contextmanager
def _all_or_nothing(*, is_rehearsal: bool) -> Iterator[None]:
    with transaction.atomic():
        yield
        if is_rehearsal:
            transaction.set_rollback(True)
