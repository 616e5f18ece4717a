"""The comments that wait for a decision, loaded once for all recipients.

A comment with a pending spam check does not count yet.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.contrib.auth.models import AbstractBaseUser
from django.db.models.functions import Coalesce

from privacy_plugin.comments.discussions.targets import (
    Commentable,
    get_targets,
    is_authored_by,
)
from privacy_plugin.comments.models import Comment, Discussion
from privacy_plugin.comments.moderation.permissions import comment_access


@dataclass(frozen=True, slots=True)
class WaitingComment:
    """One waiting comment: its page, and since when it waits."""

    comment_id: int
    discussion_id: int
    since: datetime


class ModerationQueue:
    """All waiting comments, loaded on first use."""

    @cached_property
    def comments(self) -> tuple[WaitingComment, ...]:
        """Return what waits, the oldest first."""
        found = Comment.objects.waiting_for_person().annotate(
            since=Coalesce("edited_at", "submitted_at")
        )
        rows = found.order_by("since", "pk").values_list("pk", "discussion_id", "since")
        return tuple(WaitingComment(*row) for row in rows)

    @cached_property
    def discussions(self) -> dict[int, Discussion]:
        """Return the discussions in which something waits."""
        keys = {one.discussion_id for one in self.comments}
        return Discussion.objects.select_related("site").in_bulk(sorted(keys))

    @cached_property
    def targets(self) -> dict[int, Commentable]:
        """Return what is discussed, by the primary key of its discussion."""
        return get_targets(self.discussions.values())

    def moderated_by(self, editor: AbstractBaseUser) -> tuple[WaitingComment, ...]:
        """Return what waits on the sites whose comments this editor decides about."""
        sites = comment_access.site_ids(editor)
        if sites is None:
            return self.comments
        return tuple(
            one
            for one in self.comments
            if (known := self.discussions.get(one.discussion_id)) is not None
            and known.site_id in sites
        )

    def filter_below_pages_of(
        self, editor: AbstractBaseUser
    ) -> tuple[WaitingComment, ...]:
        """Return what waits below that which this editor has written."""
        own = {
            key
            for key, target in self.targets.items()
            if is_authored_by(target, editor)
        }
        return tuple(one for one in self.comments if one.discussion_id in own)


def group_by_discussion(
    comments: Iterable[WaitingComment],
) -> dict[int, list[WaitingComment]]:
    """Return the comments of each discussion, where the oldest waits first."""
    groups: dict[int, list[WaitingComment]] = defaultdict(list)
    for one in comments:
        groups[one.discussion_id].append(one)
    return dict(groups)
