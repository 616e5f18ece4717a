"""Where the declarations of all installed apps come together.

Each app's ``processing.py`` calls ``register``; ``PrivacyConfig.ready()`` imports them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from privacy_plugin.processing.activity import NotPersonal, ProcessingActivity
from privacy_plugin.processing.errors import DuplicateActivity, UnknownActivity
from privacy_plugin.processing.vocabulary import ActivityKey


class Registry:
    """Hold declarations by key, in the order of their registration."""

    def __init__(self) -> None:
        """Start empty."""
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

    def get(self, key: str) -> ProcessingActivity:
        """Return the declaration with this key; raise UnknownActivity if none has."""
        try:
            return self._activities[ActivityKey(key)]
        except KeyError:
            msg = f"No activity {key!r} is declared"
            raise UnknownActivity(msg) from None

    def __iter__(self) -> Iterator[ProcessingActivity]:
        """Yield every declaration."""
        return iter(tuple(self._activities.values()))

    def columns_not_personal(self, model: str) -> frozenset[str]:
        """Return the fields of ``app_label.Model`` not personal, or reserved."""
        listed = self._not_personal.get(model)
        return frozenset(listed.fields + listed.reserved) if listed else frozenset()

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
