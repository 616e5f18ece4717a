"""Whatever form an adapter makes up: it leaves unchanged and as declared, or not."""

from __future__ import annotations

from urllib.parse import parse_qsl
from uuid import uuid4

import httpx
from hypothesis import example, given, settings
from hypothesis import strategies as st

from privacy_plugin.egress.errors import EgressRefused
from privacy_plugin.egress.permit import Permit
from privacy_plugin.egress.transmission_context import (
    TransmissionContext,
    use_transmission,
)
from privacy_plugin.egress.transport import GuardedTransport
from tests.support import factories

PAYLOAD = {"text": "What a reader wrote & more", "name": "Ada", "site": "blog"}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
NAMES = st.sampled_from(
    ["text", "name", "site", "email", "Text", "text ", "text[]", ""]
)
VALUES = st.sampled_from([*PAYLOAD.values(), "", "ada@example.com", "Ada "])


class Wire(httpx.BaseTransport):
    """Keep what would have left."""

    def __init__(self) -> None:
        self.requests: list[httpx.Request] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return httpx.Response(200)


def send(method: str, query: bytes, body: bytes) -> tuple[Wire, TransmissionContext]:
    """Try to send this; return what left."""
    wire = Wire()
    permit = Permit(
        transmission_id=uuid4(),
        activity=factories.sending(),
        payload=PAYLOAD,
        allowed=frozenset(PAYLOAD),
        hosts=frozenset({"recipient.example"}),
    )
    context = TransmissionContext(permit)
    url = httpx.URL("https://recipient.example/1/check")
    with (
        httpx.Client(transport=GuardedTransport(wire, user_agent="test/1.0")) as client,
        use_transmission(context),
    ):
        client.headers["User-Agent"] = "test/1.0"
        client.headers["Accept-Encoding"] = "identity"
        try:
            client.request(
                method,
                url.copy_with(query=query) if query else url,
                content=body,
                headers=FORM,
            )
        except EgressRefused:
            assert wire.requests == []
    return wire, context


@settings(deadline=None, max_examples=60)
@given(
    st.sampled_from(["GET", "POST"]),
    st.lists(st.tuples(NAMES, VALUES), max_size=4),
    st.lists(st.tuples(NAMES, VALUES), max_size=4),
)
def test_exactly_the_declared_forms_leave(
    method: str, query: list[tuple[str, str]], body: list[tuple[str, str]]
):
    fields = query + body
    names = [name for name, _value in fields]
    is_declared = (
        set(names) <= set(PAYLOAD)
        and len(set(names)) == len(names)
        and all(PAYLOAD[name] == value for name, value in fields)
    )

    wire, context = send(
        method,
        str(httpx.QueryParams(tuple(query))).encode(),
        str(httpx.QueryParams(tuple(body))).encode(),
    )

    assert bool(wire.requests) is is_declared
    assert bool(context.refusal) is not is_declared


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=60), st.binary(max_size=60))
@example(b"", b"text=What+a+reader+wrote+%26+more;email=ada")
@example(b"", b"text=What+a+reader+wrote+%26+more&")
@example(b"", b"&&&&name=Ada")
@example(b"", b"name=Ada&%6e%61me=Ada")
@example(b"n%61me=Ada", b"")
def test_whatever_bytes_leave_hold_no_other_field(query: bytes, body: bytes):
    printable = bytes(byte for byte in query if 32 < byte < 127 and byte != 35)

    wire, _context = send("POST", printable, body)

    for request in wire.requests:
        for part in (request.url.query, request.content):
            for name, value in parse_qsl(part.decode(), keep_blank_values=True):
                assert PAYLOAD[name] == value
