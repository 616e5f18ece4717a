"""What pages read of the sizes of pictures, for the page cache.

Each picture has a scope of its own: see PRIVACY_PAGE_CACHE_SCOPES.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Any

from django.db import models
from wagtail.images import get_image_model

from privacy_plugin.http.answers import reading

PREFIX = "renditions:"


def reading_renditions(image_id: int) -> AbstractContextManager[None]:
    """Say that what is read within is about the sizes of this picture."""
    return reading(f"{PREFIX}{image_id}")


class AnyRenditions(models.QuerySet[Any]):
    """Sizes of several pictures at once; who shows one says of which picture."""

    def __iter__(self) -> Iterator[Any]:
        with reading(PREFIX):
            return super().__iter__()


def any_renditions() -> AnyRenditions:
    return AnyRenditions(get_image_model().get_rendition_model())
