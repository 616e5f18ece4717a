"""A log outside the database of what was revoked, to be applied after a restore.

A backup brings back consents withdrawn since, ended subscriptions and erased people.
Each of these adds a line to the file PRIVACY_REVOCATION_LOG: a JSON object with a time,
a verb and the random key that identifies the row in the database. Source: GDPR Art.
5(2), 7(3), 17.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from privacy_plugin.background.after_commit import run_after_commit
from privacy_plugin.conf import conf


@dataclass(frozen=True, slots=True)
class Revocation:
    """One revocation; `detail` depends on the verb: an activity, a reason."""

    at: datetime
    verb: str
    key: str
    detail: str = ""


class LineUnreadable(ValueError):
    """A line is no revocation; the message has only its number."""


Apply = Callable[[Revocation], bool]

_apply: dict[str, Apply] = {}


def register_verb(verb: str) -> Callable[[Apply], Apply]:
    """Let a function take the same thing back again; it says whether it was there."""

    def register(function: Apply) -> Apply:
        _apply[verb] = function
        return function

    return register


def log_revocation(verb: str, key: str, detail: str = "", *, at: datetime) -> None:
    """Add a line to the log after the commit; do nothing where no log is set."""
    if conf.revocation_log:
        run_after_commit(_write, Revocation(at, verb, key, detail))


def read_log(path: Path, *, since: datetime) -> Iterator[Revocation | LineUnreadable]:
    """Yield what was taken back from `since` on, in the order in which it was.

    A line that a crash cut off is yielded as the error that names it.
    """
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                values = json.loads(line)
                values["at"] = datetime.fromisoformat(values["at"])
                revocation = Revocation(**values)
                is_due = revocation.at >= since
            except (ValueError, TypeError, KeyError):
                yield LineUnreadable(f"Line {number} cannot be read.")
                continue
            if is_due:
                yield revocation


def apply(revocation: Revocation) -> bool:
    """Take it back again; say whether it was there. Raise LookupError for no such verb.

    Repeating it is harmless.
    """
    return _apply[revocation.verb](revocation)


def _write(revocation: Revocation) -> None:
    """Append one line in one call, so that lines of several processes do not mix."""
    values = asdict(revocation) | {"at": revocation.at.isoformat()}
    line = json.dumps(values, ensure_ascii=True) + "\n"
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
    descriptor = os.open(conf.revocation_log, flags, 0o600)
    try:
        os.write(descriptor, line.encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
