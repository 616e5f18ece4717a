"""A lock of the folder: shared by those who write files, exclusive for a commit.

The kernel releases it when a process ends, however it ends.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

PAUSE_SECONDS = 0.001


@contextmanager
def lock_folder(
    folder: Path, *, exclusive: bool = False, seconds: float = 0.0
) -> Iterator[bool]:
    """Yield whether the lock was had within `seconds`; raise OSError without it."""
    folder.mkdir(parents=True, exist_ok=True)
    kind = fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH

    # For reading: the file may belong to another user, such as one who ran a command.
    name = os.open(folder / "lock", os.O_RDONLY | os.O_CREAT, 0o644)
    with os.fdopen(name, "rb") as file:

        def try_once() -> bool:
            try:
                fcntl.flock(file, kind | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            return True

        is_locked = try_until(try_once, seconds)
        try:
            yield is_locked
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)


def try_until(attempt: Callable[[], bool], seconds: float) -> bool:
    """Try again and again; return whether it succeeded within `seconds`."""
    deadline = time.monotonic() + seconds
    while not attempt():
        if time.monotonic() >= deadline:
            return False
        time.sleep(PAUSE_SECONDS)
    return True
