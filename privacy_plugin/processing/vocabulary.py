"""The words a declaration is written in.

Each word is a frozen value that checks itself, so that an illegal combination cannot
be constructed. Texts are message ids in English; ``_`` marks them for the translation
tools and returns them unchanged, so that the digest of a declaration is the same in
every language. Source: GDPR Art. 4, 6, 13, 30 and 46; DPV 2 (https://w3id.org/dpv).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import NewType

from privacy_plugin.processing.errors import InvalidDeclaration

ActivityKey = NewType("ActivityKey", str)

_COLUMN = re.compile(r"[A-Za-z_]\w*\.[A-Za-z_]\w*\.[A-Za-z_]\w*\Z", re.ASCII)
_HOST = re.compile(r"(?=.{1,253}\Z)([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)*[a-z0-9-]+\Z")
_COUNTRY = re.compile(r"[A-Z]{2}\Z")
_LONGEST_NAME = 200  # a recipient's name is kept with every transmission


def _(message: str) -> str:
    """Mark a message id for translation and return it unchanged."""
    return message


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
    Category.NAME: _("Name"),
    Category.EMAIL_ADDRESS: _("E-mail address"),
    Category.WEBSITE: _("Website"),
    Category.FREE_TEXT: _("Text"),
    Category.IP_ADDRESS: _("IP address"),
    Category.USER_AGENT: _("Browser identification"),
    Category.LANGUAGE: _("Language"),
    Category.TIME: _("Time"),
    Category.PAGE: _("Page"),
    Category.IDENTIFIER: _("Random identifier"),
    Category.CHOICE: _("Your decision"),
    Category.HISTORY: _("What was done with it"),
}


class Source(StrEnum):
    """Say where a piece of data comes from."""

    ENTERED = "entered"
    BROWSER = "browser"
    SITE = "site"


SOURCE_LABELS: dict[Source, str] = {
    Source.ENTERED: _("From you"),
    Source.BROWSER: _("From your browser"),
    Source.SITE: _("Added by this site"),
}


class DataSubject(StrEnum):
    """Name whose data it is: Art. 30(1)(c) GDPR."""

    READER = "reader"
    COMMENTER = "commenter"
    SUBSCRIBER = "subscriber"
    EDITOR = "editor"


DATA_SUBJECT_LABELS: dict[DataSubject, str] = {
    DataSubject.READER: _("readers"),
    DataSubject.COMMENTER: _("people who comment"),
    DataSubject.SUBSCRIBER: _("people who subscribe"),
    DataSubject.EDITOR: _("people who edit this site"),
}


class Role(StrEnum):
    """Name the recipient's role: Art. 4(7)–(10) GDPR; the value is its DPV term."""

    PROCESSOR = "dpv:DataProcessor"
    CONTROLLER = "dpv:DataController"
    JOINT_CONTROLLER = "dpv:JointDataControllers"
    THIRD_PARTY = "dpv:ThirdParty"


ROLE_LABELS: dict[Role, str] = {
    Role.PROCESSOR: _("works on our behalf"),
    Role.CONTROLLER: _("decides for itself what to do with the data"),
    Role.JOINT_CONTROLLER: _("decides together with us"),
    Role.THIRD_PARTY: _("third party"),
}


@dataclass(frozen=True, slots=True)
class Purpose:
    """Say what the data is for, in words a reader understands.

    `broader` names the DPV purpose this one is a kind of.
    """

    text: str
    broader: str

    def __init__(self, text: str, *, broader: str) -> None:
        """Check both and keep them."""
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
        """Name the provision."""
        raise TypeError(type(self).__name__)  # only its kinds are used

    @property
    def term(self) -> str:
        """Name the DPV term."""
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
        """Name the provision."""
        return "Art. 6(1)(a)"

    @property
    def term(self) -> str:
        """Name the DPV term."""
        return "eu-gdpr:A6-1-a"

    @property
    def explanation(self) -> str:
        """Return the message id shown to readers."""
        return _("Only with your consent, which you can withdraw at any time.")


@dataclass(frozen=True, slots=True)
class Contract(LegalBasis):
    """Rest on what the person asked for: Art. 6(1)(b)."""

    request: str

    def __post_init__(self) -> None:
        """Refuse a request that is not named."""
        require_text(self.request, "What the person asked for")

    @property
    def article(self) -> str:
        """Name the provision."""
        return "Art. 6(1)(b)"

    @property
    def term(self) -> str:
        """Name the DPV term."""
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
        """Name the provision."""
        return "Art. 6(1)(c)"

    @property
    def term(self) -> str:
        """Name the DPV term."""
        return "eu-gdpr:A6-1-c"

    @property
    def explanation(self) -> str:
        """Return the message id shown to readers."""
        return self.duty


@dataclass(frozen=True, slots=True)
class LegitimateInterest(LegalBasis):
    """Rest on a legitimate interest, which must be told: Art. 6(1)(f), 13(1)(d)."""

    interest: str

    def __post_init__(self) -> None:
        """Refuse an interest that is not named."""
        require_text(self.interest, "The legitimate interest")

    @property
    def article(self) -> str:
        """Name the provision."""
        return "Art. 6(1)(f)"

    @property
    def term(self) -> str:
        """Name the DPV term."""
        return "eu-gdpr:A6-1-f"

    @property
    def explanation(self) -> str:
        """Return the message id shown to readers."""
        return self.interest


@dataclass(frozen=True, slots=True)
class Transfer:
    """Name the third country data goes to, and what protects it there: Art. 44 ff.

    `country` is an ISO 3166-1 alpha-2 code; `safeguard` is a message id.
    """

    country: str
    safeguard: str

    def __init__(self, country: str, *, safeguard: str) -> None:
        """Refuse a transfer without its safeguard."""
        if not _COUNTRY.match(country):
            msg = f"A country is an ISO 3166-1 alpha-2 code, not {country!r}"
            raise InvalidDeclaration(msg)
        require_text(safeguard, "The safeguard of a transfer")
        object.__setattr__(self, "country", country)
        object.__setattr__(self, "safeguard", safeguard)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Name who gets the data, in which role, and under which host names.

    `kept_for` is a message id saying how long the recipient keeps the data, as it
    says itself: Art. 13(2)(a). `country` is where it is when no transfer happens.
    """

    name: str
    role: Role
    hosts: tuple[str, ...]
    kept_for: str
    policy_url: str
    transfer: Transfer | None

    def __init__(  # noqa: PLR0913 - each is a fact the reader is told
        self,
        name: str,
        *,
        role: Role,
        hosts: tuple[str, ...],
        kept_for: str,
        policy_url: str = "",
        transfer: Transfer | None = None,
    ) -> None:
        """Check each fact and keep it."""
        require_text(name, "A recipient's name")
        if len(name) > _LONGEST_NAME:
            msg = f"A recipient's name has at most {_LONGEST_NAME} characters"
            raise InvalidDeclaration(msg)
        require_text(kept_for, "How long a recipient keeps the data")
        given: object = hosts
        if isinstance(given, str) or not hosts or not all(map(_HOST.match, hosts)):
            msg = f"{name}: hosts are lower-case host names, at least one"
            raise InvalidDeclaration(msg)
        if policy_url and not policy_url.startswith("https://"):
            msg = f"{name}: the policy address starts with https://"
            raise InvalidDeclaration(msg)
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "role", Role(role))
        object.__setattr__(self, "hosts", tuple(hosts))
        object.__setattr__(self, "kept_for", kept_for)
        object.__setattr__(self, "policy_url", policy_url)
        object.__setattr__(self, "transfer", transfer)
