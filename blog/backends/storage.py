"""Keep uploaded documents where no web server looks, and pictures free of metadata.

Wagtail serves them through a view that knows which collections are private. A folder
below MEDIA_ROOT, which the web server hands out, would pass it by. Whatever stores a
picture there, nobody learns from it where and by whom it was taken.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible

from blog.media.image_metadata import UnreadableImage
from blog.media.image_metadata.files import strip_file

PRIVATE_FOLDER = "documents"  # where Wagtail's documents are uploaded to


@deconstructible
class MediaStorage(FileSystemStorage):
    """Store public files below MEDIA_ROOT, and documents below `private_location`."""

    def __init__(self, private_location: str, **options: Any) -> None:
        """Let the private folder be the blog's alone.

        Wagtail hands the options of a storage to a task, so they are plain JSON.
        """
        super().__init__(**options)
        self.private = FileSystemStorage(
            location=private_location,
            file_permissions_mode=0o600,
            directory_permissions_mode=0o700,
        )

    def path(self, name: str) -> str:
        """Return where a file lies; each other operation asks here."""
        return self.private.path(name) if is_private(name) else super().path(name)

    def _save(self, name: str, content: File[Any]) -> str:
        if is_private(name):
            return str(self.private._save(name, content))  # type: ignore[attr-defined] # noqa: SLF001 - a storage's part in save()
        try:
            return str(super()._save(name, strip_file(name, content)))  # type: ignore[misc] # the stubs lack it
        except UnreadableImage as error:
            raise SuspiciousFileOperation(name) from error

    def move_documents(self, *, to_private: bool) -> None:
        """Move the documents to the private folder, or back to the public one."""
        public = Path(super().path(PRIVATE_FOLDER))
        private = Path(self.private.path(PRIVATE_FOLDER))
        source, target = (public, private) if to_private else (private, public)
        for file in [path for path in source.rglob("*") if path.is_file()]:
            place = target / file.relative_to(source)
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            if not place.exists():
                file.rename(place)


def is_private(name: str) -> bool:
    """Say whether a name leads to what only a view may hand out."""
    return Path(name).parts[:1] == (PRIVATE_FOLDER,)
