"""Take the metadata out of pictures that were stored before uploads were cleaned."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import PurePath
from typing import Any, cast

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from django.db import transaction
from django.db.models.fields.files import FieldFile
from django_tasks_db import DatabaseBackend
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage
from wagtail.tasks import delete_file_from_storage_task
from wagtail.users.models import UserProfile

from blog.media.image_metadata.errors import UnreadableImage
from blog.media.image_metadata.stripping import strip_metadata

_IMAGE_FIELDS = ("file", "file_size", "file_hash", "width", "height")


@dataclass(frozen=True, slots=True)
class StripResult:
    """Tell of one picture whether it had metadata; `error` says why nobody knows."""

    name: str
    has_changed: bool = False
    error: str = ""


def strip_stored_images(*, dry_run: bool = False) -> Iterator[StripResult]:
    """Take the metadata out of each picture, its sizes, and portraits of editors.

    A changed file gets a new name, so that no cache goes on handing out the old one,
    which a task deletes. Sizes in use are made again. With `dry_run` nothing changes.
    """
    for image in get_image_model().objects.order_by("pk").iterator():
        yield _strip(image, image.file, dry_run=dry_run)
    for profile in UserProfile.objects.exclude(avatar="").order_by("pk").iterator():
        yield _strip(profile, profile.avatar, dry_run=dry_run)


def _strip(
    owner: AbstractImage | UserProfile, file: FieldFile, *, dry_run: bool
) -> StripResult:
    name = str(file.name)
    try:
        content = _read(file)
        stripped = strip_metadata(content)
        has_changed = stripped != content or _has_marked_sizes(owner)
    except (OSError, UnreadableImage) as error:
        return StripResult(name, error=type(error).__name__)
    if has_changed and not dry_run:
        _replace(owner, file, stripped)
    return StripResult(name, has_changed=has_changed)


def _has_marked_sizes(owner: AbstractImage | UserProfile) -> bool:
    """Say whether a size of a picture has metadata, whatever its original has."""
    if isinstance(owner, UserProfile):
        return False
    for rendition in owner.renditions.all():
        content = _read(rendition.file)
        if strip_metadata(content) != content:
            return True
    return False


def _replace(
    owner: AbstractImage | UserProfile, file: FieldFile, content: bytes
) -> None:
    """Store the clean file; leave alone what somebody has replaced meanwhile."""
    old = str(file.name)
    with transaction.atomic():
        rows = type(owner).objects.select_for_update()
        current = rows.filter(pk=owner.pk, **{file.field.name: old}).first()
        if current is None:
            return
        obsolete = [old]
        setattr(current, file.field.name, ContentFile(content, PurePath(old).name))
        if isinstance(current, AbstractImage):
            current._set_image_file_metadata()  # noqa: SLF001 - Wagtail's form does so too
            sizes = current.renditions.all()
            obsolete += sizes.values_list("file", flat=True)
            # Without signals: Wagtail's would delete each file by its name once more.
            sizes._raw_delete(sizes.db)  # noqa: SLF001
            current.save(update_fields=_IMAGE_FIELDS)
        else:
            current.save(update_fields=[file.field.name])
        for name in obsolete:
            _delete_with_commit(file.storage, name)


def _delete_with_commit(storage: Storage, name: str) -> None:
    """Have a file deleted if the transaction is kept, even if we are killed then."""
    task = delete_file_from_storage_task
    enqueue = partial(task.enqueue, cast("Any", storage).deconstruct(), name)
    if isinstance(task.get_backend(), DatabaseBackend):
        enqueue()  # a row of the same transaction
    else:
        transaction.on_commit(enqueue)


def _read(file: FieldFile) -> bytes:
    with file.storage.open(str(file.name), "rb") as opened:
        return bytes(opened.read())
