"""Decide about many comments in short batches (decision 46).

Each batch is a transaction that also records the progress, so it can be killed and
resumed, and two workers do nothing twice.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import OperationalError, connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from privacy_plugin.comments.models import BulkDecision, BulkState, Decision
from privacy_plugin.comments.moderation import id_ranges
from privacy_plugin.comments.moderation.decisions import apply_decision
from privacy_plugin.comments.moderation.permissions import (
    can_moderate,
    comment_access,
    moderated_keys,
)

logger = logging.getLogger(__name__)

MOST_AT_ONCE = 200  # more than that is no matter of one request
BATCH = 100
SLICE_SECONDS = 5.0  # then the worker's other tasks have their turn
ABANDONED_AFTER = timedelta(minutes=1)


def start(
    decision: Decision,
    keys: Iterable[int],
    *,
    editor: AbstractBaseUser,
    seen_at: datetime,
    at: datetime,
) -> BulkDecision:
    """Write down what is to be decided; ``run`` does it.

    Only of comments that this editor moderates; others are not even counted.
    """
    keys = moderated_keys(editor, keys)
    return BulkDecision.objects.create(
        decision=decision,
        editor_id=editor.pk,
        comments=id_ranges.pack(keys),
        total=len(keys),
        seen_at=seen_at,
        started_at=at,
        worked_at=at,
    )


def run(bulk_id: int, *, seconds: float) -> bool:
    """Decide for about so long, at least one batch; say whether something is left."""
    packed = BulkDecision.objects.filter(pk=bulk_id).values_list("comments", flat=True)
    keys = id_ranges.unpack(next(iter(packed), ""))
    deadline = time.monotonic() + seconds
    while True:
        began = time.monotonic()
        if not _decide_next(bulk_id, keys):
            return False
        if time.monotonic() >= deadline:
            return True
        _let_others_write(time.monotonic() - began)


def pause(bulk_id: int) -> None:
    """Decide about no more of them for now; what is decided stays so."""
    running = BulkDecision.objects.filter(pk=bulk_id, state=BulkState.RUNNING)
    running.update(state=BulkState.PAUSED)


def resume(bulk_id: int) -> None:
    """Let what was paused go on."""
    paused = BulkDecision.objects.filter(pk=bulk_id, state=BulkState.PAUSED)
    paused.update(state=BulkState.RUNNING)


def running() -> QuerySet[BulkDecision]:
    """Return what is not done yet, the oldest first, without its list of comments."""
    rows = BulkDecision.objects.filter(state=BulkState.RUNNING)
    return rows.defer("comments").select_related("editor").order_by("pk")


def visible_to(
    user: AbstractBaseUser | AnonymousUser, rows: QuerySet[BulkDecision]
) -> QuerySet[BulkDecision]:
    """Return those that this moderator may look at, pause and resume.

    Whoever moderates some sites only sees their own: others may be about other sites.
    """
    if comment_access.is_for_all_sites(user):
        return rows
    return rows.filter(editor=user.pk)


def run_abandoned(*, at: datetime) -> int:
    """Go on with what no worker has worked on for a while; return how many.

    One that fails does not keep the others waiting: it is paused, unless the database
    was only busy.
    """
    abandoned = running().filter(worked_at__lt=at - ABANDONED_AFTER)
    keys = list(abandoned.values_list("pk", flat=True))
    for key in keys:
        try:
            run(key, seconds=SLICE_SECONDS)
        except Exception as error:  # noqa: BLE001 - a site's own code may run here
            kind = type(error).__name__  # a traceback may hold what a reader wrote
            logger.error("Bulk decision %s could not go on: %s", key, kind)  # noqa: TRY400
            if not isinstance(error, OperationalError):
                pause(key)
    return len(keys)


def _decide_next(bulk_id: int, keys: list[int]) -> bool:
    """Decide about the next batch; say whether there may be more."""
    with transaction.atomic():
        rows = BulkDecision.objects.select_for_update().defer("comments")
        bulk = rows.filter(pk=bulk_id, state=BulkState.RUNNING).first()
        if bulk is None:
            return False
        if not can_moderate(bulk.editor):
            pause(bulk_id)
            return False
        batch = keys[bulk.position : bulk.position + BATCH]
        at = timezone.now()
        result = apply_decision(
            Decision(bulk.decision),
            batch,
            editor=bulk.editor,
            seen_at=bulk.seen_at,
            started_at=bulk.started_at,
            at=at,
        )
        bulk.position += len(batch)
        bulk.changed += result.changed
        bulk.skipped += result.edited + result.decided
        bulk.worked_at = at
        written = ["position", "changed", "skipped", "worked_at"]
        is_done = bulk.position >= len(keys)
        if is_done:
            bulk.state, bulk.comments = BulkState.DONE, ""
            written += ["state", "comments"]
        bulk.save(update_fields=written)
    return not is_done


def _let_others_write(seconds: float) -> None:
    """Pause as long as the batch took, where a writer keeps all others out."""
    if not connection.features.has_select_for_update:
        time.sleep(seconds)
