"""Keep the file of a SQLite database from other users of the machine."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

OTHERS = 0o007


def remove_other_permissions(connection: Any, **_kwargs: object) -> None:
    """Take the file away from others, once it is there; its journals follow it."""
    if connection.vendor != "sqlite":
        return
    path = Path(str(connection.settings_dict["NAME"]))
    with suppress(OSError):  # it may be somebody else's, or in memory
        mode = path.stat().st_mode
        if mode & OTHERS:
            path.chmod(mode & ~OTHERS)
