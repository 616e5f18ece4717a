"""How long a site keeps what it processes.

Source: GDPR Art. 5(1)(e), 13(2)(a).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from privacy_plugin.processing.errors import InvalidDeclaration
from privacy_plugin.processing.vocabulary import N_, require_column, require_text


def require_period(value: timedelta, what: str) -> None:
    """Raise InvalidDeclaration unless `value` is a positive duration."""
    if not isinstance(value, timedelta) or value <= timedelta(0):
        msg = f"{what} must be a positive timedelta"
        raise InvalidDeclaration(msg)


def require_placeholder(value: str, name: str, what: str) -> None:
    """Raise InvalidDeclaration unless `value` takes ``%(name)s`` and nothing else."""
    try:
        is_taken = "\0" in value % {name: "\0"}
    except (KeyError, TypeError, ValueError):
        is_taken = False
    if not is_taken:
        msg = f"{what} holds %({name})s, and a percent sign only as %%"
        raise InvalidDeclaration(msg)


@dataclass(frozen=True, slots=True)
class Retention:
    """Base of the retentions: Art. 5(1)(e), 13(2)(a)."""


@dataclass(frozen=True, slots=True)
class NotStored(Retention):
    """Store nothing."""


@dataclass(frozen=True, slots=True)
class HeldInMemory(Retention):
    """Keep it in the cache for `period` at most, never in the database."""

    period: timedelta

    def __post_init__(self) -> None:
        require_period(self.period, "The period in memory")


@dataclass(frozen=True, slots=True)
class Keep(Retention):
    """Keep rows for `period` after the time in column `after`, then delete them.

    `after` reads ``app_label.Model.field``; rows where it is empty are kept. `sentence`
    is the message id shown to readers, with ``%(period)s`` for the period.
    """

    period: timedelta
    after: str
    sentence: str

    def __init__(
        self,
        period: timedelta,
        *,
        after: str,
        sentence: str = N_("We delete it %(period)s after it was stored."),
    ) -> None:
        require_period(period, "A retention period")
        require_column(after, "The start of a retention period")
        require_placeholder(sentence, "period", "The sentence of a retention period")
        object.__setattr__(self, "period", period)
        object.__setattr__(self, "after", after)
        object.__setattr__(self, "sentence", sentence)


@dataclass(frozen=True, slots=True)
class KeepOutside(Retention):
    """Keep it for `period`, then delete it by means outside of this software.

    Log files are rotated, backups overwritten; no maintenance job here knows them.
    """

    period: timedelta

    def __post_init__(self) -> None:
        require_period(self.period, "The period outside of the software")


@dataclass(frozen=True, slots=True)
class KeepWhile(Retention):
    """Keep it as long as `criterion` holds: Art. 13(2)(a), second half.

    `brief` is the message id of the same as the end of a sentence ("until you delete
    it"). It is wording and no fact.
    """

    criterion: str
    brief: str = ""

    def __post_init__(self) -> None:
        require_text(self.criterion, "The criterion of retention")
