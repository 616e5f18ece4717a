"""Reserve disk space so that withdrawals work on a full disk (decision 80).

Beside a SQLite database is a file of random bytes. If a withdrawal, erasure or
unsubscription fails for lack of space, a part of it is released and the transaction
repeated. Source: GDPR Art. 7(3). It does nothing with a database server, which has its
own disk, or with ATOMIC_REQUESTS, whose transaction cannot be repeated here.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection

from privacy_plugin.conf import conf

P = ParamSpec("P")
R = TypeVar("R")

_PARTS = 4  # somebody else may be quicker to use up what was given up
_CHUNK = 64 * 1024
# A file that cannot grow is told as each of these; a new connection needs files too.
_NO_ROOM = frozenset(
    {sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN}
)
_PRIMARY_CODE = 0xFF


def uses_storage_reserve(function: Callable[P, R]) -> Callable[P, R]:
    """Repeat `function`, one transaction, where the disk had no room for it."""

    @wraps(function)
    def repeated(*args: P.args, **kwargs: P.kwargs) -> R:
        if connection.in_atomic_block:
            return function(*args, **kwargs)
        try:
            return function(*args, **kwargs)
        except OperationalError as error:
            if not _is_out_of_room(error):
                raise
            failure = error
        try:
            while _give_up_part():
                try:
                    return function(*args, **kwargs)
                except OperationalError as error:
                    if not _is_out_of_room(error):
                        raise
                    failure = error
        finally:
            _take_up()
        raise failure

    return repeated


def keep_storage_reserve() -> None:
    """Bring the reserve to its size where the disk has plenty of room for it."""
    path, size = _reserve(), conf.storage_reserve_bytes
    if path is None:
        return
    if path.exists() and path.stat().st_size > size:
        os.truncate(path, size)
    if shutil.disk_usage(path.parent).free > 2 * size:
        _take_up()


def _reserve() -> Path | None:
    """Return the file, None where the database is none, or in memory."""
    if connection.vendor != "sqlite" or not conf.storage_reserve_bytes:
        return None
    database = Path(str(connection.settings_dict["NAME"]))
    return (
        database.with_name(database.name + ".reserve") if database.is_file() else None
    )


def _is_out_of_room(error: OperationalError) -> bool:
    code = getattr(error.__cause__, "sqlite_errorcode", 0)
    return code & _PRIMARY_CODE in _NO_ROOM


def _give_up_part() -> bool:
    """Free a part of the reserve; say whether there was any."""
    path = _reserve()
    size = path.stat().st_size if path is not None and path.exists() else 0
    if path is None or not size:
        return False
    os.truncate(path, max(0, size - conf.storage_reserve_bytes // _PARTS - 1))
    return True


def _take_up() -> None:
    """Let the reserve grow to its size, or as far as the disk allows."""
    path = _reserve()
    if path is None:
        return
    descriptor = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        # Random, since a file system that packs would give zeros no room.
        while (
            missing := conf.storage_reserve_bytes - os.fstat(descriptor).st_size
        ) > 0:
            os.write(descriptor, os.urandom(min(_CHUNK, missing)))
        os.fsync(descriptor)
    except OSError:
        return  # no room: it grows when there is
    finally:
        os.close(descriptor)
