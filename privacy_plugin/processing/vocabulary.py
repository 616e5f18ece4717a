"""The words a declaration is written in.

Each word is a frozen value that checks itself, so that an illegal combination cannot
be constructed. Texts are message ids in English; ``N_`` marks them for the translation
tools and returns them unchanged, so that the digest of a declaration is the same in
every language. Source: GDPR Art. 4, 6, 13, 30 and 46; DPV 2 (https://w3id.org/dpv).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import NewType, Self

from privacy_plugin.processing.errors import InvalidDeclaration

ActivityKey = NewType("ActivityKey", str)

_COLUMN = re.compile(r"[A-Za-z_]\w*\.[A-Za-z_]\w*\.[A-Za-z_]\w*\Z", re.ASCII)


def N_(message: str) -> str:  # noqa: N802 - its usual name
    """Mark a message id for translation and return it unchanged."""
    return message


class Phrase(str):
    """A message id with names in it: ``Phrase(N_("A film at %(name)s"), name="…")``.

    Its value is the English sentence, names filled in, so that facts made of it are the
    same in every language. A disclosure translates `template` and fills it anew.
    """

    __slots__ = ("names", "template")
    template: str
    names: dict[str, str]

    def __new__(cls, template: str, **names: str) -> Self:
        """Fill the names in; raise InvalidDeclaration when one is missing."""
        try:
            phrase = super().__new__(cls, template % names)
        except (KeyError, TypeError, ValueError):
            msg = f"{template!r} cannot be filled with {sorted(names)}"
            raise InvalidDeclaration(msg) from None
        phrase.template = template
        phrase.names = names
        return phrase

    def __deepcopy__(self, memo: dict[int, object]) -> Phrase:
        """Stay as it is: it never changes."""
        return self

    def __reduce__(self) -> tuple[Callable[..., Phrase], tuple[object, ...]]:
        """Let it be pickled with its parts."""
        return partial(Phrase, **self.names), (self.template,)


def require_text(value: str, what: str) -> None:
    """Raise InvalidDeclaration unless `value` holds something to read."""
    if not isinstance(value, str) or not value.strip():
        msg = f"{what} must say something"
        raise InvalidDeclaration(msg)


def require_column(value: str, what: str) -> None:
    """Raise InvalidDeclaration unless `value` reads ``app_label.Model.field``."""
    if not _COLUMN.match(value):
        msg = f"{what} must read app_label.Model.field, not {value!r}"
        raise InvalidDeclaration(msg)


class Category(StrEnum):
    """Name a category of personal data; the value is its DPV-PD term."""

    NAME = "pd:Name"
    EMAIL_ADDRESS = "pd:EmailAddress"
    WEBSITE = "pd:Website"
    FREE_TEXT = "pd:PublicPost"
    IP_ADDRESS = "pd:IPAddress"
    USER_AGENT = "pd:UserAgent"
    LANGUAGE = "pd:Language"
    TIME = "pd:Timestamp"
    PAGE = "pd:VisitedPage"
    IDENTIFIER = "pd:Identifier"
    CHOICE = "pd:Preference"
    HISTORY = "pd:ServiceUsage"


CATEGORY_LABELS: dict[Category, str] = {
    Category.NAME: N_("Name"),
    Category.EMAIL_ADDRESS: N_("E-mail address"),
    Category.WEBSITE: N_("Website"),
    Category.FREE_TEXT: N_("Text"),
    Category.IP_ADDRESS: N_("IP address"),
    Category.USER_AGENT: N_("Browser identification"),
    Category.LANGUAGE: N_("Language"),
    Category.TIME: N_("Time"),
    Category.PAGE: N_("Page"),
    Category.IDENTIFIER: N_("Random identifier"),
    Category.CHOICE: N_("Your decision"),
    Category.HISTORY: N_("What was done with it"),
}


class Source(StrEnum):
    """Say where a piece of data comes from."""

    ENTERED = "entered"
    BROWSER = "browser"
    SITE = "site"


SOURCE_LABELS: dict[Source, str] = {
    Source.ENTERED: N_("From you"),
    Source.BROWSER: N_("From your browser"),
    Source.SITE: N_("Added by this site"),
}


class Button(StrEnum):
    """Name a button of the forms an activity stands in; the value is its text's field.

    It does it, does it from now on, or is the way without it.
    """

    AGREE = "button_agree"
    ALWAYS = "button_always"
    WITHOUT = "button_without"


class DataSubject(StrEnum):
    """Name whose data it is: Art. 30(1)(c) GDPR."""

    READER = "reader"
    COMMENTER = "commenter"
    SUBSCRIBER = "subscriber"
    EDITOR = "editor"


DATA_SUBJECT_LABELS: dict[DataSubject, str] = {
    DataSubject.READER: N_("readers"),
    DataSubject.COMMENTER: N_("people who comment"),
    DataSubject.SUBSCRIBER: N_("people who subscribe"),
    DataSubject.EDITOR: N_("people who edit this site"),
}


class Role(StrEnum):
    """Name the recipient's role: Art. 4(7)–(10) GDPR; the value is its DPV term."""

    PROCESSOR = "dpv:DataProcessor"
    CONTROLLER = "dpv:DataController"
    JOINT_CONTROLLER = "dpv:JointDataControllers"
    THIRD_PARTY = "dpv:ThirdParty"


