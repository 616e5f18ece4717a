"""Where a declared fact about somebody else comes from, and of which day it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from privacy_plugin.processing.errors import InvalidDeclaration

REVIEW_INTERVAL = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Provenance:
    """The addresses a fact was taken from, for admins; no fact itself.

    `as_of` is the day whose state the sources were read in, None if nobody noted it;
    `note` is a message id: what was concluded from them.
    """

    urls: tuple[str, ...]
    as_of: date | None = None
    note: str = ""

    def __post_init__(self) -> None:
        for url in self.urls if isinstance(self.urls, tuple) else ("",):
            if not url.startswith("https://"):
                msg = f"A source is an address that begins with https://, not {url!r}"
                raise InvalidDeclaration(msg)
        if self.as_of is not None and type(self.as_of) is not date:
            msg = f"A source is of a day, not {self.as_of!r}"
            raise InvalidDeclaration(msg)

    def is_outdated(self, on: date) -> bool:
        """Say whether it has to be looked up again: it is more than a year old."""
        return self.as_of is not None and on - self.as_of > REVIEW_INTERVAL
