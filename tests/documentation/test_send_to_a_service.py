"""The client for a CRM that the how-to shows sends what it declares, over a socket."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from django.utils import timezone

import privacy_plugin
from privacy_plugin.consent import ledger
from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.egress.errors import ConsentMissing
from privacy_plugin.egress.models import Transmission
from privacy_plugin.processing import ProcessingActivity
from tests.egress.recipient import SocketRecipient
from tests.support import factories

PAGE = Path(__file__).parents[2] / "docs/how-to/send-to-a-service.md"
BLOCK = re.compile(
    r"^   ```python\n   # ([\w/.]+)\n(.*?)^   ```$", re.MULTILINE | re.DOTALL
)
PHOTO = b"\x89PNG\r\n\x00"


@pytest.fixture
def recipient() -> Iterator[SocketRecipient]:
    with SocketRecipient() as listening:
        yield listening


@pytest.fixture
def crm(monkeypatch, settings, db, recipient: SocketRecipient) -> Iterator[Any]:
    """Return the module of the page, with what it declares in force."""
    code = {
        file: textwrap.dedent(text) for file, text in BLOCK.findall(PAGE.read_text())
    }
    declared: list[ProcessingActivity] = []
    monkeypatch.setattr(privacy_plugin, "register", declared.append)
    exec(code["crm/processing.py"], {})  # noqa: S102 - this is what the page shows
    settings.CRM_KEY = "k3y"
    module: dict[str, Any] = {}
    exec(code["crm/client.py"], module)  # noqa: S102
    with factories.declared(*declared), module["client"] as client:
        client._transport._routes["api.crm.example"] = httpx.URL(recipient.url)
        yield SimpleNamespace(**module)


def member() -> SimpleNamespace:
    """Return somebody who agreed on the form."""
    record = factories.consent(key="crm.contact")
    return SimpleNamespace(
        key=SubjectKey(record.subject_key),
        name="Ada Läufer",
        email="ada@example.com",
        birthday="1815-12-10",
        contact_id="17",
    )


def test_the_contact_arrives_as_json_with_the_key(crm, recipient: SocketRecipient):
    answer = crm.add_contact(member())

    assert answer.status_code == 200
    assert json.loads(recipient.bodies[0]) == {
        "contact": {"name": "Ada Läufer", "emails": [{"value": "ada@example.com"}]},
        "source": "website",
        "tags": ["new", "website"],
    }
    assert b"\r\nauthorization: Bearer k3y\r\n" in recipient.received[0]
    assert b"1815" not in recipient.received[0]
    assert Transmission.objects.get().field_names == [
        "contact.emails[].value", "contact.name", "source", "tags[]"
    ]  # fmt: skip


def test_the_photo_arrives_with_its_name(crm, recipient: SocketRecipient):
    crm.add_photo(member(), "me.png", PHOTO)

    assert recipient.received[0].startswith(b"PUT /contacts/17/photo ")
    assert b'name="photo"; filename="me.png"' in recipient.bodies[0]
    assert PHOTO in recipient.bodies[0]
    assert Transmission.objects.get().field_names == [
        "contact_id", "photo", "photo.filename"
    ]  # fmt: skip


def test_after_a_withdrawal_nothing_arrives(crm, recipient: SocketRecipient):
    person = member()
    ledger.withdraw(person.key, "crm.contact", method="x", at=timezone.now())

    with pytest.raises(ConsentMissing):
        crm.add_contact(person)

    assert recipient.connections == 0
