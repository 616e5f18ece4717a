"""Whatever is declared and whatever is tried: the recipient gets what is declared.

A real socket takes the requests; other readers than ours tell what arrived.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from email import message_from_bytes
from typing import Any
from urllib.parse import parse_qsl
from uuid import uuid4

import httpx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from privacy_plugin.egress.errors import EgressRefused
from privacy_plugin.egress.http_guard.request_fields import build_document
from privacy_plugin.egress.permit import Permit
from privacy_plugin.egress.transmission_context import (
    TransmissionContext,
    use_transmission,
)
from tests.egress.recipient import SocketRecipient
from tests.support import factories

URL = "https://recipient.example/contacts"
SEGMENTS = st.sampled_from(["a", "b", "name", "lines[]", "A"])
NAMES = st.lists(SEGMENTS, min_size=1, max_size=3).map(".".join)
TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), min_size=1)
PAYLOADS = st.dictionaries(NAMES, TEXTS.map("declared ".__add__), max_size=4)
CHANGES = st.sampled_from(["nothing", "another name", "another value", "twice"])
MANY = settings(
    deadline=None,
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def flat(document: Any, path: str = "") -> list[tuple[str, str]]:
    """Return each value of a document with its path, for the test's own reader."""
    if isinstance(document, dict):
        return [
            pair
            for key, value in document.items()
            for pair in flat(value, f"{path}.{key}".lstrip("."))
        ]
    if isinstance(document, list):
        return [pair for value in document for pair in flat(value, f"{path}[]")]
    return [(path, document)]


def received_fields(request: bytes) -> list[tuple[str, str]]:
    """Return the fields of a request as the recipient's own libraries read them."""
    head, _blank, body = request.partition(b"\r\n\r\n")
    (kind,) = (
        line for line in head.split(b"\r\n") if line.lower().startswith(b"content-type")
    )
    if b"json" in kind:
        return flat(json.loads(body))
    if b"multipart" not in kind:
        return parse_qsl(body.decode(), keep_blank_values=True)
    _whole, *parts = message_from_bytes(kind + b"\r\n\r\n" + body).walk()
    return [
        (
            str(part.get_param("name", header="content-disposition")),
            bytes(part.get_payload(decode=True)).decode(),
        )
        for part in parts
    ]


def try_to_send(
    client: httpx.Client, permit: Permit, **body: Any
) -> TransmissionContext:
    """Post it under this permit; a refusal ends it."""
    context = TransmissionContext(permit)
    with use_transmission(context):
        try:
            client.post(URL, **body)
        except EgressRefused:
            assert context.refusal
    return context


def permit_for(payload: Mapping[str, str]) -> Permit:
    return Permit(
        transmission_id=uuid4(),
        activity=factories.sending(),
        payload=payload,
        allowed=frozenset({*payload, "site"}),
        hosts=frozenset({"recipient.example"}),
    )


def altered(payload: Mapping[str, str], change: str, at: int) -> list[tuple[str, str]]:
    """Return the fields with one of them changed in a way nobody permitted."""
    fields = list(payload.items())
    name, value = fields[at % len(fields)]
    if change == "another name":
        fields[at % len(fields)] = (name + "_undeclared", "secret " + value)
    elif change == "another value":
        fields[at % len(fields)] = (name, "secret " + value)
    elif change == "twice":
        fields.append((name, value))
    return fields


@MANY
@given(PAYLOADS.filter(bool), CHANGES, st.integers(0, 3), st.sampled_from("fmj"))
def test_a_recipient_gets_the_declared_fields_or_nothing(
    client: httpx.Client,
    recipient: SocketRecipient,
    payload: dict[str, str],
    change: str,
    at: int,
    kind: str,
):
    fields = altered(payload, change, at)
    try:
        document = build_document(dict(fields))
    except ValueError:  # one name leads through another: no such document
        kind = "f"
    if kind == "j":
        fields = flat(document)
        change = "nothing" if change == "twice" else change
        body: dict[str, Any] = {"json": document}
    elif kind == "f":
        body = {
            "content": str(httpx.QueryParams(tuple(fields))).encode(),
            "headers": {"Content-Type": "application/x-www-form-urlencoded"},
        }
    else:
        body = {"files": [(name, (None, value.encode())) for name, value in fields]}
    recipient.received.clear()

    context = try_to_send(client, permit_for(payload), **body)

    names = [name for name, _value in fields]
    if change == "nothing":
        assert received_fields(recipient.received[0]) == fields
        assert context.sent_names == set(names)
    else:
        assert recipient.received == []
        assert context.refusal


JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just("Ada"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "a", "site", ""]), inner, max_size=3)
    ),
    max_leaves=6,
)


@MANY
@given(JSONS.filter(lambda document: document is not None))
def test_no_document_gets_past_the_declaration(
    client: httpx.Client, recipient: SocketRecipient, document: Any
):
    recipient.received.clear()
    payload = {"a.name": "Ada", "name": "Ada"}

    try_to_send(client, permit_for(payload), json=document)

    for request in recipient.received:
        fields = flat(json.loads(request.partition(b"\r\n\r\n")[2]))
        for name, value in fields:
            assert name == "site" or payload[name] == value


@MANY
@given(st.binary(max_size=80))
def test_no_bytes_get_past_as_parts(
    client: httpx.Client, recipient: SocketRecipient, content: bytes
):
    recipient.received.clear()
    boundary = b"0123456789abcdef0123456789abcdef"
    part = (
        b'--%s\r\nContent-Disposition: form-data; name="name"\r\n\r\n%s\r\n--%s--\r\n'
    )
    kind = f"multipart/form-data; boundary={boundary.decode()}"

    try_to_send(
        client,
        permit_for({"name": "Ada"}),
        content=part % (boundary, content, boundary),
        headers={"Content-Type": kind},
    )

    assert bool(recipient.received) is (content == b"Ada")