ROLE_LABELS: dict[Role, str] = {
    Role.PROCESSOR: N_("works on our behalf"),
    Role.CONTROLLER: N_("decides for itself what to do with the data"),
    Role.JOINT_CONTROLLER: N_("decides together with us"),
    Role.THIRD_PARTY: N_("third party"),
}


@dataclass(frozen=True, slots=True)
class Purpose:
    """Say what the data is for, in words a reader understands.

    `broader` names the DPV purpose this one is a kind of.
    """

    text: str
    broader: str

    def __init__(self, text: str, *, broader: str) -> None:
        require_text(text, "A purpose")
        if not broader.startswith("dpv:"):
            msg = f"A purpose names its DPV term (dpv:…), not {broader!r}"
            raise InvalidDeclaration(msg)
        object.__setattr__(self, "text", text)
        object.__setattr__(self, "broader", broader)


@dataclass(frozen=True, slots=True)
class LegalBasis:
    """Stand for one of the legal bases of Art. 6(1) GDPR."""

    @property
    def article(self) -> str:
        raise TypeError(type(self).__name__)  # only its kinds are used

    @property
    def term(self) -> str:
        raise TypeError(type(self).__name__)

    @property
    def explanation(self) -> str:
        """Return the message id of what a reader needs to know about the basis."""
        raise TypeError(type(self).__name__)


@dataclass(frozen=True, slots=True)
class Consent(LegalBasis):
    """Rest on the person's consent: Art. 6(1)(a). Asked, recorded, withdrawable.

    `question` is what stands beside the box.
    """

    question: str

    def __post_init__(self) -> None:
        """Refuse a consent that asks nothing."""
        require_text(self.question, "The question of a consent")

    @property
    def article(self) -> str:
        return "Art. 6(1)(a)"

    @property
    def term(self) -> str:
        return "eu-gdpr:A6-1-a"

    @property
    def explanation(self) -> str:
        """Return the message id shown to readers."""
        return N_("Only with your consent, which you can withdraw at any time.")


@dataclass(frozen=True, slots=True)
class Contract(LegalBasis):
    """Rest on what the person asked for: Art. 6(1)(b)."""

    request: str

    def __post_init__(self) -> None:
        """Refuse a request that is not named."""
        require_text(self.request, "What the person asked for")

    @property
    def article(self) -> str:
        return "Art. 6(1)(b)"

    @property
    def term(self) -> str:
        return "eu-gdpr:A6-1-b"

    @property
    def explanation(self) -> str:
        """Return the message id shown to readers."""
        return self.request


@dataclass(frozen=True, slots=True)
class LegalObligation(LegalBasis):
    """Rest on a duty the law imposes: Art. 6(1)(c)."""

    duty: str

    def __post_init__(self) -> None:
        """Refuse a duty that is not named."""
        require_text(self.duty, "The legal duty")

    @property
    def article(self) -> str:
        return "Art. 6(1)(c)"

    @property
    def term(self) -> str:
        return "eu-gdpr:A6-1-c"

    @property
    def explanation(self) -> str:
        """Return the message id shown to readers."""
        return self.duty


@dataclass(frozen=True, slots=True)
class LegitimateInterest(LegalBasis):
    """Rest on a legitimate interest, which must be named: Art. 6(1)(f), 13(1)(d)."""

    interest: str

    def __post_init__(self) -> None:
        """Refuse an interest that is not named."""
        require_text(self.interest, "The legitimate interest")

    @property
    def article(self) -> str:
        return "Art. 6(1)(f)"

    @property
    def term(self) -> str:
        return "eu-gdpr:A6-1-f"

    @property
    def explanation(self) -> str:
        """Return the message id shown to readers."""
        return self.interest
