"""Maintenance jobs of comments; each is safe to repeat."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from privacy_plugin.background.jobs import register_job
from privacy_plugin.comments.discussions.targets import orphaned_discussions
from privacy_plugin.comments.models import (
    CheckState,
    Comment,
    Discussion,
    SpamCheck,
)
from privacy_plugin.comments.moderation import bulk_decisions
from privacy_plugin.comments.moderation_digest import send
from privacy_plugin.comments.spam_check import runner
from privacy_plugin.comments.spam_check.context_retention import (
    delete_undeclared_context,
)

BATCH = 200  # comments in one transaction


@dataclass(frozen=True, slots=True)
class MaintenanceReport:
    recovered: int
    forgotten: int
    checked: int
    discussions: int
    reminded: int
    bulk_decisions: int


@register_job
def run_maintenance(*, at: datetime) -> MaintenanceReport:
    """Recover interrupted checks, run those that are due, delete orphaned rows.

    Then remind editors of what still waits, and go on with what moderators decided
    about many comments and no worker works on.
    """
    return MaintenanceReport(
        recovered=runner.recover_stale_checks(at=at),
        forgotten=runner.end_withdrawn_checks(at=at) + delete_undeclared_context(at=at),
        checked=runner.run_due_checks(),
        discussions=delete_orphaned_discussions(),
        reminded=send.send_due_digests(at=at),
        bulk_decisions=bulk_decisions.run_abandoned(at=at),
    )


def run_due_checks_now(*, at: datetime) -> int:
    """Make every waiting check due at once; return how many."""
    return SpamCheck.objects.filter(state=CheckState.QUEUED, due_at__gt=at).update(
        due_at=at
    )


def delete_orphaned_discussions() -> int:
    """Erase the discussions of what was deleted, in short batches; return how many."""
    erased = 0
    for discussion in orphaned_discussions():
        _delete_comments(discussion)
        with transaction.atomic():
            discussion.delete()
        erased += 1
    return erased


def _delete_comments(discussion: Discussion) -> None:
    """Delete the comments, replies before what they answer."""
    deepest_first = discussion.comments.order_by("-depth", "pk")
    while keys := list(deepest_first.values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            Comment.objects.filter(pk__in=keys).delete()
