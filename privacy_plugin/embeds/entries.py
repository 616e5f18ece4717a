"""Read a provider from plain data: a table of ``providers.toml``, a setting, a form.

Every error names the provider, the fact and what was expected.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, TypeVar

from privacy_plugin.embeds.errors import ProviderInvalid
from privacy_plugin.embeds.provider import (
    Alternative,
    Basis,
    Extra,
    FrameAttributes,
    Kind,
    Provider,
    TransferFacts,
    Use,
)
from privacy_plugin.processing import (
    Company,
    DeviceStorage,
    InvalidDeclaration,
    Lasting,
    StorageKind,
)

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

Entry = Mapping[str, Any]

REQUIRED = (
    "name", "version", "kind", "controller", "policy_urls", "patterns", "verified_on",
)  # fmt: skip
OPTIONAL = (
    "parent", "transfer", "uses", "extras", "storage", "frames", "media", "frame_url",
    "params", "kept", "frame", "lookup", "lookup_hosts", "per_host", "known_hosts",
    "alternative", "sources",
)  # fmt: skip


def provider_from(key: str, entry: Entry) -> Provider:
    """Return the provider an entry describes.

    Raises ProviderInvalid, naming `key`, the fact that is missing, unknown or of the
    wrong kind, and what it should be.
    """
    _Reader(key, entry).table(entry, "the entry")
    for name in REQUIRED:
        if entry.get(name) in (None, "", [], {}):
            _refuse(key, name, "given")
    unknown = sorted(set(entry) - {*REQUIRED, *OPTIONAL})
    if unknown:
        _refuse(key, unknown[0], f"one of {', '.join((*REQUIRED, *OPTIONAL))}")
    try:
        return Provider(key=key, **_Reader(key, entry).facts())
    except InvalidDeclaration as error:
        msg = f"{key}: {error}"
        raise ProviderInvalid(msg) from error


def _refuse(key: str, fact: str, expected: str) -> None:
    msg = f"{key}: {fact} must be {expected}"
    raise ProviderInvalid(msg)


class _Reader:
    """Turn the facts of one entry into values, one method for each kind."""

    def __init__(self, key: str, entry: Entry) -> None:
        self.key = key
        self.entry = entry

    def facts(self) -> dict[str, Any]:
        read: dict[str, Callable[[Any, str], Any]] = {
            "name": self.text,
            "version": self.number,
            "kind": lambda value, fact: self.word(Kind, value, fact),
            "controller": self.company,
            "parent": self.company,
            "policy_urls": self.texts_by_name,
            "patterns": self.patterns,
            "verified_on": self.day,
            "transfer": self.transfer,
            "uses": lambda value, fact: self.words(Use, value, fact),
            "extras": lambda value, fact: self.words(Extra, value, fact),
            "storage": self.storage,
            "frames": self.texts,
            "media": self.texts,
            "frame_url": self.text,
            "params": self.texts_by_name,
            "kept": self.texts_by_name,
            "frame": self.frame,
            "lookup": self.text,
            "lookup_hosts": self.texts,
            "per_host": self.flag,
            "known_hosts": self.texts,
            "alternative": lambda value, fact: self.word(Alternative, value, fact),
            "sources": self.texts,
        }
        return {name: read[name](value, name) for name, value in self.entry.items()}

    def text(self, value: object, fact: str) -> str:
        if not isinstance(value, str):
            _refuse(self.key, fact, "a text")
        return str(value)

    def number(self, value: object, fact: str) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            _refuse(self.key, fact, "a whole number")
        return int(str(value))

    def flag(self, value: object, fact: str) -> bool:
        if not isinstance(value, bool):
            _refuse(self.key, fact, "true or false")
        return bool(value)

    def day(self, value: object, fact: str) -> date:
        if isinstance(value, str):
            try:
                value = date.fromisoformat(value)
            except ValueError:
                _refuse(self.key, fact, "a date such as 2026-08-31")
        if isinstance(value, datetime) or not isinstance(value, date):
            _refuse(self.key, fact, "a date such as 2026-08-31")
        return value  # type: ignore[return-value] # just made sure of

    def texts(self, value: object, fact: str) -> tuple[str, ...]:
        return tuple(
            self.text(one, f"{fact}[{place}]")
            for place, one in enumerate(self.several(value, fact))
        )

    def several(self, value: object, fact: str) -> Sequence[Any]:
        if not isinstance(value, list | tuple):
            _refuse(self.key, fact, "a list")
        return value  # type: ignore[return-value] # just made sure of

    def table(self, value: object, fact: str, *names: str) -> Entry:
        if not isinstance(value, Mapping):
            _refuse(self.key, fact, "a table")
        table: Entry = value  # type: ignore[assignment] # just made sure of
        for name in table:
            if names and name not in names:
                _refuse(self.key, f"{fact}.{name}", f"one of {', '.join(names)}")
        return table

    def texts_by_name(self, value: object, fact: str) -> dict[str, str]:
        return {
            name: self.text(one, f"{fact}.{name}")
            for name, one in self.table(value, fact).items()
        }

    def word(self, kind: type[E], value: object, fact: str) -> E:
        try:
            return kind(str(value))
        except ValueError:
            _refuse(self.key, fact, f"one of {', '.join(kind)}")
            raise

    def words(self, kind: type[E], value: object, fact: str) -> tuple[E, ...]:
        return tuple(
            self.word(kind, one, f"{fact}[{place}]")
            for place, one in enumerate(self.several(value, fact))
        )

    def company(self, value: object, fact: str) -> Company:
        table = self.table(value, fact, "name", "country")
        for name in ("name", "country"):
            if name not in table:
                _refuse(self.key, f"{fact}.{name}", "given")
        return Company(
            self.text(table["name"], f"{fact}.name"),
            self.text(table["country"], f"{fact}.country"),
        )

    def patterns(self, value: object, fact: str) -> tuple[re.Pattern[str], ...]:
        found = []
        for place, one in enumerate(self.texts(value, fact)):
            try:
                found.append(re.compile(one, re.ASCII))
            except re.error:
                _refuse(self.key, f"{fact}[{place}]", "a regular expression")
        return tuple(found)

    def transfer(self, value: object, fact: str) -> TransferFacts:
        table = self.table(value, fact, "countries", "basis", "checked_on")
        for name in ("countries", "basis", "checked_on"):
            if not table.get(name):
                _refuse(self.key, f"{fact}.{name}", "given")
        return TransferFacts(
            self.texts(table["countries"], f"{fact}.countries"),
            self.word(Basis, table["basis"], f"{fact}.basis"),
            self.day(table["checked_on"], f"{fact}.checked_on"),
        )

    def storage(self, value: object, fact: str) -> tuple[DeviceStorage, ...]:
        return tuple(
            self._stored(one, f"{fact}[{place}]")
            for place, one in enumerate(self.several(value, fact))
        )

    def _stored(self, value: object, fact: str) -> DeviceStorage:
        table = self.table(value, fact, "kind", "name", "days", "lasting", "on_use")
        for name in ("kind", "name"):
            if not table.get(name):
                _refuse(self.key, f"{fact}.{name}", "given")
        if ("days" in table) == ("lasting" in table):
            _refuse(self.key, fact, "given a duration, either days or lasting")
        return DeviceStorage(
            self.word(StorageKind, table["kind"], f"{fact}.kind"),
            self.text(table["name"], f"{fact}.name"),
            period=timedelta(days=self.number(table["days"], f"{fact}.days"))
            if "days" in table
            else self.word(Lasting, table["lasting"], f"{fact}.lasting"),
            on_use=self.flag(table.get("on_use", False), f"{fact}.on_use"),
        )

    def frame(self, value: object, fact: str) -> FrameAttributes:
        names = FrameAttributes.__slots__
        table = self.table(value, fact, *names)
        read: dict[str, Callable[[Any, str], Any]] = {
            "ratio": self.ratio,
            "height": self.number,
            "allow": self.texts,
            "sandbox": self.texts,
            "referrer_policy": self.text,
            "credentialless": self.flag,
        }
        return FrameAttributes(
            **{name: read[name](one, f"{fact}.{name}") for name, one in table.items()}
        )

    def ratio(self, value: object, fact: str) -> tuple[int, int]:
        sides = [self.number(one, fact) for one in self.several(value, fact)]
        if len(sides) != 2 or not all(sides):  # noqa: PLR2004 - width and height
            _refuse(self.key, fact, "two numbers, such as [16, 9]")
        return sides[0], sides[1]
