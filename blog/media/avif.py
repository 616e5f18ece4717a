"""AVIF versions of what pages show as WebP: smaller, and made by the worker.

To encode one takes seconds, so no request does it. What is missing is found by looking
at what is there: it does not matter who made, replaced or deleted a picture.
"""

from __future__ import annotations

import logging
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Replace
from django_tasks_db.models import DBTaskResult
from PIL import features
from wagtail.images import get_image_model
from wagtail.images.models import Filter

from blog.media.renditions import filter_specs
from blog.media.site_pictures import LOGO
from privacy_plugin.background.tasks import hide_error_details, task

WEBP, AVIF = "format-webp", "format-avif"
LOWEST_PRIORITY = -100
PAUSE_SECONDS = 24 * 3600  # after a failure

logger = logging.getLogger(__name__)


def get_avif_spec(spec: str) -> str:
    """Return the filter spec of the AVIF version of a WebP rendition."""
    return spec.replace(WEBP, AVIF)


def find_missing() -> QuerySet[Any]:
    """Return the WebP renditions of the theme's sizes without one in AVIF.

    Each has its filter spec in the attribute `avif_spec`; newest pictures come first.
    """
    model = get_image_model().get_rendition_model()
    there = model.objects.filter(
        image=OuterRef("image"),
        focal_point_key=OuterRef("focal_point_key"),
        filter_spec=OuterRef("avif_spec"),
    )
    specs = [spec for spec in (*filter_specs(), *LOGO) if WEBP in spec]
    found: QuerySet[Any] = (
        model.objects.filter(filter_spec__in=specs)
        .annotate(avif_spec=Replace("filter_spec", Value(WEBP), Value(AVIF)))
        .filter(~Exists(there))
        .order_by("-image_id", "pk")
    )
    return found


def make_next() -> bool:
    """Make one that is missing; return whether there was one to try.

    One that fails is tried again after a day.
    """
    for webp in find_missing().select_related("image").iterator():
        key = f"avif-failed-{webp.pk}"
        if cache.get(key):
            continue
        try:
            _make(webp.image, Filter(spec=webp.avif_spec))
        except Exception as error:  # noqa: BLE001 - decoders raise whatever they like
            kind = type(error).__name__
            logger.warning("No AVIF of rendition %s: %s", webp.pk, kind)
            cache.set(key, True, PAUSE_SECONDS)
        return True
    return False


def _make(image: Any, size: Filter) -> None:  # noqa: ANN401 - a site's own image model
    """Encode, and store it unless the picture was replaced or deleted meanwhile."""
    with image.generate_rendition_file(size) as file, transaction.atomic():
        model = type(image)
        now = model.objects.select_for_update().filter(pk=image.pk).first()
        if now is not None and _get_file(now) == _get_file(image):
            now.renditions.get_or_create(
                filter_spec=size.spec,
                focal_point_key=size.get_cache_key(now),
                defaults={"file": file},
            )


def _get_file(image: Any) -> tuple[str, str]:  # noqa: ANN401 - a site's own image model
    return image.file.name, image.file_hash


@task(priority=LOWEST_PRIORITY)
def make_avif() -> None:
    """Make one version and queue the next behind all other tasks."""
    with hide_error_details():
        if make_next():
            queue_next()


def queue_next() -> None:
    """Queue one task, unless one waits or this Pillow cannot write AVIF."""
    waiting = DBTaskResult.objects.filter(
        task_path=make_avif.module_path, status="READY"
    )
    if features.check("avif") and not waiting.exists():
        make_avif.enqueue()
