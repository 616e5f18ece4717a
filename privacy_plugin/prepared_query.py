"""Compile a query once, and ask it with other values.

Django spends several times as long on writing a statement as a database on answering
it. What a page asks each time is written once per process.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.db import connections, models, router
from django.db.models.query import QuerySet
from django.db.models.sql import UpdateQuery

from privacy_plugin.memo import Memo

M = TypeVar("M", bound=models.Model)
One = int | str | datetime | UUID
Value = One | Sequence[One]

_NUMBER = 271_828_180  # the first number that stands in for a value


@dataclass(frozen=True)
class _Statement:
    rows: QuerySet[Any]
    compiler: Any
    sql: str
    parameters: tuple[object, ...]
    converters: Any


class PreparedQuery(Generic[M]):
    """A queryset by the values in its conditions.

    `build` gets texts, numbers or lists of them by name and returns the queryset. What
    decides about the statement itself, such as a slice, comes before them and has a
    statement of its own. The rows are those of the queryset; they cannot be filtered
    further.
    """

    def __init__(self, build: Callable[..., QuerySet[Any]]) -> None:
        self._build = build
        self._statements: Memo[_Statement] = Memo(64)

    def __call__(self, *shape: object, **values: Value) -> QuerySet[M]:
        """Return the rows; lists must not be empty."""
        stand_ins, meant = _replace(values)
        kinds = tuple((name, *_describe(value)) for name, value in values.items())
        statement = self._statements.get(
            (shape, kinds), lambda: self._compile(shape, stand_ins)
        )
        return _ask(statement, meant)

    def _compile(
        self, shape: tuple[object, ...], stand_ins: dict[str, Any]
    ) -> _Statement:
        rows = self._build(*shape, **stand_ins)
        compiler = rows.query.get_compiler(rows.db)
        sql, parameters = compiler.as_sql()
        columns = [column[0] for column in compiler.select[: compiler.col_count]]
        converters = compiler.get_converters(columns)
        return _Statement(rows, compiler, sql, tuple(parameters), converters)


class PreparedUpdate:
    """An update by the values in its conditions: `changes` are always the same.

    `build` gets texts, numbers or lists of them by name and returns the rows to change.
    """

    def __init__(self, build: Callable[..., QuerySet[Any]], **changes: object) -> None:
        self._build = build
        self._changes = changes
        self._statements: Memo[tuple[str, str, tuple[object, ...]]] = Memo(64)

    def __call__(self, **values: Value) -> int:
        """Change the rows; return how many there were. Lists must not be empty."""
        stand_ins, meant = _replace(values)
        kinds = tuple((name, *_describe(value)) for name, value in values.items())
        alias, sql, parameters = self._statements.get(
            kinds, lambda: self._compile(stand_ins)
        )
        connection = connections[alias]
        with connection.cursor() as cursor:
            cursor.execute(sql, _fill_in(parameters, meant, connection))
            return int(cursor.rowcount)

    def _compile(
        self, stand_ins: dict[str, Any]
    ) -> tuple[str, str, tuple[object, ...]]:
        rows = self._build(**stand_ins)
        alias = router.db_for_write(rows.model)
        query: Any = rows.order_by().query.chain(UpdateQuery)
        query.add_update_values(self._changes)
        sql, parameters = query.get_compiler(alias).as_sql()
        return alias, sql, tuple(parameters)


def _describe(value: Value) -> tuple[str, int | None]:
    """Return the type of a value and, for a list, its length."""
    if isinstance(value, One):
        return type(value).__name__, None
    return type(value[0]).__name__, len(value)


def _replace(values: dict[str, Value]) -> tuple[dict[str, Any], list[tuple[One, One]]]:
    """Return a stand-in for each value, of its type, and what each stands for."""
    stand_ins: dict[str, Any] = {}
    meant: list[tuple[One, One]] = []
    for name, value in values.items():
        ones = [value] if isinstance(value, One) else value
        found = [
            _stand_in(one, _NUMBER + len(meant) + at) for at, one in enumerate(ones)
        ]
        meant += zip(found, ones, strict=True)
        stand_ins[name] = found[0] if isinstance(value, One) else found
    return stand_ins, meant


def _stand_in(value: One, number: int) -> One:
    if isinstance(value, datetime):
        return datetime.fromtimestamp(number, tz=UTC)
    if isinstance(value, UUID):
        return UUID(int=number)
    return f"\ue000{number}" if isinstance(value, str) else number


def _ask(statement: _Statement, meant: list[tuple[One, One]]) -> QuerySet[Any]:
    """Return the queryset with these values in place of those it was compiled with."""
    connection = connections[statement.rows.db]  # each thread has its own
    parameters = _fill_in(statement.parameters, meant, connection)
    compiler = copy(statement.compiler)
    compiler.connection = connection
    compiler.as_sql = lambda *_args, **_options: (statement.sql, parameters)
    compiler.get_converters = lambda _columns: statement.converters
    rows = object.__new__(type(statement.rows))
    vars(rows).update(vars(statement.rows))
    rows._query = _ReadyQuery(statement.rows.query, compiler)  # type: ignore[attr-defined] # noqa: SLF001 - Django's own
    rows._result_cache = None  # noqa: SLF001 - likewise
    return rows


def _fill_in(
    parameters: tuple[object, ...], meant: list[tuple[One, One]], connection: Any
) -> tuple[Any, ...]:
    """Return the parameters with the values in place of what stands in for them."""
    replacements = {
        _adapt(stand_in, connection): _adapt(value, connection)
        for stand_in, value in meant
    }
    return tuple(replacements.get(one, one) for one in parameters)


def _adapt(value: One, connection: Any) -> Any:
    """Return a value as Django hands it to the database."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, UUID) and not connection.features.has_native_uuid_field:
        return value.hex
    return value


class _ReadyQuery:
    """Stand in for the query of a queryset that is compiled already."""

    def __init__(self, query: Any, compiler: Any) -> None:
        self._query = query
        self._compiler = compiler

    def get_compiler(self, *_args: object, **_options: object) -> Any:
        return self._compiler

    def __getattr__(self, name: str) -> Any:
        return getattr(self._query, name)
