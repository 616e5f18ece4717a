"""Write an answer that is still current, while nothing is being committed."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db import DatabaseError

from privacy_plugin.page_cache.answer import Answer
from privacy_plugin.page_cache.changes import stamps
from privacy_plugin.page_cache.conf import page_cache_conf
from privacy_plugin.page_cache.etag import get_file_time
from privacy_plugin.page_cache.files.locks import lock_folder
from privacy_plugin.page_cache.files.places import (
    Place,
    find_place,
    get_folder,
    get_key_folder,
)
from privacy_plugin.page_cache.files.removal import (
    delete_removed,
    remove_other_buckets,
)
from privacy_plugin.page_cache.memory import Known
from privacy_plugin.page_cache.site_addresses import is_site

_written: dict[int, int] = {}
"""How many bytes this process has written, by bucket."""

_is_paused = ContextVar("is_paused", default=False)


@contextmanager
def no_files() -> Iterator[None]:
    """Write none for what is asked within, such as by a command of another user."""
    token = _is_paused.set(True)
    try:
        yield
    finally:
        _is_paused.reset(token)


def offer_file(origin: str, path: str, known: Known, answer: Answer) -> None:
    """Write the answer to a request without parameters, unless its file is there.

    Whatever goes wrong, the answer has no file, and the application answers.
    """
    folder = get_folder()
    if folder is None or _is_paused.get() or known.headers:
        return
    if not answer.has_compressed_forms:
        return
    if known.cookies - {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME}:
        return  # the printed configuration knows these two
    place = find_place(origin, path, answer, time.time())
    if place is None or answer.ends_at < place.ends_at + answer.shared_seconds:
        return
    with suppress(OSError, DatabaseError):
        if not place.get_files()[""].exists():
            _write_if_current(folder, place, origin, answer)


def _write_if_current(folder: Path, place: Place, origin: str, answer: Answer) -> None:
    forms = {name: answer.get_form(name)[0] for name in place.get_files()}
    if not _has_room(place, sum(map(len, forms.values()))) or not is_site(origin):
        return
    with lock_folder(folder) as is_locked:
        if not is_locked:
            return
        with stamps.no_commit_meanwhile() as is_quiet:
            if is_quiet and stamps.is_current(answer.stamp, answer.keys):
                _write(place, forms, answer.keys)


def _write(place: Place, forms: dict[str, bytes], keys: Collection[str]) -> None:
    bucket = place.get_folder()
    if not bucket.exists():
        (bucket / "tmp").mkdir(parents=True, exist_ok=True)
        remove_other_buckets(bucket.parent, place.bucket)
        delete_removed(bucket.parent.parent)
    for key in keys:  # first: what is not listed would not be removed
        _list(get_key_folder(bucket, key), place)
    for encoding, file in place.get_files().items():
        temporary = bucket / "tmp" / uuid4().hex
        temporary.write_bytes(forms[encoding])
        at = get_file_time(forms[encoding])
        os.utime(temporary, (at, at))
        file.parent.mkdir(parents=True, exist_ok=True)
        temporary.rename(file)


def _list(listed: Path, place: Place) -> None:
    listed.mkdir(parents=True, exist_ok=True)
    entry = listed / hashlib.sha256(place.name.encode()).hexdigest()[:32]
    with suppress(FileExistsError):
        entry.symlink_to(place.name)


def _has_room(place: Place, size: int) -> bool:
    """Say whether this process may write so many bytes more for this time."""
    total = _written.get(place.bucket, 0) + size
    if total > page_cache_conf.megabytes * 1024 * 1024:
        return False
    _written.clear()
    _written[place.bucket] = total
    return True
