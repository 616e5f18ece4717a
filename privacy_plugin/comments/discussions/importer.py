"""Import comments from another system.

Their HTML is untrusted and sanitised. E-mail and IP addresses are not imported, since
nobody agreed to that. An item that was imported before is left alone, so an import can
be repeated.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from html import unescape

import nh3
from django.db import transaction

from privacy_plugin.comments.discussions.targets import (
    Commentable,
    get_or_create_discussion,
)
from privacy_plugin.comments.models import (
    NAME_LENGTH,
    SET_ASIDE,
    CheckState,
    Comment,
    Discussion,
    EventType,
    Kind,
    ModerationEvent,
    SkipReason,
    SpamCheck,
    State,
)
from privacy_plugin.comments.text import markdown
from privacy_plugin.comments.text.visible_text import VisibleText
from privacy_plugin.validation.control_characters import (
    LINES,
    replace_control_characters,
)

BATCH = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportedComment:
    """One comment to import.

    `origin` identifies it, such as ``wordpress:example.org:17``, and is unique within a
    discussion; `parent` is the origin of the comment it replies to, or empty. `html` is
    its text; paragraphs may be blank lines, as in WordPress.
    """

    origin: str
    html: str
    submitted_at: datetime
    parent: str = ""
    name: str = ""
    kind: Kind = Kind.COMMENT
    state: State = State.APPROVED
    language: str = ""
    is_author: bool = False


@dataclass(slots=True)
class ImportReport:
    """How many comments were imported, known already, or empty."""

    created: int = 0
    known: int = 0
    empty: int = 0
    reparented: list[str] = field(default_factory=list)


def import_comments(
    target: Commentable,
    items: Iterable[ImportedComment],
    *,
    at: datetime,
) -> ImportReport:
    """Store these comments under `target`, all or none, and report.

    A reply whose parent is unknown begins a thread of its own and is named in the
    report. `at` is when they are brought along.
    """
    report = ImportReport()
    with transaction.atomic():
        discussion = get_or_create_discussion(target)
        known = _known(discussion)
        waiting = _unknown(items, known, report)
        while waiting:
            level = [item for item in waiting.values() if item.parent not in waiting]
            if not level:  # a ring of replies: begin with the oldest
                level = [min(waiting.values(), key=lambda item: item.submitted_at)]
            for item in level:
                del waiting[item.origin]
            for comment in _store(level, discussion, known, report, at=at):
                known[comment.imported_from] = comment
    return report


def _known(discussion: Discussion) -> dict[str, Comment]:
    comments = discussion.comments.exclude(imported_from="").only(
        "pk", "root_id", "depth", "imported_from"
    )
    return {comment.imported_from: comment for comment in comments}


def _unknown(
    items: Iterable[ImportedComment],
    known: dict[str, Comment],
    report: ImportReport,
) -> dict[str, ImportedComment]:
    unknown: dict[str, ImportedComment] = {}
    for item in items:
        if item.origin in known or item.origin in unknown:
            report.known += 1
        elif not _words(item.html):
            report.empty += 1
        else:
            unknown[item.origin] = item
    return unknown


def _store(
    items: list[ImportedComment],
    discussion: Discussion,
    known: dict[str, Comment],
    report: ImportReport,
    *,
    at: datetime,
) -> list[Comment]:
    report.reparented += [
        item.origin for item in items if item.parent and item.parent not in known
    ]
    comments = Comment.objects.bulk_create(
        [_comment(item, discussion, known.get(item.parent), at=at) for item in items],
        batch_size=BATCH,
    )
    SpamCheck.objects.bulk_create(
        [
            SpamCheck(
                comment=comment,
                state=CheckState.NOT_CHECKED,
                reason=SkipReason.IMPORTED,
            )
            for comment in comments
        ],
        batch_size=BATCH,
    )
    ModerationEvent.objects.bulk_create(
        [
            ModerationEvent(comment=comment, type=EventType.IMPORTED, at=at)
            for comment in comments
        ],
        batch_size=BATCH,
    )
    report.created += len(comments)
    return comments


def _comment(
    item: ImportedComment,
    discussion: Discussion,
    parent: Comment | None,
    *,
    at: datetime,
) -> Comment:
    is_rejected = item.state in SET_ASIDE
    html = markdown.sanitize(_paragraphs(item.html))
    return Comment(
        discussion=discussion,
        parent=parent,
        root_id=(parent.root_id or parent.pk) if parent else None,
        depth=parent.depth + 1 if parent else 0,
        kind=item.kind,
        state=item.state,
        name=_words(item.name)[:NAME_LENGTH],
        text=VisibleText(html).words,
        html=html,
        is_author=item.is_author,
        language=item.language,
        submitted_at=item.submitted_at,
        rejected_at=at if is_rejected else None,
        imported_from=item.origin,
    )


def _words(html: str) -> str:
    """Return the text without its tags."""
    return replace_control_characters(
        unescape(nh3.clean(html, tags=set())), keep=LINES
    ).strip()


def _paragraphs(html: str) -> str:
    """Mark paragraphs and lines where only white space marks them."""
    html = replace_control_characters(html.replace("\r\n", "\n"), keep=LINES)
    if "<p>" in html or "<p " in html:
        return html
    blocks = [block.strip() for block in html.split("\n\n")]
    return "".join(f"<p>{b.replace(chr(10), '<br>')}</p>" for b in blocks if b)
