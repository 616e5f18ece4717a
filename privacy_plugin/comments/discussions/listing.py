"""The comments below a page: threads by page, replies, mentions, counts.

The number of queries does not depend on the number of comments.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypedDict

from django.db.models import (
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Window,
)
from django.db.models.functions import Coalesce, RowNumber

from privacy_plugin.comments.conf import comments_conf
from privacy_plugin.comments.discussions.targets import (
    Commentable,
    get_scope,
    get_target_key,
)
from privacy_plugin.comments.models import (
    Comment,
    CommentQuerySet,
    Discussion,
    Kind,
    State,
    begins_thread,
)
from privacy_plugin.http.answers import reading
from privacy_plugin.prepared_query import PreparedQuery

REPLIES_SHOWN = 10
THREAD_PAGE = 50
MENTIONS_SHOWN = 100
HIDDEN = ("text", "email", "subject_key", "fingerprint", "imported_from")


@dataclass(slots=True)
class CommentNode:
    """One comment with its `level` (from 1), its parent and its replies.

    A comment that is no longer visible is a gap (`is_gap`). `answered` is the comment
    it replies to, unless that is right above it; `is_answered_here` says whether that
    is on the same page.
    """

    comment: Comment
    level: int = 1
    replies: list[CommentNode] = field(default_factory=list)
    answered: Comment | None = None
    is_answered_here: bool = True

    @property
    def is_gap(self) -> bool:
        """Say whether nothing but its place is shown."""
        return not self.comment.is_visible


@dataclass(slots=True)
class Thread:
    """A thread's first comment with its first replies, and the number of others."""

    entry: CommentNode
    replies_left: int = 0


@dataclass(frozen=True, slots=True)
class CommentListing:
    """One page of the comments below a target.

    `comment_count` counts visible comments without mentions.
    """

    threads: tuple[Thread, ...] = ()
    mentions: tuple[Comment, ...] = ()
    comment_count: int = 0
    mention_count: int = 0
    number: int = 1
    page_count: int = 1


@dataclass(frozen=True, slots=True)
class ThreadPage:
    """One page of a single thread."""

    thread: Thread
    number: int
    page_count: int


def get_listing(target: Commentable, number: int = 1) -> CommentListing:
    """Return page `number` (from 1; too large a number is the last page)."""
    with reading(get_scope(target)):
        key = _key(target)
        if number > 1:
            number = min(number, get_page_count(target))
        per_page = max(1, comments_conf.per_page)
        page = (number - 1) * per_page, number * per_page, _is_newest_first()
        roots = list(_ask_roots(*page, **key))
        counts = vars(roots[0]) if roots else _count(target)
        return CommentListing(
            threads=_threads(roots),
            mentions=tuple(_ask_mentions(**key)) if counts["mention_count"] else (),
            comment_count=counts["visible_count"],
            mention_count=counts["mention_count"],
            number=number,
            page_count=_page_count(counts["thread_count"] + counts["gap_count"]),
        )


