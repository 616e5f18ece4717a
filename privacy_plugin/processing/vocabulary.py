"""The vocabulary of declarations.

Each value is frozen and validates itself. Texts are English message ids; ``N_`` marks
them for translation and returns them unchanged, so that the digest of a declaration is
the same in every language. Source: GDPR Art. 4, 6, 13, 30 and 46; DPV 2
(https://w3id.org/dpv).
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

    Its value is the English sentence with the names filled in, so that facts built from
    it are the same in every language. A disclosure translates `template` and fills it
    again.
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


class EditorText(str):
    """A text an editor wrote: never translated, and part of an activity's facts."""

    __slots__ = ()


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


_TERM = re.compile(r"[a-z][a-z0-9_-]*(:[A-Za-z]\w*)?\Z", re.ASCII)


class LabelledTerm(StrEnum):
    """A machine-readable term with `label`, the message id that readers see.

    Members are written ``NAME = "prefix:Term", N_("Label")``. Raises InvalidDeclaration
    for a term with spaces or an empty label.
    """

    label: str

    def __new__(cls, term: str, label: str) -> Self:
        if not _TERM.match(term):
            msg = f"A term reads prefix:Name, not {term!r}"
            raise InvalidDeclaration(msg)
        require_text(label, f"{term}: the label")
        member = str.__new__(cls, term)
        member._value_ = term
        member.label = label
        return member


def require_term(value: object, kind: type[LabelledTerm]) -> None:
    """Raise InvalidDeclaration unless `value` is a member of a subclass of `kind`."""
    if not isinstance(value, kind):
        msg = f"{value!r} is no member of a {kind.__name__}"
        raise InvalidDeclaration(msg)


class DataCategory(LabelledTerm):
    """Base of the categories of personal data: Art. 30(1)(c) GDPR.

    A project subclasses it for categories of its own. Editors can choose them for the
    fields of a form; a declaration or a field that uses one puts it into the
    disclosure and the record.
    """


class Category(DataCategory):
    """The categories of data that come with the plugin; the value is a DPV-PD term."""

    NAME = "pd:Name", N_("Name")
    EMAIL_ADDRESS = "pd:EmailAddress", N_("E-mail address")
    WEBSITE = "pd:Website", N_("Website")
    FREE_TEXT = "pd:PublicPost", N_("Text")
    IP_ADDRESS = "pd:IPAddress", N_("IP address")
    USER_AGENT = "pd:UserAgent", N_("Browser identification")
    LANGUAGE = "pd:Language", N_("Language")
    TIME = "pd:Timestamp", N_("Time")
    PAGE = "pd:VisitedPage", N_("Page")
    IDENTIFIER = "pd:Identifier", N_("Random identifier")
    CHOICE = "pd:Preference", N_("Your decision")
    HISTORY = "pd:ServiceUsage", N_("What was done with it")


def list_data_categories() -> tuple[DataCategory, ...]:
    """Return each category of data once by its term, the plugin's own first."""
    found: dict[str, DataCategory] = {}
    kinds: list[type[DataCategory]] = [Category, *DataCategory.__subclasses__()]
    for kind in kinds:
        kinds += [one for one in kind.__subclasses__() if one not in kinds]
        for category in kind:
            found.setdefault(category.value, category)
    return tuple(found.values())


class Source(StrEnum):
    """Where an item of data comes from."""

    ENTERED = "entered"
    BROWSER = "browser"
    SITE = "site"


SOURCE_LABELS: dict[Source, str] = {
    Source.ENTERED: N_("From you"),
    Source.BROWSER: N_("From your browser"),
    Source.SITE: N_("Added by this site"),
}


class Button(StrEnum):
    """A button of the forms of an activity; the value is the text's field.

    AGREE does it, ALWAYS does it from now on, WITHOUT goes on without it.
    """

    AGREE = "button_agree"
    ALWAYS = "button_always"
    WITHOUT = "button_without"


class DataSubjectCategory(LabelledTerm):
    """Base of the categories of data subjects: Art. 30(1)(c) GDPR.

    A project subclasses it for people the plugin does not know, such as members.
    """


class DataSubject(DataSubjectCategory):
    """The categories of data subjects that come with the plugin."""

    READER = "reader", N_("readers")
    COMMENTER = "commenter", N_("people who comment")
    SUBSCRIBER = "subscriber", N_("people who subscribe")
    EDITOR = "editor", N_("people who edit this site")


class Role(StrEnum):
    """The recipient's role: Art. 4(7)–(10) GDPR; the value is its DPV term."""

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
    """What the data is for, in words a reader understands.

    `broader` names the DPV purpose of which this is a kind.
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
    """Base of the legal bases of Art. 6(1) GDPR."""

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
    """The person's consent: Art. 6(1)(a).

    `statement` is what a person says by ticking the box beside it, in the first person.
    Stored proofs, drafts and published texts hold it under the name ``question``.
    """

    statement: str

    def __post_init__(self) -> None:
        require_text(self.statement, "The statement of a consent")
        if self.statement.rstrip().endswith("?"):
            msg = f"What a person agrees to is a statement, not {self.statement!r}"
            raise InvalidDeclaration(msg)

    @property
    def article(self) -> str:
        return "Art. 6(1)(a)"

    @property
    def term(self) -> str:
        return "eu-gdpr:A6-1-a"

    @property
    def explanation(self) -> str:
        return N_("Only with your consent, which you can withdraw at any time.")


@dataclass(frozen=True, slots=True)
class Contract(LegalBasis):
    """What the person asked for: Art. 6(1)(b)."""

    request: str

    def __post_init__(self) -> None:
        require_text(self.request, "What the person asked for")

    @property
    def article(self) -> str:
        return "Art. 6(1)(b)"

    @property
    def term(self) -> str:
        return "eu-gdpr:A6-1-b"

    @property
    def explanation(self) -> str:
        return self.request


@dataclass(frozen=True, slots=True)
class LegalObligation(LegalBasis):
    """A legal obligation: Art. 6(1)(c)."""

    duty: str

    def __post_init__(self) -> None:
        require_text(self.duty, "The legal duty")

    @property
    def article(self) -> str:
        return "Art. 6(1)(c)"

    @property
    def term(self) -> str:
        return "eu-gdpr:A6-1-c"

    @property
    def explanation(self) -> str:
        return self.duty


@dataclass(frozen=True, slots=True)
class LegitimateInterest(LegalBasis):
    """A legitimate interest, which must be disclosed: Art. 6(1)(f), 13(1)(d)."""

    interest: str

    def __post_init__(self) -> None:
        require_text(self.interest, "The legitimate interest")

    @property
    def article(self) -> str:
        return "Art. 6(1)(f)"

    @property
    def term(self) -> str:
        return "eu-gdpr:A6-1-f"

    @property
    def explanation(self) -> str:
        return self.interest
