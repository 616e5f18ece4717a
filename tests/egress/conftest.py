"""A declared sending, somebody who agreed to it, and a recipient behind a socket."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import httpx
import pytest
from django.db import transaction
from django.utils import timezone

from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.egress.gateway import authorize
from privacy_plugin.egress.permit import Permit
from privacy_plugin.egress.transport import guarded_client
from tests.egress.recipient import SocketRecipient, answer
from tests.support import factories

VALUES = {"text": "What nobody else wrote", "name": "Ada Läufer", "site": "blog"}
Permits = Callable[..., Permit]


@pytest.fixture(autouse=True)
def _declaration() -> Iterator[None]:
    with factories.declared(factories.sending()):
        yield


@pytest.fixture(scope="session")
def _listening() -> Iterator[SocketRecipient]:
    with SocketRecipient() as recipient:
        yield recipient


@pytest.fixture
def recipient(_listening: SocketRecipient) -> SocketRecipient:
    """Return the recipient as good as new."""
    _listening.answer = answer()
    _listening.received.clear()
    _listening.connections = 0
    return _listening


@pytest.fixture
def client(recipient: SocketRecipient) -> Iterator[httpx.Client]:
    """Return a guarded client that reaches the recipient under its declared name."""
    with guarded_client(
        user_agent="test/1.0",
        connect_timeout_seconds=1,
        read_timeout_seconds=1,
        reroute={"recipient.example": recipient.url},
    ) as made:
        yield made


@pytest.fixture
def permit(db: None) -> Permits:
    """Return a function that agrees for a new person and gets a permit."""

    def issue(**values: str) -> Permit:
        record = factories.consent()
        with transaction.atomic():
            return authorize(
                "test.sending",
                subject=SubjectKey(record.subject_key),
                values=VALUES | values,
                at=timezone.now(),
            )

    return issue
