"""A place in a law as data, which each language cites in its own way."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from privacy_plugin.processing.errors import InvalidDeclaration

_LETTER = re.compile(r"[a-z]?\Z")


class Law(StrEnum):
    """The laws that are cited."""

    GDPR = "gdpr"
    EPRIVACY = "eprivacy"  # Directive 2002/58/EC
    TDDDG = "tdddg"  # its German implementation


@dataclass(frozen=True, slots=True)
class Citation:
    """An article or section of a law, and perhaps a paragraph with a number or letter.

    ``Citation(Law.GDPR, 6, 1, letter="b")`` is Art. 6(1)(b) GDPR. Raises
    InvalidDeclaration for a place no law has.
    """

    law: Law
    article: int
    paragraph: int = 0
    number: int = 0
    letter: str = ""

    def __post_init__(self) -> None:
        is_place = (
            isinstance(self.law, Law)
            and self.article > 0
            and min(self.paragraph, self.number) >= 0
            and bool(_LETTER.match(self.letter))
            and not (self.number and self.letter)
            and (bool(self.paragraph) or not (self.number or self.letter))
        )
        if not is_place:
            msg = f"{self!r} names no place in a law"
            raise InvalidDeclaration(msg)

    @property
    def term(self) -> str:
        """Return the term of the GDPR in DPV, such as ``eu-gdpr:A6-1-b``."""
        parts = (self.article, self.paragraph or "", self.number or "", self.letter)
        return f"eu-{self.law}:A" + "-".join(str(part) for part in parts if part)
