"""Parse a provider from plain data: ``providers.toml``, a setting, a file.

Every error names the provider, the fact and what was expected.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import partial
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
from privacy_plugin.processing.recipient import require_brief, require_country

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

Entry = Mapping[str, Any]
_MOST_DAYS = 36_500

REQUIRED = ("name", "version", "kind", "controller", "patterns")
_FIELDS = [one.name for one in fields(EmbedProvider) if one.name != "key"]
FACTS = tuple(dict.fromkeys((*REQUIRED, *_FIELDS)))


def parse_provider(key: str, entry: Entry) -> EmbedProvider:
    """Return the provider an entry describes.

    Raises ProviderInvalid, naming `key`, the fact that is missing, unknown or of the
    wrong kind, and what it should be.
    """
    _Reader(key, entry).table(entry, "the entry")
    for name in REQUIRED if entry.get("per_host") else (*REQUIRED, "policy_urls"):
        if entry.get(name) in (None, "", [], {}):
            _refuse(key, name, N_("given"))
    if unknown := sorted(set(entry) - {*FACTS}):
        _refuse(key, unknown[0], _one_of(FACTS))
    return EmbedProvider(key=key, **_Reader(key, entry).facts())


def _refuse(key: str, fact: str, expected: str) -> NoReturn:
    raise ProviderInvalid(key=key, fact=fact, expected=expected)


def _one_of(words: Iterable[str]) -> Phrase:
    return Phrase(N_("one of %(words)s"), words=", ".join(words))


class _Reader:
    """Parse the facts of one entry, one method per kind."""

    def __init__(self, key: str, entry: Entry) -> None:
        self.key = key
        self.entry = entry

    def facts(self) -> dict[str, Any]:
        read: dict[str, Callable[[Any, str], Any]] = {
            "name": self.text,
            "version": self.number,
            "kind": partial(self.word, EmbedKind),
            "controller": self.company,
            "parent": self.company,
            "policy_urls": partial(self.by_name, self.text),
            "patterns": partial(self.each, self.pattern),
            "verified_on": self.day,
            "transfer": self.transfer,
            "uses": partial(self.each, partial(self.word, DataUse)),
            "extras": partial(self.each, partial(self.word, ExtraData)),
            "storage": partial(self.each, self.storage),
            "frames": self.texts,
            "media": self.texts,
            "frame_url": self.text_or_texts,
            "params": partial(self.by_name, self.text),
            "query": partial(self.by_name, self.pattern),
            "kept": partial(self.by_name, self.text),
            "upright": partial(self.each, self.pattern),
            "frame": self.frame,
            "lookup": self.text,
            "lookup_hosts": self.texts,
            "per_host": self.flag,
            "known_hosts": self.texts,
            "needs_known_hosts": self.flag,
            "alternative": partial(self.word, Alternative),
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

    def each(
        self, read: Callable[[Any, str], T], value: object, fact: str
    ) -> tuple[T, ...]:
        if not isinstance(value, list | tuple):
            _refuse(self.key, fact, N_("a list"))
        return tuple(read(one, f"{fact}[{at}]") for at, one in enumerate(value))

    def by_name(
        self, read: Callable[[Any, str], T], value: object, fact: str
    ) -> dict[str, T]:
        table = self.table(value, fact)
        return {name: read(one, f"{fact}.{name}") for name, one in table.items()}

    def texts(self, value: object, fact: str) -> tuple[str, ...]:
        return self.each(self.text, value, fact)

    def text_or_texts(self, value: object, fact: str) -> tuple[str, ...]:
        return (value,) if isinstance(value, str) else self.texts(value, fact)

    def table(
        self, value: object, fact: str, *names: str, required: Collection[str] = ()
    ) -> Entry:
        if not isinstance(value, Mapping):
            _refuse(self.key, fact, N_("a table"))
        table: Entry = value
        for name in table:
            if names and name not in names:
                _refuse(self.key, f"{fact}.{name}", _one_of(names))
        for name in required:
            if not table.get(name):
                _refuse(self.key, f"{fact}.{name}", N_("given"))
        return table

    def word(self, kind: type[E], value: object, fact: str) -> E:
        try:
            return kind(str(value))
        except ValueError:
            _refuse(self.key, fact, _one_of(kind))

    def company(self, value: object, fact: str) -> Company:
        names = ("name", "country", "address", "representative", "short_name")
        table = self.table(value, fact, *names)
        for name in ("name", "country"):
            if name not in table:
                _refuse(self.key, f"{fact}.{name}", N_("given"))
        texts = {one: self.text(table[one], f"{fact}.{one}") for one in table}
        if not texts["name"].strip():
            _refuse(self.key, f"{fact}.name", N_("given"))
        try:
            require_brief(texts.get("short_name", ""), fact)
        except InvalidDeclaration:
            _refuse(
                self.key, f"{fact}.short_name", N_("a name of 60 characters at most")
            )
        if texts["country"]:
            self.country(texts["country"], f"{fact}.country")
        return Company(**texts)

    def country(self, value: object, fact: str) -> str:
        try:
            require_country(self.text(value, fact), fact)
        except InvalidDeclaration:
            _refuse(self.key, fact, N_("two capital letters, the code of a country"))
        return str(value)

    def pattern(self, value: object, fact: str) -> re.Pattern[str]:
        try:
            return re.compile(self.text(value, fact), re.ASCII)
        except re.error:
            _refuse(self.key, fact, N_("a regular expression"))

    def transfer(self, value: object, fact: str) -> TransferFacts:
        required = ("countries", "basis")
        table = self.table(value, fact, *required, "checked_on", required=required)
        day = table.get("checked_on")
        return TransferFacts(
            self.each(self.country, table["countries"], f"{fact}.countries"),
            self.word(TransferBasis, table["basis"], f"{fact}.basis"),
            self.day(day, f"{fact}.checked_on") if day else None,
        )

    def storage(self, value: object, fact: str) -> DeviceStorage:
        names = ("kind", "name", "days", "lasting", "on_use")
        table = self.table(value, fact, *names, required=names[:2])
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
        sides = self.each(lambda one, _place: self.number(one, fact), value, fact)
        if len(sides) != 2 or not all(sides):  # noqa: PLR2004 - width and height
            _refuse(self.key, fact, N_("two numbers, such as [16, 9]"))
        return sides[0], sides[1]
