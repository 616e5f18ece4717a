"""Decide about comments as they were when the moderator read them.

A decision names the time at which the comments were shown. Comments that were edited or
decided about since then are left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from privacy_plugin.comments.models import Comment, Decision, ModerationEvent
from privacy_plugin.comments.moderation import actions
from privacy_plugin.comments.moderation.permissions import moderated_by

_VERBS: dict[str, Callable[..., int]] = {
    Decision.APPROVE: actions.approve,
    Decision.SPAM: actions.mark_spam,
    Decision.REMOVE: actions.remove,
    Decision.RESTORE: actions.restore,
}


@dataclass(frozen=True, slots=True)
class DecisionResult:
    """How many comments were changed, and how many left alone.

    `edited` ones were edited by their writers, `decided` ones decided by another
    moderator.
    """

    decision: Decision
    changed: int
    edited: int
    decided: int


def apply_decision(
    decision: Decision,
    keys: Iterable[int],
    *,
    editor: AbstractBaseUser,
    seen_at: datetime,
    started_at: datetime | None = None,
    at: datetime,
) -> DecisionResult:
    """Decide about the comments with these primary keys, as they were at `seen_at`.

    Those of a site that this editor does not moderate are left alone.
    Where that takes long, `started_at` is when the moderator said so: what they have
    decided about one of these comments since then stays as well.
    """
    with transaction.atomic():
        known = moderated_by(editor, Comment.objects.filter(pk__in=list(keys)))
        # The comments only: a locked discussion would let readers' new ones wait.
        locked = Comment.objects.filter(pk__in=known.order_by().values("pk"))
        held = list(
            locked.order_by("pk").select_for_update().values_list("pk", flat=True)
        )
        comments = Comment.objects.filter(pk__in=held)
        unedited = comments.filter(
            Q(edited_at__isnull=True) | Q(edited_at__lte=seen_at)
        )
        later = _later_decisions(editor, seen_at, started_at or at)
        open_keys = unedited.filter(~Exists(later)).values_list("pk", flat=True)
        chosen, unedited_count = list(open_keys), unedited.count()
        return DecisionResult(
            decision=decision,
            changed=_VERBS[decision](chosen, editor=editor, at=at),
            edited=len(held) - unedited_count,
            decided=unedited_count - len(chosen),
        )


def _later_decisions(
    editor: AbstractBaseUser, seen_at: datetime, started_at: datetime
) -> QuerySet[ModerationEvent]:
    """Return what was decided about a comment since it was shown."""
    by_others = Q(at__gt=seen_at) & ~Q(editor=editor.pk)
    return ModerationEvent.objects.filter(
        by_others | Q(at__gt=started_at),
        comment=OuterRef("pk"),
        editor__isnull=False,
    )
