"""Recipients, transfers, and what is stored on the reader's device.

Source: GDPR Art. 4(7)-(10), 13(1)(e)-(f), 44 ff.; Art. 5(3) of Directive 2002/58/EC.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from privacy_plugin.processing.errors import InvalidDeclaration
from privacy_plugin.processing.provenance import Provenance
from privacy_plugin.processing.vocabulary import N_, Role, require_text
from privacy_plugin.validation.web_urls import is_hostname

_WILDCARD = "*."
_COUNTRY = re.compile(r"[A-Z]{2}\Z")
EEA = frozenset(
    [
        *("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR"),
        *("HR", "HU", "IE", "IS", "IT", "LI", "LT", "LU", "LV", "MT", "NL", "NO"),
        *("PL", "PT", "RO", "SE", "SI", "SK"),
    ]
)  # ISO 3166-1 alpha-2: where the GDPR is law
_LONGEST_NAME = 200  # a recipient's name is kept with every transmission
_LONGEST_IN_BRIEF = 60  # it stands in the middle of a sentence


def require_country(code: str, what: str) -> None:
    """Raise InvalidDeclaration unless `code` is an ISO 3166-1 alpha-2 code."""
    if not isinstance(code, str) or not _COUNTRY.match(code):
        msg = f"{what} is an ISO 3166-1 alpha-2 code, not {code!r}"
        raise InvalidDeclaration(msg)


def require_hosts(hosts: object, what: str, *, wildcards: bool = False) -> None:
    """Raise InvalidDeclaration unless `hosts` is a tuple of lower-case host names.

    With `wildcards`, a name may begin with ``*.`` and stand for all below it.
    """
    names = hosts if isinstance(hosts, tuple) else (None,)
    for name in names:
        plain = name.removeprefix(_WILDCARD) if wildcards and name else name
        if not isinstance(plain, str) or not is_hostname(plain):
            msg = f"{what}: hosts are lower-case host names, not {name!r}"
            raise InvalidDeclaration(msg)


def require_brief(value: str, what: str) -> None:
    """Raise InvalidDeclaration unless `value` fits into a short sentence, or is empty.

    It is a name or the rest of a sentence, so it does not end in a full stop.
    """
    if not value:
        return
    require_text(value, what)
    if len(value) > _LONGEST_IN_BRIEF or value != value.strip():
        msg = f"{what} has at most {_LONGEST_IN_BRIEF} characters, none of them around"
        raise InvalidDeclaration(msg)


@dataclass(frozen=True, slots=True)
class Transfer:
    """A transfer to third countries and its safeguard: Art. 44 ff.

    `country` and `further` are ISO 3166-1 alpha-2 codes; `safeguard` is a message id,
    `risk` that of a short sentence where no adequacy decision covers it (wording).
    `provenance` says to admins how its safeguard is known.
    """

    country: str
    safeguard: str
    further: tuple[str, ...]
    risk: str
    provenance: Provenance | None

    def __init__(
        self,
        country: str,
        *,
        safeguard: str,
        further: tuple[str, ...] = (),
        risk: str = "",
        provenance: Provenance | None = None,
    ) -> None:
        for code in (country, *further):
            require_country(code, "A country")
        require_text(safeguard, "The safeguard of a transfer")
        object.__setattr__(self, "country", country)
        object.__setattr__(self, "safeguard", safeguard)
        object.__setattr__(self, "further", tuple(further))
        object.__setattr__(self, "risk", risk)
        object.__setattr__(self, "provenance", provenance)

    @property
    def countries(self) -> tuple[str, ...]:
        return (self.country, *self.further)


class StorageKind(StrEnum):
    """Kinds of storage on the reader's device."""

    COOKIE = "cookie"
    LOCAL_STORAGE = "local_storage"
    SESSION_STORAGE = "session_storage"
    INDEXED_DB = "indexed_db"


STORAGE_LABELS: dict[StorageKind, str] = {
    StorageKind.COOKIE: N_("cookie"),
    StorageKind.LOCAL_STORAGE: N_("local storage"),
    StorageKind.SESSION_STORAGE: N_("session storage"),
    StorageKind.INDEXED_DB: N_("database in the browser"),
}


class Lasting(StrEnum):
    """How long device storage lasts where no duration is set."""

    SESSION = "session"
    UNTIL_DELETED = "until_deleted"
    UNKNOWN = "unknown"


LASTING_LABELS: dict[Lasting, str] = {
    Lasting.SESSION: N_("until you close the browser"),
    Lasting.UNTIL_DELETED: N_("until you delete it"),
    Lasting.UNKNOWN: N_("we could not find out for how long"),
}


@dataclass(frozen=True, slots=True)
class DeviceStorage:
    """What is stored on the reader's device, and for how long.

    `on_use` means that it is written only when the reader does something more, such as
    pressing play. Source: Art. 5(3) of Directive 2002/58/EC; CJEU C-673/17 (the
    duration must be disclosed).
    """

    kind: StorageKind
    name: str
    period: timedelta | Lasting
    on_use: bool

    def __init__(
        self,
        kind: StorageKind,
        name: str,
        *,
        period: timedelta | Lasting,
        on_use: bool = False,
    ) -> None:
        require_text(name, "The name of what is kept on a device")
        if isinstance(period, timedelta) and period <= timedelta(0):
            msg = f"{name}: a period on a device is a positive timedelta"
            raise InvalidDeclaration(msg)
        object.__setattr__(self, "kind", StorageKind(kind))
        object.__setattr__(self, "name", name)
        object.__setattr__(
            self, "period", period if isinstance(period, timedelta) else Lasting(period)
        )
        object.__setattr__(self, "on_use", on_use)


