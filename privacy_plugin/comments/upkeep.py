"""What has to be done about comments now and then, and does no harm if done again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from privacy_plugin.comments import checking, reminding
from privacy_plugin.comments.commentable import homeless_discussions
from privacy_plugin.comments.models import CheckState, SpamCheck


@dataclass(frozen=True, slots=True)
class Done:
    """Count what was done."""

    recovered: int
    forgotten: int
    checked: int
    discussions: int
    reminded: int


def work(*, at: datetime) -> Done:
    """Recover interrupted checks, run those that are due, erase what is homeless.

    Then remind editors of what still waits.
    """
    return Done(
        recovered=checking.recover(at=at),
        forgotten=checking.forget_withdrawn(at=at),
        checked=checking.work_off(),
        discussions=erase_homeless(),
        reminded=reminding.work_off(at=at),
    )


def hurry(*, at: datetime) -> int:
    """Make every waiting check due at once; return how many."""
    return SpamCheck.objects.filter(state=CheckState.QUEUED, due_at__gt=at).update(
        due_at=at
    )


def erase_homeless() -> int:
    """Erase the discussions of what was deleted; return how many."""
    erased = 0
    for discussion in homeless_discussions():
        with transaction.atomic():
            discussion.delete()
        erased += 1
    return erased
