"""Remove the files that a change concerns."""

from __future__ import annotations

import shutil
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from privacy_plugin.page_cache.changes.databases import MIGRATING
from privacy_plugin.page_cache.changes.scopes import SITE
from privacy_plugin.page_cache.files.places import FOLDERS, get_key_folder

_EVERYTHING = {SITE, MIGRATING}


def remove_files(folder: Path, keys: Collection[str]) -> None:
    """Remove what depends on `keys`, so that no web server finds it any more.

    All files together are moved away in one step; `delete_removed` deletes them later.
    Raises OSError, and has then removed only a part.
    """
    pages = folder / "pages"
    with suppress(FileNotFoundError):
        if _EVERYTHING & set(keys):
            pages.rename(folder / f"removed-{uuid4().hex}")
            return
        for bucket in list(pages.iterdir()):
            for key in keys:
                _remove_listed(bucket, get_key_folder(bucket, key))


def delete_removed(folder: Path) -> None:
    """Delete what has been moved away, by whichever process."""
    for removed in folder.glob("removed-*"):
        shutil.rmtree(removed, ignore_errors=True)


def remove_other_buckets(pages: Path, bucket: int) -> None:
    """Delete what was written for another time; the last bucket may be in use still."""
    for other in list(pages.iterdir()):
        if other.name not in {str(bucket), str(bucket - 1)}:
            shutil.rmtree(other, ignore_errors=True)


def _remove_listed(bucket: Path, listed: Path) -> None:
    try:
        entries = list(listed.iterdir())
    except FileNotFoundError:
        return
    for entry in entries:
        name = entry.readlink()
        for folder in FOLDERS.values():
            (bucket / folder / name).unlink(missing_ok=True)
        entry.unlink(missing_ok=True)
