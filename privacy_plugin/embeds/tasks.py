"""Background tasks of embeds; each receives an item's id and nothing else."""

from __future__ import annotations

from django.utils import timezone

from privacy_plugin.background.after_commit import run_after_commit
from privacy_plugin.background.tasks import task
from privacy_plugin.embeds.items import lookup
from privacy_plugin.embeds.models import EmbeddedItem


@task()
def look_up_item(item_id: int) -> str:
    return str(lookup.look_up(item_id, at=timezone.now()))


def enqueue_waiting() -> None:
    """Hand what has not been looked up to the worker, after the transaction."""
    for pk in EmbeddedItem.objects.waiting().values_list("pk", flat=True):
        run_after_commit(look_up_item.enqueue, pk)


def look_up_waiting(*, most: int = 20) -> int:
    """Look up what still waits, as when a worker was killed; return how many."""
    waiting = list(EmbeddedItem.objects.waiting().values_list("pk", flat=True)[:most])
    for pk in waiting:
        lookup.look_up(pk, at=timezone.now())
    return len(waiting)
