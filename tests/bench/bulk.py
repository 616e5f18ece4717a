"""How long readers wait to post while a moderator decides about very many comments."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from django.utils import timezone

from privacy_plugin.comments import tasks
from privacy_plugin.comments.models import (
    BulkDecision,
    BulkState,
    Comment,
    Decision,
    State,
)
from privacy_plugin.comments.moderation import bulk_decisions
from tests.bench import content, programs
from tests.support import factories

LONGEST_SECONDS = 600


def decide_about_many(
    reader: programs.TimedVisitor, path: str, count: int
) -> dict[str, Any]:
    """Publish waiting comments with a worker; meanwhile somebody posts on `path`."""
    content.add_waiting_comments(count)
    waiting = Comment.objects.filter(state=State.PENDING).order_by("-pk")[:count]
    now = timezone.now()
    bulk = bulk_decisions.start(
        Decision.APPROVE,
        waiting.values_list("pk", flat=True),
        editor=factories.editor(name="benchmark"),
        seen_at=now + timedelta(seconds=1),
        at=now,
    )
    tasks.enqueue_bulk_decision(bulk.pk)
    seconds: list[float] = []
    with programs.worker():
        while BulkDecision.objects.get(pk=bulk.pk).position == 0:
            time.sleep(0.05)
        began = time.monotonic()
        while time.monotonic() < began + LONGEST_SECONDS:
            if BulkDecision.objects.get(pk=bulk.pk).state == BulkState.DONE:
                break
            seconds.append(reader.seconds_to_post(path, with_consent=False))
        taken = time.monotonic() - began
    return {"comments": count, "seconds": round(taken, 1), "post_seconds": seconds}
