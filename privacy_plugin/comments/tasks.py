"""Background tasks of comments; each receives an id and nothing else."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from privacy_plugin.background.tasks import hide_error_details, task
from privacy_plugin.comments.moderation import bulk_decisions
from privacy_plugin.comments.spam_check import runner


@task()
def check_comment(comment_id: int) -> str:
    """Check one comment if its time has come; return what became of it.

    Raises TaskFailed: the queue keeps what an exception says, and that of a database
    can hold the comment.
    """
    with hide_error_details():
        result = runner.run_check(comment_id, at=timezone.now())
    due_at = runner.get_next_attempt(comment_id)
    if result is not runner.RunResult.NOTHING and due_at is not None:
        schedule_check(comment_id, run_after=due_at)
    return result.name.lower()


def schedule_check(comment_id: int, *, run_after: datetime | None = None) -> None:
    """Hand a check to the worker; later ones only where the backend can wait.

    What it cannot wait for, ``comments_work`` finds.
    """
    if run_after is None:
        check_comment.enqueue(comment_id)
    elif check_comment.get_backend().supports_defer:
        check_comment.using(run_after=run_after).enqueue(comment_id)


@task()
def run_bulk_decision(bulk_id: int) -> str:
    """Decide about the next comments of a bulk decision; say whether more are left.

    Where a backend works at once, in a request, one slice has to do: a moderator's
    button or maintenance goes on.
    """
    with hide_error_details():
        seconds = bulk_decisions.SLICE_SECONDS
        has_more = bulk_decisions.run(bulk_id, seconds=seconds)
    if has_more and runs_in_worker():
        enqueue_bulk_decision(bulk_id)
    return "more" if has_more else "done"


def enqueue_bulk_decision(bulk_id: int) -> None:
    """Hand a bulk decision to the worker."""
    run_bulk_decision.enqueue(bulk_id)


def runs_in_worker() -> bool:
    """Say whether tasks are queued for a worker instead of run immediately."""
    return bool(run_bulk_decision.get_backend().supports_defer)
