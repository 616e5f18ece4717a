"""Publish and unpublish what editors have scheduled in Wagtail, pages and texts alike.

Replaces cron with Wagtail's command ``publish_scheduled``. One failing object does not
delay the others, and two workers do not publish the same object twice.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import swapper
from django.apps import apps
from django.db import models, transaction
from wagtail.models import DraftStateMixin, Revision

GRACE = timedelta(minutes=10)  # a worker looks every half minute

logger = logging.getLogger(__name__)


def publish_due(*, at: datetime) -> int:
    """Unpublish what has expired, publish what is due; return how many."""
    done = 0
    for expired in _expired(at=at):
        for key in list(expired.order_by("expire_at").values_list("pk", flat=True)):
            done += _try(_unpublish, expired, key)
    due = _due(at=at)
    for key in list(due.order_by("approved_go_live_at").values_list("pk", flat=True)):
        done += _try(_publish, due, key)
    return done


def count_overdue(*, at: datetime) -> int:
    """Count what should have been published or unpublished ten minutes ago."""
    before = at - GRACE
    expired = sum(found.count() for found in _expired(at=before))
    return int(expired + _due(at=before).count())


def scheduled_models() -> list[type[models.Model]]:
    page = swapper.load_model("wagtailcore", "Page")
    others = [
        model
        for model in apps.get_models()
        if issubclass(model, DraftStateMixin) and not issubclass(model, page)
    ]
    return [page, *others]


def _expired(*, at: datetime) -> Iterator[models.QuerySet[Any]]:
    for model in scheduled_models():
        yield model._default_manager.filter(live=True, expire_at__lt=at)


def _due(*, at: datetime) -> models.QuerySet[Any]:
    revisions: models.QuerySet[Any] = Revision.objects.filter(
        approved_go_live_at__lt=at
    )
    return revisions


def _try(action: Any, among: models.QuerySet[Any], key: object) -> bool:  # noqa: ANN401 - a function of one object
    """Process the object of `among` with this key unless another worker does."""
    try:
        with transaction.atomic():
            locked = among.select_for_update(skip_locked=True, of=("self",))
            found = locked.filter(pk=key).first()
            if found is not None:
                action(found)
    except Exception as error:  # noqa: BLE001 - one fault must not stop the others
        label = among.model._meta.label
        kind = type(error).__name__
        logger.error("%s %s could not follow its schedule: %s", label, key, kind)  # noqa: TRY400 - a traceback may hold what somebody wrote
        return False
    return found is not None


def _unpublish(instance: Any) -> None:  # noqa: ANN401 - any model with drafts
    instance.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")


def _publish(revision: Revision) -> None:
    revision.publish(log_action="wagtail.publish.scheduled")
