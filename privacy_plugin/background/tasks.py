"""The task decorator of the plugin, which keeps personal data out of error logs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import django

if django.VERSION >= (6, 0):
    from django.tasks import task
else:
    from django_tasks import task  # type: ignore[no-redef] # the same, under its old name

__all__ = ["TaskFailed", "hide_error_details", "task"]


class TaskFailed(RuntimeError):
    """A task failed; holds the type of the exception and not its message."""


@contextmanager
def hide_error_details() -> Iterator[None]:
    """Raise TaskFailed in place of any exception: the queue keeps what one says.

    That of a database can hold what a reader wrote.
    """
    try:
        yield
    except Exception as error:  # noqa: BLE001 - whatever it is, its words stay here
        kind = type(error).__name__
        raise TaskFailed(kind).with_traceback(error.__traceback__) from None
