"""Hand over what readers wrote beneath a post: the words, the name, the place.

Held comments stay held, whatever was rejected stays behind, and a blog's mentions of
itself are no mentions.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit

from blog.models import PostPage
from blog.wordpress import markup
from blog.wordpress.records import Comment, CommentKind, CommentState, Item
from blog.wordpress.report import Report, What
from privacy_plugin.comments.discussions.importer import (
    ImportedComment,
    import_comments,
)
from privacy_plugin.comments.discussions.targets import get_or_create_discussion
from privacy_plugin.comments.models import Kind, State

ORIGIN_LENGTH = 200

_STATES = {
    CommentState.APPROVED: State.APPROVED,
    CommentState.PENDING: State.PENDING,
}
_KINDS = {CommentKind.COMMENT: Kind.COMMENT, CommentKind.MENTION: Kind.MENTION}


def store_comments(
    page: PostPage,
    item: Item,
    source: str,
    report: Report,
    *,
    at: datetime,
) -> None:
    """Store the comments of `item` beneath `page`, those that are not there yet."""
    kept = {
        _origin(source, comment.external_id): comment
        for comment in _kept(item, source, report)
    }
    if not kept:
        return
    stored = get_or_create_discussion(page).comments.exclude(imported_from="")
    before = set(stored.values_list("imported_from", flat=True))
    result = import_comments(
        page,
        (
            ImportedComment(
                origin=origin,
                html=markup.comment(comment.text),
                submitted_at=comment.written_at or item.published_at or at,
                parent=_origin(source, comment.parent) if comment.parent else "",
                name=html.unescape(comment.name),
                kind=_KINDS[comment.kind],
                state=_STATES[comment.state],
                language=page.locale.language_code,
            )
            for origin, comment in kept.items()
        ),
        at=at,
    )
    report.add(What.COMMENTS_PRESENT, result.known)
    report.add(What.EMPTY_COMMENTS, result.empty)
    report.add(What.REPLIES_RAISED, len(result.reparented), line=item.line)
    for origin, kind, state in stored.values_list("imported_from", "kind", "state"):
        if origin in kept and origin not in before:
            is_mention = kind == Kind.MENTION
            report.add(What.MENTIONS if is_mention else What.COMMENTS)
            report.add(What.COMMENTS_HELD, int(state == State.PENDING))
            report.add(What.WEBSITES, int(bool(kept[origin].website)))


def _kept(item: Item, source: str, report: Report) -> Iterator[Comment]:
    for comment in item.comments:
        if comment.state is CommentState.DISCARDED:
            report.add(What.REJECTED_COMMENTS)
        elif comment.kind is CommentKind.MENTION and _is_own(comment.website, source):
            report.add(What.SELF_MENTIONS)
        else:
            yield comment


def _origin(source: str, external_id: str) -> str:
    place = source.partition("://")[2] or source
    room = ORIGIN_LENGTH - len(external_id) - len("wordpress::")
    return f"wordpress:{place[:room]}:{external_id}"


def _is_own(website: str, source: str) -> bool:
    """Say whether the address lies on the blog itself."""
    try:
        theirs, ours = urlsplit(website), urlsplit(source)
        same_host = theirs.hostname is not None and theirs.hostname == ours.hostname
    except ValueError:
        return False
    return same_host and theirs.path.startswith(ours.path)
