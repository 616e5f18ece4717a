"""Compute once what follows from unchanging values, and keep it in memory.

A key is the very content a result was computed from, compared value by value and type
by type: where a fact or a word is read from the database, what was read is in the key.
So no signal and no time tells that a result is stale, and a change by another process
is seen by the next request that reads. Each process keeps its own results, the least
recently used ones not for long.
"""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import Field, fields, is_dataclass
from datetime import date, timedelta
from datetime import time as time_of_day
from enum import Enum
from functools import cache
from operator import is_
from threading import Lock
from typing import Any, Generic, TypeVar
from uuid import UUID
from weakref import WeakSet

from django.core.signals import setting_changed

from privacy_plugin.processing import Phrase

T = TypeVar("T")


class Identity:
    """Compare an object by its identity, where its content cannot be compared."""

    __slots__ = ("of",)

    def __init__(self, of: object) -> None:
        self.of = of

    def __hash__(self) -> int:
        return id(self.of)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Identity) and self.of is other.of


class Columns(tuple[object, ...]):
    """The columns of a row: texts, numbers, dates and None, which compare quickly."""

    __slots__ = ()


class Key:
    """Values, with their hash; equal to other values of the same types.

    Raises TypeError for a value that can change, such as a list or a model.
    """

    __slots__ = ("_hash", "values")

    def __init__(self, values: tuple[object, ...]) -> None:
        self.values = values
        self._hash = _hash(values)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return self is other or (
            isinstance(other, Key)
            and self._hash == other._hash
            and is_same(self.values, other.values)
        )


class Memo(Generic[T]):
    """Results by the values they follow from, up to a `limit`.

    `weigh` says how much of the limit a result takes, by default 1. After `lifetime`
    seconds all are forgotten, for personal data must not outlive its row in them. Two
    threads may compute the same at once; both results are right.
    """

    def __init__(
        self,
        limit: int,
        weigh: Callable[[T], int] = lambda _result: 1,
        lifetime: float = math.inf,
    ) -> None:
        self.limit = limit
        self._weigh = weigh
        self._lifetime = lifetime
        self._ends_at = math.inf
        self._weight = 0
        self._lock = Lock()
        self._results: OrderedDict[Key, tuple[Key, T]] = OrderedDict()
        _memos.add(self)

    def get(self, values: tuple[object, ...] | Key, compute: Callable[[], T]) -> T:
        """Return what was computed from equal values, or compute it.

        Raises TypeError for a value that can change (see `Key`).
        """
        key = values if isinstance(values, Key) else Key(values)
        if time.monotonic() >= self._ends_at:
            self.clear()
        try:
            kept, result = self._results[key]
            self._results.move_to_end(kept)  # by the same object, so not compared again
        except KeyError:
            result = compute()
            self._add(key, result)
        return result

    def clear(self) -> None:
        with self._lock:
            self._results.clear()
            self._weight = 0
            self._ends_at = math.inf

    @property
    def weight(self) -> int:
        """Return how much of the limit is taken."""
        return self._weight

    def __len__(self) -> int:
        return len(self._results)

    def _add(self, key: Key, result: T) -> None:
        weight = self._weigh(result)
        if weight > self.limit:
            return
        with self._lock:
            if key in self._results:
                return
            if not self._results:
                self._ends_at = time.monotonic() + self._lifetime
            self._results[key] = key, result
            self._weight += weight
            while self._weight > self.limit:
                _key, (_kept, gone) = self._results.popitem(last=False)
                self._weight -= self._weigh(gone)


_memos: WeakSet[Memo[Any]] = WeakSet()


_TIMES = (date, time_of_day, timedelta)
_SCALARS = (str, bytes, int, float, *_TIMES, Enum, UUID, type(None))
_QUICK = (*_SCALARS, Columns, Key, Identity)


def _hash(value: object) -> int:
    """Return a quick hash; raise TypeError for what can change.

    Of a dataclass it is that of its first field: what is equal is compared anyway.
    """
    if isinstance(value, _QUICK):
        return hash(value)
    if isinstance(value, tuple):
        return hash(tuple(map(_hash, value)))
    kind: Any = type(value)
    if is_dataclass(value) and _is_frozen(kind):
        return _hash(getattr(value, _compared(kind)[0].name))
    msg = f"A result cannot be found again by a {type(value).__name__}: it can change"
    raise TypeError(msg)


def is_same(one: object, other: object) -> bool:
    """Say whether two values are of one type and equal in every part.

    Stricter than ``==``: a text that is safe to show is not one that has to be
    escaped, and 1 is not True.
    """
    if one is other:
        return True
    kind = type(one)
    if kind is not type(other):
        return False
    if kind is Columns:
        types = map(type, one), map(type, other)  # type: ignore[call-overload] # of the same type
        return one == other and all(map(is_, *types))
    parts = _get_parts(one)
    if parts is None:
        return bool(one == other)
    others = _get_parts(other) or ()
    return len(parts) == len(others) and all(map(is_same, parts, others))


def _get_parts(value: Any) -> tuple[object, ...] | None:
    """Return what a value consists of; None for one that is compared as a whole."""
    if isinstance(value, tuple):
        return value
    if isinstance(value, Phrase):
        return str(value), value.template, *value.names.items()
    if isinstance(value, Mapping):
        return tuple(value.items())
    kind: Any = type(value)
    if is_dataclass(value):
        return tuple(getattr(value, one.name) for one in _compared(kind))
    return None


@cache
def _compared(kind: type) -> tuple[Field[Any], ...]:
    return tuple(field for field in fields(kind) if field.compare)


@cache
def _is_frozen(kind: Any) -> bool:
    return bool(kind.__dataclass_params__.frozen)


def _forget(**_kwargs: object) -> None:
    """Start anew where a test changes a setting; a running site has none to change."""
    for memo in tuple(_memos):
        memo.clear()


setting_changed.connect(_forget)
