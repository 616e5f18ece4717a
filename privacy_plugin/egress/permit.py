"""The permit that the gateway issues and the transport compares requests with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from privacy_plugin.processing import ProcessingActivity


@dataclass(frozen=True, slots=True)
class Permit:
    """Permission for one transmission: these values, under these names, to these hosts.

    `payload` holds the exact values, personal or not, and `files` the exact contents of
    files. `allowed` are all names that may occur in the request, `secret_headers`
    headers with a secret of the site. `until` is when the consent ends, None without
    one.
    """

    transmission_id: UUID
    activity: ProcessingActivity
    payload: Mapping[str, str]
    allowed: frozenset[str]
    hosts: frozenset[str]
    until: datetime | None = None
    files: Mapping[str, bytes] = field(default_factory=dict)
    secret_headers: frozenset[str] = frozenset()

    def __repr__(self) -> str:
        """Name the activity, never a value: this ends in tracebacks."""
        return f"<Permit {self.activity.key} {self.transmission_id}>"
