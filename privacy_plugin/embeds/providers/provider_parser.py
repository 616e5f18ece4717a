"""Read a provider from plain data: a table of ``providers.toml``, a setting, a file.

Every error names the provider, the fact and what was expected.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, NoReturn, TypeVar

from privacy_plugin.embeds.providers.provider import (
    PERMISSIONS,
    REFERRER_POLICIES,
    SANDBOX,
    Alternative,
    DataUse,
    EmbedKind,
    EmbedProvider,
    ExtraData,
    FrameAttributes,
    ProviderInvalid,
    TransferBasis,
    TransferFacts,
)
from privacy_plugin.processing import (
    N_,
    Company,
    DeviceStorage,
    InvalidDeclaration,
    Lasting,
    Phrase,
    StorageKind,
)
from privacy_plugin.processing.recipient import require_country

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

Entry = Mapping[str, Any]
_MOST_DAYS = 36_500

REQUIRED = (
    "name", "version", "kind", "controller", "patterns",
)  # fmt: skip
OPTIONAL = (
    "policy_urls", "parent", "transfer", "uses", "extras", "storage", "frames", "media",
    "frame_url", "params", "query", "kept", "upright", "frame", "lookup",
    "lookup_hosts", "per_host", "known_hosts", "needs_known_hosts", "alternative",
    "sources", "verified_on", "based_on",
)  # fmt: skip


def parse_provider(key: str, entry: Entry) -> EmbedProvider:
    """Return the provider an entry describes.

    Raises ProviderInvalid, naming `key`, the fact that is missing, unknown or of the
    wrong kind, and what it should be.
    """
    _Reader(key, entry).table(entry, "the entry")
    for name in REQUIRED if entry.get("per_host") else (*REQUIRED, "policy_urls"):
        if entry.get(name) in (None, "", [], {}):
            _refuse(key, name, N_("given"))
    unknown = sorted(set(entry) - {*REQUIRED, *OPTIONAL})
    if unknown:
        _refuse(key, unknown[0], _one_of((*REQUIRED, *OPTIONAL)))
    return EmbedProvider(key=key, **_Reader(key, entry).facts())


def _refuse(key: str, fact: str, expected: str) -> NoReturn:
    raise ProviderInvalid(key=key, fact=fact, expected=expected)


def _one_of(words: Iterable[str]) -> Phrase:
    return Phrase(N_("one of %(words)s"), words=", ".join(words))


class _Reader:
    """Turn the facts of one entry into values, one method for each kind."""

    def __init__(self, key: str, entry: Entry) -> None:
        self.key = key
        self.entry = entry

    def facts(self) -> dict[str, Any]:
        read: dict[str, Callable[[Any, str], Any]] = {
            "name": self.text,
            "version": self.number,
            "kind": lambda value, fact: self.word(EmbedKind, value, fact),
            "controller": self.company,
            "parent": self.company,
            "policy_urls": self.texts_by_name,
            "patterns": self.patterns,
            "verified_on": self.day,
            "transfer": self.transfer,
            "uses": lambda value, fact: self.words(DataUse, value, fact),
            "extras": lambda value, fact: self.words(ExtraData, value, fact),
            "storage": self.storage,
            "frames": self.texts,
            "media": self.texts,
            "frame_url": self.text_or_texts,
            "params": self.texts_by_name,
            "query": self.patterns_by_name,
            "kept": self.texts_by_name,
            "upright": self.patterns,
            "frame": self.frame,
            "lookup": self.text,
            "lookup_hosts": self.texts,
            "per_host": self.flag,
            "known_hosts": self.texts,
            "needs_known_hosts": self.flag,
            "alternative": lambda value, fact: self.word(Alternative, value, fact),
            "sources": self.texts,
            "based_on": self.number,
        }
        return {name: read[name](value, name) for name, value in self.entry.items()}

    def text(self, value: object, fact: str) -> str:
        if not isinstance(value, str):
            _refuse(self.key, fact, N_("a text"))
        return str(value)

    def number(self, value: object, fact: str) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            _refuse(self.key, fact, N_("a whole number"))
        return int(str(value))

    def flag(self, value: object, fact: str) -> bool:
        if not isinstance(value, bool):
            _refuse(self.key, fact, N_("true or false"))
        return bool(value)

    def day(self, value: object, fact: str) -> date:
        if isinstance(value, str):
            try:
                value = date.fromisoformat(value)
            except ValueError:
                _refuse(self.key, fact, N_("a date such as 2026-08-31"))
        if isinstance(value, datetime) or not isinstance(value, date):
            _refuse(self.key, fact, N_("a date such as 2026-08-31"))
        return value

    def texts(self, value: object, fact: str) -> tuple[str, ...]:
        return tuple(
            self.text(one, f"{fact}[{place}]")
            for place, one in enumerate(self.several(value, fact))
        )

    def text_or_texts(self, value: object, fact: str) -> tuple[str, ...]:
        return (value,) if isinstance(value, str) else self.texts(value, fact)

    def several(self, value: object, fact: str) -> Sequence[Any]:
        if not isinstance(value, list | tuple):
            _refuse(self.key, fact, N_("a list"))
        return value

    def table(self, value: object, fact: str, *names: str) -> Entry:
        if not isinstance(value, Mapping):
            _refuse(self.key, fact, N_("a table"))
        table: Entry = value
        for name in table:
            if names and name not in names:
                _refuse(self.key, f"{fact}.{name}", _one_of(names))
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
            _refuse(self.key, fact, _one_of(kind))

    def words(self, kind: type[E], value: object, fact: str) -> tuple[E, ...]:
        return tuple(
            self.word(kind, one, f"{fact}[{place}]")
            for place, one in enumerate(self.several(value, fact))
        )

    def company(self, value: object, fact: str) -> Company:
        names = ("name", "country", "address", "representative")
        table = self.table(value, fact, *names)
        for name in ("name", "country"):
            if name not in table:
                _refuse(self.key, f"{fact}.{name}", N_("given"))
        texts = {one: self.text(table[one], f"{fact}.{one}") for one in table}
        if not texts["name"].strip():
            _refuse(self.key, f"{fact}.name", N_("given"))
        if texts["country"]:
            self.country(texts["country"], f"{fact}.country")
        return Company(**texts)

    def country(self, value: object, fact: str) -> str:
        try:
            require_country(self.text(value, fact), fact)
        except InvalidDeclaration:
            _refuse(self.key, fact, N_("two capital letters, the code of a country"))
        return str(value)

    def patterns(self, value: object, fact: str) -> tuple[re.Pattern[str], ...]:
        return tuple(
            self.pattern(one, f"{fact}[{place}]")
            for place, one in enumerate(self.texts(value, fact))
        )

    def patterns_by_name(self, value: object, fact: str) -> dict[str, re.Pattern[str]]:
        return {
            name: self.pattern(one, f"{fact}.{name}")
            for name, one in self.texts_by_name(value, fact).items()
        }

    def pattern(self, value: str, fact: str) -> re.Pattern[str]:
        try:
            return re.compile(value, re.ASCII)
        except re.error:
            _refuse(self.key, fact, N_("a regular expression"))

    def transfer(self, value: object, fact: str) -> TransferFacts:
        table = self.table(value, fact, "countries", "basis", "checked_on")
        for name in ("countries", "basis"):
            if not table.get(name):
                _refuse(self.key, f"{fact}.{name}", N_("given"))
        return TransferFacts(
            tuple(
                self.country(one, f"{fact}.countries[{place}]")
                for place, one in enumerate(
                    self.several(table["countries"], f"{fact}.countries")
                )
            ),
            self.word(TransferBasis, table["basis"], f"{fact}.basis"),
            self.day(table["checked_on"], f"{fact}.checked_on")
            if table.get("checked_on")
            else None,
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
                _refuse(self.key, f"{fact}.{name}", N_("given"))
        if ("days" in table) == ("lasting" in table):
            _refuse(self.key, fact, N_("given a duration, either days or lasting"))
        return DeviceStorage(
            self.word(StorageKind, table["kind"], f"{fact}.kind"),
            self.text(table["name"], f"{fact}.name"),
            period=self._days(table["days"], f"{fact}.days")
            if "days" in table
            else self.word(Lasting, table["lasting"], f"{fact}.lasting"),
            on_use=self.flag(table.get("on_use", False), f"{fact}.on_use"),
        )

    def _days(self, value: object, fact: str) -> timedelta:
        days = self.number(value, fact)
        if not 0 < days <= _MOST_DAYS:
            _refuse(self.key, fact, N_("a number of days above zero"))
        return timedelta(days=days)

    def frame(self, value: object, fact: str) -> FrameAttributes:
        names = FrameAttributes.__slots__
        table = self.table(value, fact, *names)
        read: dict[str, Callable[[Any, str], Any]] = {
            "ratio": self.ratio,
            "height": self.number,
            "allow": lambda one, name: self.those(PERMISSIONS, one, name),
            "sandbox": lambda one, name: self.those(SANDBOX, one, name),
            "referrer_policy": lambda one, name: self.those(
                REFERRER_POLICIES, [one], name
            )[0],
            "credentialless": self.flag,
        }
        return FrameAttributes(
            **{name: read[name](one, f"{fact}.{name}") for name, one in table.items()}
        )

    def those(self, known: Sequence[str], value: object, fact: str) -> tuple[str, ...]:
        for one in self.texts(value, fact):
            if one not in known:
                _refuse(self.key, fact, _one_of(known))
        return self.texts(value, fact)

    def ratio(self, value: object, fact: str) -> tuple[int, int]:
        sides = [self.number(one, fact) for one in self.several(value, fact)]
        if len(sides) != 2 or not all(sides):  # noqa: PLR2004 - width and height
            _refuse(self.key, fact, N_("two numbers, such as [16, 9]"))
        return sides[0], sides[1]
