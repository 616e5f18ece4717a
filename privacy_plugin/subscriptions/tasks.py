"""The work behind subscriptions. A task gets a number or nothing, and no address."""

from __future__ import annotations

import django

if django.VERSION >= (6, 0):
    from django.tasks import task
else:
    from django_tasks import task  # type: ignore[no-redef] # the same, under its old name

from privacy_plugin.subscriptions import delivery, questions


class TaskFailed(RuntimeError):
    """Name the kind of an exception, and nothing of what it says."""


@task()
def ask_to_confirm(enrolment_id: int) -> str:
    """Send the mail that asks for a confirmation; return what became of it."""
    try:
        return questions.send(enrolment_id)
    except Exception as error:  # noqa: BLE001 - whatever it is, its words stay here
        kind = type(error).__name__
        raise TaskFailed(kind).with_traceback(error.__traceback__) from None


@task()
def deliver() -> int:
    """Send what is due for a while; return how many mails were handed over."""
    try:
        done = delivery.work_off()
    except Exception as error:  # noqa: BLE001 - whatever it is, its words stay here
        kind = type(error).__name__
        raise TaskFailed(kind).with_traceback(error.__traceback__) from None
    if done.has_more:
        enqueue_delivery()
    return done.sent


def enqueue_question(enrolment_id: int) -> None:
    """Hand the one mail over to the worker."""
    ask_to_confirm.enqueue(enrolment_id)


def enqueue_delivery() -> None:
    """Let a worker begin to send.

    Where tasks run at once, inside somebody's request, the upkeep does it instead.
    """
    if deliver.get_backend().supports_defer:
        deliver.enqueue()