@dataclass(frozen=True, slots=True)
class Company:
    """An organisation and its country (ISO 3166-1 alpha-2).

    `country` is empty if it cannot be known; `address` and `representative` (in the EU,
    Art. 27 GDPR) are postal addresses. `short_name` is what people call it, its name
    if it is empty.
    """

    name: str
    country: str
    address: str = ""
    representative: str = ""
    short_name: str = ""

    def __post_init__(self) -> None:
        require_text(self.name, "A company's name")
        require_brief(self.short_name, f"{self.name}: the short name")
        object.__setattr__(self, "short_name", self.short_name or self.name)
        if self.country:
            require_country(self.country, f"{self.name}: the country")


@dataclass(frozen=True, slots=True)
class Holder:
    """A company that has data the software did not send it, and its safeguard."""

    company: Company
    transfer: Transfer | None = None


@dataclass(frozen=True, slots=True)
class Outside:
    """Mark what takes place outside of this software; `holders` have the data besides.

    The software contacts none of them, so there is no host to guard.
    """

    holders: tuple[Holder, ...] = ()


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who receives the data, in which role, and at which hosts.

    `hosts` are contacted by this site's server. `frames` are loaded by the reader's
    browser; what these frames load in turn comes from `media`, whose names may begin
    with ``*.``. `kept_for` is a message id: how long the recipient stores the data, by
    its own statement (Art. 13(2)(a)). `policy_urls` maps languages to privacy notices,
    `policy_url` is for all others. `country` is its seat, `parent` its owner, `contact`
    where to write to.

    For short sentences: `short_name` is what people call it, by default its name;
    `kept_briefly` is a message id, the rest of "It keeps it …"; `own_purposes` that of
    a sentence, by default a general one for a controller. `provenance` says to admins
    how role and storage are known. None of these is a fact: changing them ends no
    consent.
    """

    name: str
    role: Role
    hosts: tuple[str, ...]
    kept_for: str
    policy_url: str
    transfer: Transfer | None
    frames: tuple[str, ...]
    media: tuple[str, ...]
    policy_urls: tuple[tuple[str, str], ...]
    country: str
    parent: Company | None
    contact: str
    short_name: str
    kept_briefly: str
    own_purposes: str
    provenance: Provenance | None

    def __init__(  # noqa: PLR0913 - each is a fact the reader is told
        self,
        name: str,
        *,
        role: Role,
        hosts: tuple[str, ...] = (),
        kept_for: str,
        policy_url: str = "",
        transfer: Transfer | None = None,
        frames: tuple[str, ...] = (),
        media: tuple[str, ...] = (),
        policy_urls: tuple[tuple[str, str], ...] = (),
        country: str = "",
        parent: Company | None = None,
        contact: str = "",
        short_name: str = "",
        kept_briefly: str = "",
        own_purposes: str = "",
        provenance: Provenance | None = None,
    ) -> None:
        require_text(name, "A recipient's name")
        if len(name) > _LONGEST_NAME:
            msg = f"A recipient's name has at most {_LONGEST_NAME} characters"
            raise InvalidDeclaration(msg)
        require_text(kept_for, "How long a recipient keeps the data")
        require_brief(short_name, f"{name}: the short name")
        require_brief(kept_briefly, f"{name}: in brief how long it keeps the data")
        if kept_briefly.endswith("."):
            msg = f"{name}: kept_briefly is the rest of a sentence, without full stop"
            raise InvalidDeclaration(msg)
        require_hosts(hosts, name)
        require_hosts(frames, name)
        require_hosts(media, name, wildcards=True)
        if not hosts and not frames:
            msg = f"{name}: a recipient has at least one host, or one of a frame"
            raise InvalidDeclaration(msg)
        for address in (policy_url, *(url for _language, url in policy_urls)):
            if address and not address.startswith("https://"):
                msg = f"{name}: the policy address starts with https://"
                raise InvalidDeclaration(msg)
        if country:
            require_country(country, f"{name}: the country")
        facts = {
            "name": name, "role": Role(role), "hosts": hosts, "kept_for": kept_for,
            "policy_url": policy_url, "transfer": transfer, "frames": frames,
            "media": media, "policy_urls": tuple(policy_urls), "country": country,
            "parent": parent, "contact": contact, "short_name": short_name or name,
            "kept_briefly": kept_briefly, "own_purposes": own_purposes,
            "provenance": provenance,
        }  # fmt: skip
        for field, value in facts.items():
            object.__setattr__(self, field, value)

    @property
    def is_known_by_host(self) -> bool:
        """Say whether nothing but its host is declared: only the site knows who it is.

        A mailbox is, see ``disclosure.site_facts.mailboxes``.
        """
        return self.role is Role.PROCESSOR and self.name in self.hosts

    def get_policy_url(self, language: str) -> str:
        """Return the address of the notice in `language`, or else of any."""
        return dict(self.policy_urls).get(language.partition("-")[0], self.policy_url)
