"""Which tables an answer was made from."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections

from privacy_plugin.http.answers import AnswerFacts
from privacy_plugin.page_cache.changes import installation
from privacy_plugin.page_cache.changes.scopes import SITE, Watched

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Tables:
    """What is known of the database: names in lower case, and what is watched."""

    known: frozenset[str]
    watched: dict[str, Watched]
    replaced_key: str


def find_tables() -> Tables | None:
    """Return the tables of the database; None where changes are not all noted."""
    connection = connections[DEFAULT_DB_ALIAS]
    if not installation.can_be_watched(connection):
        return None
    watched = installation.find_watched(connection)
    installed = installation.get_installed_triggers(connection)
    if not installation.is_complete(connection, watched, installed):
        return None
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor, include_views=True)
    return Tables(
        known=frozenset(name.lower() for name in names),
        watched={name.lower(): one for name, one in watched.items()},
        replaced_key=installation.get_replaced_key(installed),
    )


@dataclass(slots=True)
class QueryRecorder:
    """Adds to `facts` what each query reads; `unwatched` is what nobody watches."""

    tables: Tables
    facts: AnswerFacts
    unwatched: set[str] = field(default_factory=set)

    @contextmanager
    def record(self) -> Iterator[None]:
        """Record the queries within, on all connections of this thread."""
        with ExitStack() as stack:
            for connection in connections.all():
                is_watched = connection.alias == DEFAULT_DB_ALIAS
                wrapper = self._note if is_watched else self._note_other_database
                stack.enter_context(connection.execute_wrapper(wrapper))
            yield

    def _note(
        self,
        execute: Callable[..., Any],
        sql: Any,  # noqa: ANN401 - a text, or what a driver composes
        params: object,
        many: bool,  # noqa: FBT001 - Django's signature
        context: dict[str, Any],
    ) -> Any:  # noqa: ANN401 - as Django's
        for name in _find_names(str(sql)) & self.tables.known:
            self._note_table(name)
        return execute(sql, params, many, context)

    def _note_table(self, name: str) -> None:
        watched = self.tables.watched.get(name)
        if watched is None:
            self.unwatched.add(name)
        elif watched.key != SITE and not watched.holds(self.facts.scope):
            self.facts.keys.add(watched.key)

    def _note_other_database(
        self,
        execute: Callable[..., Any],
        sql: object,
        params: object,
        many: bool,  # noqa: FBT001 - Django's signature
        context: dict[str, Any],
    ) -> Any:  # noqa: ANN401 - as Django's
        self.unwatched.add(str(context["connection"].alias))
        return execute(sql, params, many, context)


@lru_cache(maxsize=2048)
def _find_names(sql: str) -> frozenset[str]:
    return frozenset(_WORD.findall(sql.lower()))
