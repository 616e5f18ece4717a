"""The registry of all declarations.

Each app's ``processing.py`` calls ``register``; ``PrivacyConfig.ready()`` imports them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Protocol

from privacy_plugin.processing.activity import NotPersonal, ProcessingActivity
from privacy_plugin.processing.errors import DuplicateActivity, UnknownActivity
from privacy_plugin.processing.vocabulary import ActivityKey


class Family(Protocol):
    """Make declarations of one kind from data that may change while the site runs."""

    def find(self, key: str) -> ProcessingActivity | None:
        """Return the declaration with this key, None if the data has none."""

    def used(self) -> Iterable[ProcessingActivity]:
        """Return those that take place on this site now."""


class SiteView(Protocol):
    """Say how activities take place on one site; None is a page of no site."""

    def __call__(
        self, activities: tuple[ProcessingActivity, ...], site_id: int | None
    ) -> tuple[ProcessingActivity, ...]:
        """Return the activities, each with the data of this site, or without some."""


class Registry:
    """Hold declarations by key, in the order of their registration.

    Iterating yields those that were registered; what families make from data has to be
    asked for by `get` or `used`. They store nothing, so retention and export need not
    know them.
    """

    def __init__(self) -> None:
        self._families: dict[str, Family] = {}
        self._site_views: list[SiteView] = []
        self._activities: dict[ActivityKey, ProcessingActivity] = {}
        self._not_personal: dict[str, NotPersonal] = {}

    def register(self, declaration: ProcessingActivity | NotPersonal) -> None:
        """Add a declaration; raise DuplicateActivity when its key is taken."""
        if isinstance(declaration, NotPersonal):
            if declaration.model in self._not_personal:
                raise DuplicateActivity(declaration.model)
            self._not_personal[declaration.model] = declaration
            return
        if declaration.key in self._activities:
            raise DuplicateActivity(declaration.key)
        self._activities[declaration.key] = declaration

    def register_family(self, prefix: str, family: Family) -> None:
        """Let `family` answer for the keys that begin with `prefix`, a feature's name.

        Raises DuplicateActivity when another family does.
        """
        if prefix in self._families:
            raise DuplicateActivity(prefix)
        self._families[prefix] = family

    def register_site_view(self, view: SiteView) -> None:
        """Let `view` say what of the declarations takes place on one site, and how."""
        self._site_views.append(view)

    def on_site(
        self, activities: tuple[ProcessingActivity, ...], site_id: int | None
    ) -> tuple[ProcessingActivity, ...]:
        """Return the activities as they take place on one site."""
        for view in self._site_views:
            activities = view(activities, site_id)
        return activities

    def find(self, key: str) -> ProcessingActivity | None:
        """Return the declaration with this key, switched on or off; None for none."""
        found = self._activities.get(ActivityKey(key))
        if found is None and (family := self._families.get(key.partition(".")[0])):
            found = family.find(key)
        return found

    def get(self, key: str) -> ProcessingActivity:
        """Return the declaration with this key; raise UnknownActivity if none has."""
        found = self.find(key)
        if found is None:
            msg = f"No activity {key!r} is declared"
            raise UnknownActivity(msg)
        return found

    def used(self) -> tuple[ProcessingActivity, ...]:
        """Return every declaration, and of each family those that take place."""
        known = {activity.key: activity for activity in self}
        for family in self._families.values():
            for activity in family.used():
                known.setdefault(activity.key, activity)
        return tuple(known.values())

    def __iter__(self) -> Iterator[ProcessingActivity]:
        return iter(tuple(self._activities.values()))

    def columns_not_personal(self, model: str) -> frozenset[str]:
        """Return the fields of ``app_label.Model`` not personal, or reserved."""
        listed = self._not_personal.get(model)
        return frozenset(listed.fields + listed.reserved) if listed else frozenset()

    def reserved_columns(self) -> frozenset[str]:
        """Return ``app_label.Model.field`` of what is empty unless it is declared."""
        return frozenset(
            f"{model}.{field}"
            for model, listed in self._not_personal.items()
            for field in listed.reserved
        )

    @contextmanager
    def replaced(self, declaration: ProcessingActivity) -> Iterator[None]:
        """Put a declaration in place of the one with its key, for a test."""
        before = dict(self._activities)
        self._activities[declaration.key] = declaration
        try:
            yield
        finally:
            self._activities = before


registry = Registry()
register = registry.register
