"""Moderation decisions, each with an entry in the comment's history.

A decision by a person ends the spam check: nothing more is sent, its data is deleted,
and a late verdict is recorded without effect. Decisions are never reported to a spam
checker.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from privacy_plugin.comments.models import (
    SET_ASIDE,
    CheckContext,
    CheckState,
    Comment,
    EventType,
    ModerationEvent,
    SkipReason,
    SpamCheck,
    State,
)
from privacy_plugin.comments.signals import comment_published, comment_state_changed

if TYPE_CHECKING:
    from django.contrib.auth.models import AbstractBaseUser

Entry = tuple[EventType, str]
"""An event of a comment's history, and its reason."""


def record_event(
    comment: Comment,
    event: EventType,
    *,
    at: datetime,
    reason: str = "",
    editor: AbstractBaseUser | None = None,
) -> ModerationEvent:
    """Add to the comment's history."""
    return ModerationEvent.objects.create(
        comment=comment,
        type=event,
        at=at,
        reason=reason,
        editor_id=editor.pk if editor else None,
    )


def record_events(comment: Comment, *entries: Entry, at: datetime) -> None:
    """Add several events to the comment's history, in this order."""
    ModerationEvent.objects.bulk_create(
        ModerationEvent(comment=comment, type=event, at=at, reason=reason)
        for event, reason in entries
    )


def approve(
    keys: Iterable[int], *, editor: AbstractBaseUser | None, at: datetime
) -> int:
    """Publish the comments with these primary keys; return how many changed."""
    return _decide(keys, State.APPROVED, EventType.APPROVED, editor=editor, at=at)


def mark_spam(
    keys: Iterable[int], *, editor: AbstractBaseUser | None, at: datetime
) -> int:
    """Put these comments into the quarantine of spam; return how many changed."""
    return _decide(keys, State.SPAM, EventType.MARKED_SPAM, editor=editor, at=at)


def remove(
    keys: Iterable[int], *, editor: AbstractBaseUser | None, at: datetime
) -> int:
    """Take these comments off the page, to be deleted later; return how many."""
    return _decide(keys, State.REMOVED, EventType.REMOVED, editor=editor, at=at)


def restore(
    keys: Iterable[int], *, editor: AbstractBaseUser | None, at: datetime
) -> int:
    """Let comments that were set aside wait again; return how many changed."""
    return _decide(
        keys,
        State.PENDING,
        EventType.RESTORED,
        editor=editor,
        at=at,
        among=SET_ASIDE,
    )


def set_state(comment: Comment, state: State, *, at: datetime) -> None:
    """Write the state of one comment, and since when it is set aside."""
    comment.state = state
    comment.rejected_at = at if state in SET_ASIDE else None
    comment.save(update_fields=["state", "rejected_at"])
    send_state_signals([comment.pk], state)


def send_state_signals(keys: Sequence[int], state: State) -> None:
    """Tell receivers that these comments are in this state from now on."""
    if not keys:
        return
    ids = tuple(keys)
    comment_state_changed.send_after_commit(Comment, comment_ids=ids)
    if state == State.APPROVED:
        comment_published.send_after_commit(Comment, comment_ids=ids)


def was_decided_by_person(comment: Comment) -> bool:
    """Say whether an editor has decided about the comment since it was last edited."""
    events = comment.events.filter(editor__isnull=False)
    if comment.edited_at:
        events = events.filter(at__gte=comment.edited_at)
    return events.exists()


def _decide(
    keys: Iterable[int],
    state: State,
    event: EventType,
    *,
    editor: AbstractBaseUser | None,
    at: datetime,
    among: tuple[State, ...] = tuple(State),
) -> int:
    with transaction.atomic():
        comments = [
            comment
            for comment in Comment.objects.select_for_update()
            .filter(pk__in=list(keys), state__in=among)
            .exclude(state=state)
            .order_by("pk")
            if not comment.is_tombstone
        ]
        decided = [comment.pk for comment in comments]
        rejected_at = at if state in SET_ASIDE else None
        Comment.objects.filter(pk__in=decided).update(
            state=state, rejected_at=rejected_at
        )
        ModerationEvent.objects.bulk_create(
            [
                ModerationEvent(
                    comment_id=key,
                    type=event,
                    at=at,
                    editor_id=editor.pk if editor else None,
                )
                for key in decided
            ]
        )
        cancel_checks(decided, SkipReason.DECIDED)
        send_state_signals(decided, state)
    return len(comments)


def cancel_checks(keys: Iterable[int], reason: SkipReason) -> None:
    """Order no further check of these comments, and delete what only a check needs.

    What is being sent at this moment cannot be stopped; its claim stays, and its
    verdict will be recorded.
    """
    keys = list(keys)
    CheckContext.objects.filter(comment__in=keys).delete()
    checks = SpamCheck.objects.filter(comment__in=keys)
    checks.filter(state=CheckState.QUEUED).finish(
        state=CheckState.NOT_CHECKED, reason=reason
    )
    checks.filter(state=CheckState.HAM_PROVISIONAL).finish()
