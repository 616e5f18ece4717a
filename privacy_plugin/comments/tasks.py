"""The work behind a comment. A task gets a comment's number and nothing else."""

from __future__ import annotations

from datetime import datetime

import django
from django.utils import timezone

from privacy_plugin.comments import checking

if django.VERSION >= (6, 0):
    from django.tasks import task
else:
    from django_tasks import task  # type: ignore[no-redef] # the same, under its old name


class TaskFailed(RuntimeError):
    """Name the kind of an exception, and nothing of what it says."""


@task()
def check_comment(comment_id: int) -> str:
    """Check one comment if its time has come; return what became of it.

    Raises TaskFailed: the queue keeps what an exception says, and that of a database
    can hold the comment.
    """
    try:
        result = checking.run(comment_id, at=timezone.now())
    except Exception as error:  # noqa: BLE001 - whatever it is, its words stay here
        kind = type(error).__name__
        raise TaskFailed(kind).with_traceback(error.__traceback__) from None
    due_at = checking.next_attempt(comment_id)
    if result is not checking.Result.NOTHING and due_at is not None:
        enqueue_check(comment_id, run_after=due_at)
    return result.name.lower()


def enqueue_check(comment_id: int, *, run_after: datetime | None = None) -> None:
    """Hand a check to the worker; later ones only where the backend can wait.

    What it cannot wait for, ``comments_work`` finds.
    """
    if run_after is None:
        check_comment.enqueue(comment_id)
    elif check_comment.get_backend().supports_defer:
        check_comment.using(run_after=run_after).enqueue(comment_id)
