"""The rows of a statement, fetched before its transaction ends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


class FetchedRows:
    """A cursor of the database that has fetched all of its rows."""

    def __init__(self, cursor: Any) -> None:  # noqa: ANN401 - a driver's
        self.cursor = cursor
        self.rows: list[Any] = cursor.fetchall()

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - a driver's
        return getattr(self.cursor, name)

    def __iter__(self) -> Iterator[Any]:
        while self.rows:
            yield self.rows.pop(0)

    def fetchone(self) -> Any:  # noqa: ANN401 - a driver's
        return self.rows.pop(0) if self.rows else None

    def fetchmany(self, size: int = 1) -> list[Any]:
        fetched, self.rows = self.rows[:size], self.rows[size:]
        return fetched

    def fetchall(self) -> list[Any]:
        fetched, self.rows = self.rows, []
        return fetched
