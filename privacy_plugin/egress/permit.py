"""What the gateway hands out, and the transport compares each request with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from privacy_plugin.processing import ProcessingActivity


@dataclass(frozen=True, slots=True)
class Permit:
    """Allow one sending: these values, under these names, to these hosts.

    `payload` holds the exact values of the personal fields and of those not personal,
    `files` the exact contents of files; `allowed` every name that may stand in the
    request, `secret_headers` those of headers that hold a secret of the site; `until`
    is when the consent it rests on ends, None where it rests on none.
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
