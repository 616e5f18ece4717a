"""Settings declared once, with default, type, rule and documentation.

Each app has a ``conf.py`` with a subclass of ``AppSettings``. From it come the typed
value, the check ``privacy.E001`` and ``docs/reference/settings.md``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, ClassVar, Generic, TypeVar, cast, overload

from django.apps import apps
from django.conf import settings

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Rule:
    """What a value must be; `requirement` completes "PRIVACY_… must be"."""

    requirement: str
    is_valid: Callable[[object], bool]


class Setting(Generic[T]):
    """A setting of an app, read from Django's settings at each access.

    The name is the prefix of the app with the name of the attribute. `doc` is Markdown.
    """

    name: str

    def __init__(self, default: T, rule: Rule, doc: str) -> None:
        """Declare the setting; its name comes from the attribute."""
        self.default = default
        self.rule = rule
        self.doc = doc

    def __set_name__(self, owner: type[AppSettings], attribute: str) -> None:
        self.name = f"{owner.prefix}{attribute.upper()}"

    @overload
    def __get__(self, instance: None, owner: type[AppSettings]) -> Setting[T]: ...

    @overload
    def __get__(self, instance: AppSettings, owner: type[AppSettings]) -> T: ...

    def __get__(
        self, instance: AppSettings | None, owner: type[AppSettings]
    ) -> Setting[T] | T:
        return self if instance is None else self.read()

    def read(self) -> T:
        """Return the value that is set, valid or not, or else the default."""
        return cast("T", getattr(settings, self.name, self.default))


class AppSettings:
    """The settings of one app, which exist where `app` is installed."""

    app: ClassVar[str]
    prefix: ClassVar[str]

    @classmethod
    def declared(cls) -> list[Setting[Any]]:
        """Return the settings in the order of their declaration."""
        return [value for value in vars(cls).values() if isinstance(value, Setting)]


def get_installed_settings() -> list[Setting[Any]]:
    """Return the settings of every installed app whose ``conf`` has been imported."""
    return [
        setting
        for declaration in AppSettings.__subclasses__()
        if apps.is_installed(declaration.app)
        for setting in declaration.declared()
    ]


def _is_integer(value: object, least: int, most: float = float("inf")) -> bool:
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return is_number and least <= cast("int", value) <= most


def integer_between(least: int, most: int) -> Rule:
    """Return the rule for a whole number, both ends included."""
    return Rule(
        f"a whole number from {least} to {most}",
        lambda value: _is_integer(value, least, most),
    )


BOOLEAN = Rule("True or False", lambda value: isinstance(value, bool))
STRING = Rule("a string", lambda value: isinstance(value, str))
POSITIVE_INTEGER = Rule(
    "a positive whole number", lambda value: _is_integer(value, least=1)
)
NON_NEGATIVE_INTEGER = Rule(
    "a whole number, zero or more", lambda value: _is_integer(value, least=0)
)
POSITIVE_TIMEDELTA = Rule(
    "a positive timedelta",
    lambda value: isinstance(value, timedelta) and value > timedelta(0),
)
HOUR = integer_between(0, 23)
