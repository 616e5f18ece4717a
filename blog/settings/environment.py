"""Read what differs between installations from environment variables, typed.

Each reader takes the name of a variable and returns a value of its type. What cannot
be read stops the start with a sentence that names the variable and says what it should
look like. The sentence never repeats the value: it may hold a password.
"""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo

from django.core.exceptions import ImproperlyConfigured
from environ import Env

T = TypeVar("T")

_YES = frozenset({"1", "true", "yes", "on"})
_NO = frozenset({"0", "false", "no", "off"})
_POSTGRESQL = frozenset({"postgres", "postgresql", "psql", "pgsql"})


class Environment:
    """Return variables of `source`, by default those of the process."""

    def __init__(self, source: Mapping[str, str] = os.environ) -> None:
        self._source = source

    def text(self, name: str, default: str | None = None) -> str:
        """Return a text; without a default the variable must be set and not empty."""
        value = self._source.get(name, "").strip()
        if value:
            return value
        if default is None:
            raise _wrong(name, "must be set and must not be empty")
        return default

    def secret_key(self, name: str) -> str:
        """Return a signing key that is long enough to be one."""
        value = self.text(name)
        shortest = 50  # what security.W009 asks for
        if len(value) < shortest or len(set(value)) < 5:  # noqa: PLR2004 - W009 again
            raise _wrong(name, "must be at least 50 random characters long")
        return value

    def switch(self, name: str, *, default: bool) -> bool:
        value = self.text(name, "").lower()
        if not value:
            return default
        if value not in _YES | _NO:
            raise _wrong(name, "must be true or false")
        return value in _YES

    def number(
        self, name: str, default: int, *, least: int = 0, most: int | None = None
    ) -> int:
        """Return a whole number, not below `least` nor above `most`."""
        value = self._parsed(name, int, "must be a whole number")
        if value is None:
            return default
        if value < least or (most is not None and value > most):
            limits = f"between {least} and {most}" if most else f"at least {least}"
            raise _wrong(name, f"must be {limits}")
        return value

    def words(self, name: str, default: str | None = None) -> list[str]:
        """Return the parts of a comma-separated list."""
        parts = (part.strip() for part in self.text(name, default).split(","))
        return [part for part in parts if part]

    def folders(self, name: str) -> list[Path]:
        """Return the folders in a comma-separated list; each has to exist."""
        found = [Path(word) for word in self.words(name, "")]
        if not all(folder.is_dir() for folder in found):
            raise _wrong(name, "must list folders that exist, separated by commas")
        return found

    def choice(self, name: str, default: str, among: tuple[str, ...]) -> str:
        """Return one of the words in `among`."""
        value = self.text(name, default).lower()
        if value not in among:
            raise _wrong(name, f"must be one of {', '.join(among)}")
        return value

    def networks(self, name: str) -> tuple[str, ...]:
        """Return IP networks, comma-separated (``127.0.0.1, 10.0.0.0/8``)."""
        words = self.words(name, "")
        for word in words:
            try:
                ipaddress.ip_network(word)
            except ValueError:
                raise _wrong(name, "must be a list of IP networks") from None
        return tuple(words)

    def time_zone(self, name: str, default: str) -> str:
        """Return the name of a time zone the machine knows."""
        value = self.text(name, default)
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError):
            raise _wrong(name, "must be a time zone like Europe/Berlin") from None
        return value

    def url(self, name: str, default: str | None = None) -> str:
        """Return an http or https address, without a slash at its end."""
        value = self.text(name, default)
        parts = self._split(name, value)
        is_complete = parts.scheme in {"http", "https"} and parts.hostname
        if not is_complete or parts.query or parts.fragment:
            raise _wrong(name, "must be an address like https://example.org")
        return value.rstrip("/")

    def database(self, name: str, default: str | None = None) -> dict[str, Any]:
        """Return Django's description of a database, SQLite or PostgreSQL."""
        wanted = "must read sqlite:////path/to/file or postgres://user@host:5432/name"
        value = self.text(name, default)
        parts = self._split(name, value)
        if parts.scheme not in _POSTGRESQL | {"sqlite"}:
            raise _wrong(name, wanted)
        if parts.scheme == "sqlite" and parts.netloc:
            raise _wrong(name, f"{wanted} (a path on this machine has four slashes)")
        if len(parts.path) < 2:  # noqa: PLR2004 - a slash and a name
            raise _wrong(name, wanted)
        return dict(Env.db_url_config(value))

    def cache(self, name: str) -> dict[str, Any] | None:
        """Return Django's description of a Redis cache, or None if there is none."""
        value = self.text(name, "")
        if not value:
            return None
        parts = self._split(name, value)
        if parts.scheme not in {"redis", "rediss", "unix"}:
            raise _wrong(name, "must be an address like redis://127.0.0.1:6379/0")
        return {
            "BACKEND": "blog.backends.cache.FaultTolerantRedisCache",
            "LOCATION": value,
        }

    def _parsed(self, name: str, parse: Callable[[str], T], wanted: str) -> T | None:
        value = self.text(name, "")
        if not value:
            return None
        try:
            return parse(value)
        except ValueError:
            raise _wrong(name, wanted) from None

    def _split(self, name: str, value: str) -> SplitResult:
        try:
            parts = urlsplit(value)
            parts.port  # noqa: B018 - reading it is what checks it
        except ValueError:
            raise _wrong(name, "is not an address") from None
        return parts


def _wrong(name: str, what: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"Environment variable {name} {what}.")