def get_thread_page(root: Comment, number: int = 1) -> ThreadPage:
    """Return one page of the thread that `root` begins."""
    replies = _replies().filter(root=root).order_by("submitted_at", "pk")
    total = replies.count()
    page_count = max(1, -(-total // THREAD_PAGE))
    number = min(max(1, number), page_count)
    start = (number - 1) * THREAD_PAGE
    entry = _tree(root, replies[start : start + THREAD_PAGE])
    _set_answered([entry])
    return ThreadPage(Thread(entry), number, page_count)


def get_comment_count(target: Commentable) -> int:
    """Return how many comments of people readers see below `target`; one query."""
    with reading(get_scope(target)):
        return _count(target)["visible_count"]


def get_page_count(target: Commentable) -> int:
    """Return how many pages the threads below `target` fill; one query."""
    with reading(get_scope(target)):
        counts = _count(target)
        return _page_count(counts["thread_count"] + counts["gap_count"])


def _page_count(threads: int) -> int:
    return max(1, -(-threads // max(1, comments_conf.per_page)))


def find_parent(target: Commentable, key: int) -> Comment | None:
    """Return the visible comment with this key below `target`, if there is one."""
    return _below(target).comments().visible().filter(pk=key).first()


def get_page_number(comment: Comment) -> int:
    """Return the page of the listing that contains the comment's thread."""
    root = comment.root or comment
    earlier = Q(submitted_at__lt=root.submitted_at) | Q(
        submitted_at=root.submitted_at, pk__lt=root.pk
    )
    later = Q(submitted_at__gt=root.submitted_at) | Q(
        submitted_at=root.submitted_at, pk__gt=root.pk
    )
    before = (
        Comment.objects.filter(discussion=comment.discussion_id)
        .threads()
        .filter(later if _is_newest_first() else earlier)
    )
    return before.count() // max(1, comments_conf.per_page) + 1


def get_thread_position(comment: Comment) -> int:
    """Return how many replies of its thread are shown before the comment."""
    return (
        _replies()
        .filter(root=comment.root_id)
        .filter(
            Q(submitted_at__lt=comment.submitted_at)
            | Q(submitted_at=comment.submitted_at, pk__lt=comment.pk)
        )
        .count()
    )


class _Key(TypedDict):
    target_type: str
    target_id: str


def _key(target: Commentable) -> _Key:
    target_type, target_id = get_target_key(target)
    return {"target_type": target_type, "target_id": target_id}


def _below(target: Commentable) -> CommentQuerySet:
    return _below_key(**_key(target))


def _below_key(target_type: str, target_id: str) -> CommentQuerySet:
    return Comment.objects.filter(
        discussion__target_type=target_type, discussion__target_id=target_id
    )


def _count(target: Commentable) -> dict[str, int]:
    """Return how many comments, mentions and threads there are; one query."""
    row = next(iter(_ask_counts(**_key(target))), None)
    return vars(row) if row is not None else dict.fromkeys(_COUNTS, 0)


_COUNTS = ("visible_count", "mention_count", "thread_count", "gap_count")


def _get_counts(comments: CommentQuerySet) -> dict[str, Any]:
    """Return what is counted: each by an index alone, however many there are.

    Threads are those of a visible comment, and those of an empty place above one.
    """
    visible = comments.visible().comments()
    hidden = comments.filter(state__in=set(State.values) - {State.APPROVED})
    counted = (
        visible,
        comments.visible().mentions(),
        visible.filter(parent__isnull=True),
        hidden.filter(begins_thread()),
    )
    return dict(zip(_COUNTS, map(_as_number, counted), strict=True))


def _as_number(comments: CommentQuerySet) -> Coalesce:
    grouped = comments.order_by().values("discussion")
    return Coalesce(Subquery(grouped.annotate(n=Count("pk")).values("n")), 0)


def _build_counts(**key: str) -> QuerySet[Discussion]:
    return Discussion.objects.filter(**key).annotate(**_get_counts(_below_key(**key)))


def _build_roots(
    start: int,
    end: int,
    is_newest_first: bool,  # noqa: FBT001 - a part of the shape
    **key: str,
) -> CommentQuerySet:
    comments = _below_key(**key)
    threads = comments.threads()
    ordered = threads.reverse() if is_newest_first else threads
    return ordered.annotate(**_get_counts(comments)).defer(*HIDDEN)[start:end]


def _is_newest_first() -> bool:
    return comments_conf.order == "newest_first"


def _replies() -> CommentQuerySet:
    """Return the replies readers see, and the empty places above visible ones."""
    answers = Comment.objects.visible().filter(parent=OuterRef("pk"))
    return Comment.objects.filter(parent__isnull=False, kind=Kind.COMMENT).filter(
        Q(state=State.APPROVED) | Q(Exists(answers))
    )


def _build_first_replies(roots: list[int]) -> QuerySet[Comment]:
    """Return the first replies in each thread."""
    return (
        _replies()
        .filter(root__in=roots)
        .annotate(
            rank=Window(
                RowNumber(),
                partition_by=F("root"),
                order_by=[F("submitted_at"), F("pk")],
            ),
            total=Window(Count("pk"), partition_by=F("root")),
        )
        .filter(rank__lte=REPLIES_SHOWN)
        .order_by("submitted_at", "pk")
        .defer(*HIDDEN)
    )


def _threads(roots: list[Comment]) -> tuple[Thread, ...]:
    if not roots:
        return ()
    ranked = _ask_first_replies(roots=[root.pk for root in roots])
    replies: dict[int | None, list[Comment]] = {root.pk: [] for root in roots}
    totals: dict[int | None, int] = {}
    for reply in ranked:
        replies[reply.root_id].append(reply)
        totals[reply.root_id] = vars(reply)["total"]
    entries = {root.pk: _tree(root, replies[root.pk]) for root in roots}
    _set_answered(entries.values())
    return tuple(
        Thread(
            entry=entries[root.pk],
            replies_left=totals.get(root.pk, 0) - len(replies[root.pk]),
        )
        for root in roots
    )


def _tree(root: Comment, replies: Iterable[Comment]) -> CommentNode:
    """Nest the replies as deep as the site allows, and flat below."""
    deepest = max(1, comments_conf.max_thread_depth)
    top = CommentNode(root)
    places = {root.pk: top}
    for reply in replies:
        place = places.get(reply.parent_id or root.pk, top)
        level = min(place.level + 1, deepest)
        entry = CommentNode(reply, level=level)
        place.replies.append(entry)
        places[reply.pk] = entry if level < deepest else place
    return top


def _set_answered(threads: Iterable[CommentNode]) -> None:
    """Name whom each reply answers, unless it hangs right below that comment.

    Asks for the comments on other pages in one query, if there are any.
    """
    shown: dict[int, Comment] = {}
    unclear: list[CommentNode] = []
    for thread in threads:
        for previous, place, entry in _in_order(thread):
            shown[entry.comment.pk] = entry.comment
            answered = entry.comment.parent_id
            if answered and not previous == place == answered:
                unclear.append(entry)
    wanted = {entry.comment.parent_id for entry in unclear}
    elsewhere = [key for key in wanted if key not in shown]
    others = Comment.objects.defer(*HIDDEN).in_bulk(elsewhere) if elsewhere else {}
    known = others | shown
    for entry in unclear:
        entry.is_answered_here = entry.comment.parent_id in shown
        entry.answered = known.get(entry.comment.parent_id or 0)


def _in_order(
    thread: CommentNode,
) -> Iterator[tuple[int | None, int | None, CommentNode]]:
    """Yield each comment as it is shown, with the keys of the one above and around."""
    previous: int | None = None
    waiting: list[tuple[int | None, CommentNode]] = [(None, thread)]
    while waiting:
        place, entry = waiting.pop()
        yield previous, place, entry
        previous = entry.comment.pk
        waiting += [(previous, reply) for reply in reversed(entry.replies)]


def _build_mentions(**key: str) -> CommentQuerySet:
    return (
        _below_key(**key)
        .mentions()
        .visible()
        .order_by("submitted_at", "pk")
        .defer(*HIDDEN)[:MENTIONS_SHOWN]
    )


_ask_counts: PreparedQuery[Discussion] = PreparedQuery(_build_counts)
_ask_roots: PreparedQuery[Comment] = PreparedQuery(_build_roots)
_ask_first_replies: PreparedQuery[Comment] = PreparedQuery(_build_first_replies)
_ask_mentions: PreparedQuery[Comment] = PreparedQuery(_build_mentions)
