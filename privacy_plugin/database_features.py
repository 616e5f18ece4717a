"""Whether SQLite knows JSON, asked of each new connection without taking a lock."""

from __future__ import annotations

from typing import Any

from django.db import DatabaseError


def find_json_support(connection: Any, **_kwargs: object) -> None:
    """Set Django's `supports_json_field` of a new connection; a receiver.

    Django asks at first use, within a transaction. In the mode IMMEDIATE that waits for
    whoever is writing, and Django takes the end of its patience for a no, for as long
    as the connection lives: each page with a disclosure would be an error.
    """
    if connection.vendor != "sqlite":
        return
    with connection.wrap_database_errors:
        try:
            connection.connection.execute("SELECT json('{}')").close()
        except DatabaseError:
            return  # Django asks by itself, and says what is missing
    connection.features.supports_json_field = True
