"""What is not declared never reaches the wire; what is declared arrives unchanged."""

from __future__ import annotations

import gzip
import logging
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import parse_qsl

import httpx
import pytest
from django.utils import timezone

from privacy_plugin.egress import transport
from privacy_plugin.egress.errors import EgressRefused
from privacy_plugin.egress.gateway import authorize_impersonal, transmit
from privacy_plugin.egress.models import Outcome, Transmission
from privacy_plugin.egress.transmission_context import TransmissionContext
from privacy_plugin.egress.transport import guarded_client
from privacy_plugin.validation.web_urls import is_loopback_url
from tests.egress.conftest import VALUES, Permits
from tests.egress.recipient import SocketRecipient, answer, drip

URL = "https://recipient.example/1/check"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
Send = Callable[[httpx.Client], httpx.Response]

REFUSED: dict[str, Send] = {
    "another host": lambda c: c.post("https://other.example/1/check", data=VALUES),
    "a host below": lambda c: c.post("https://a.recipient.example/", data=VALUES),
    "a host above": lambda c: c.post("https://example/", data=VALUES),
    "loopback itself": lambda c: c.post("http://127.0.0.1/", data=VALUES),
    "plain http": lambda c: c.post("http://recipient.example/", data=VALUES),
    "another port": lambda c: c.post("https://recipient.example:8443/", data=VALUES),
    "a user in the address": lambda c: c.post(
        "https://ada:secret@recipient.example/", data=VALUES
    ),
    "PATCH": lambda c: c.patch(URL, data=VALUES),
    "DELETE": lambda c: c.delete(URL),
    "HEAD": lambda c: c.head(URL),
    "an undeclared field": lambda c: c.post(URL, data=VALUES | {"email": "a@b.c"}),
    "an undeclared empty field": lambda c: c.post(URL, data=VALUES | {"email": ""}),
    "an undeclared field in the query": lambda c: c.get(URL, params={"email": "a"}),
    "an altered value": lambda c: c.post(URL, data=VALUES | {"name": "Somebody"}),
    "an emptied value": lambda c: c.post(URL, data=VALUES | {"name": ""}),
    "an altered value in the query": lambda c: c.get(URL, params={"text": "x"}),
    "a field twice": lambda c: c.post(URL, data={"name": [VALUES["name"]] * 2}),
    "a field in query and body": lambda c: c.post(
        URL, params={"site": "blog"}, data={"site": "blog"}
    ),
    "fields parted by a semicolon": lambda c: c.post(
        URL, content=b"name=Ada;email=a", headers=FORM
    ),
    "a file": lambda c: c.post(URL, data=VALUES, files={"photo": b"x"}),
    "a form that is none": lambda c: c.post(URL, content=b"hello", headers=FORM),
    "a query that is none": lambda c: c.get(URL + "?hello"),
    "bytes that are no ASCII": lambda c: c.post(
        URL, content="name=Läufer".encode(), headers=FORM
    ),
    "text without a kind": lambda c: c.post(URL, content=b"text=x"),
    "a stream": lambda c: c.post(URL, content=iter([b"site=x"]), headers=FORM),
    "a cookie": lambda c: c.post(URL, data=VALUES, headers={"Cookie": "a=b"}),
    "a referrer": lambda c: c.post(URL, data=VALUES, headers={"Referer": "x"}),
    "a password": lambda c: c.post(URL, data=VALUES, auth=("ada", "secret")),
    "a forwarded address": lambda c: c.post(
        URL, data=VALUES, headers={"X-Forwarded-For": "203.0.113.7"}
    ),
    "a reader's browser": lambda c: c.post(
        URL, data=VALUES, headers={"User-Agent": "Mozilla/5.0"}
    ),
    "another host's name": lambda c: c.post(
        URL, data=VALUES, headers={"Host": "other.example"}
    ),
    "a value as a header": lambda c: c.post(
        URL, data=VALUES, headers={"Accept": VALUES["text"]}
    ),
    "a value as a path": lambda c: c.post(f"{URL}/{VALUES['site']}"),
    "a sentence as a path": lambda c: c.post(f"{URL}/What a reader wrote"),
    "an address as a path": lambda c: c.post(f"{URL}/ada@example.com"),
    "an endless path": lambda c: c.post(URL + "/x" * 99),
}


@pytest.mark.parametrize("send", REFUSED.values(), ids=REFUSED.keys())
def test_no_byte_of_what_is_not_declared_reaches_the_recipient(
    send: Send, client: httpx.Client, recipient: SocketRecipient, permit: Permits
):
    with pytest.raises(EgressRefused) as refusal, transmit(permit()):
        send(client)

    row = Transmission.objects.get()
    assert recipient.connections == 0
    assert (row.outcome, row.detail) == (Outcome.REFUSED, "not_declared")
    assert (row.byte_count, row.field_names) == (0, [])
    assert not any(value in str(refusal.value) for value in VALUES.values())


def swallow(client: httpx.Client, context: TransmissionContext) -> None:
    """Claim that all went well, as a client library may."""
    with suppress(EgressRefused):
        client.post(URL, json=VALUES | {"email": "a"})
    context.set_outcome(Outcome.ANSWERED)


def test_a_swallowed_refusal_is_a_refusal_all_the_same(
    client: httpx.Client, recipient: SocketRecipient, permit: Permits
):
    with pytest.raises(EgressRefused), transmit(permit()) as context:
        swallow(client, context)

    assert recipient.connections == 0
    assert Transmission.objects.get().outcome == Outcome.REFUSED


def test_without_a_permit_nothing_leaves(
    client: httpx.Client, recipient: SocketRecipient
):
    with pytest.raises(EgressRefused):
        client.post(URL, data={"site": "blog"})

    assert recipient.connections == 0


def test_a_permit_ends_with_its_block(
    client: httpx.Client, recipient: SocketRecipient, permit: Permits
):
    with transmit(permit()):
        client.post(URL, data=VALUES)

    with pytest.raises(EgressRefused):
        client.post(URL, data=VALUES)

    assert len(recipient.received) == 1


def test_what_is_declared_arrives_letter_by_letter(
    client: httpx.Client, recipient: SocketRecipient, permit: Permits
):
    text = "Zeile 1\r\nZeile 2 & mehr = 100 % +1 😀\x00"

    with transmit(permit(text=text)) as context:
        client.post(URL, data=VALUES | {"text": text})

    assert dict(parse_qsl(recipient.bodies[0].decode())) == VALUES | {"text": text}
    assert context.byte_count == len(recipient.bodies[0])
    head = recipient.received[0].decode().lower()
    assert head.startswith("post /1/check http/1.1\r\n")
    assert "host: recipient.example\r\n" in head
    assert "user-agent: test/1.0\r\n" in head
    assert "accept-encoding: identity\r\n" in head


def test_fewer_fields_than_permitted_are_written_down_as_what_they_were(
    client: httpx.Client, recipient: SocketRecipient, permit: Permits
):
    with transmit(permit()):
        client.get(URL, params={"site": "blog"})

    assert Transmission.objects.get().field_names == ["site"]
    assert recipient.received[0].startswith(b"GET /1/check?site=blog ")


def test_a_second_request_on_a_permit_is_refused_and_the_first_not_denied(
    client: httpx.Client, recipient: SocketRecipient, permit: Permits
):
    with pytest.raises(EgressRefused), transmit(permit()):
        assert client.post(URL, data=VALUES) == client.post(URL, data=VALUES)

    row = Transmission.objects.get()
    assert len(recipient.received) == 1
    assert (row.outcome, row.detail) == (Outcome.UNCERTAIN, "not_declared")
    assert row.field_names == ["name", "site", "text"]
    assert row.byte_count > 0


@pytest.mark.parametrize("follow", ["", "as the client library asks"])
def test_a_redirect_is_not_followed(
    follow: str, client: httpx.Client, recipient: SocketRecipient, permit: Permits
):
    recipient.answer = answer(status="307 Elsewhere", headers=(f"Location: {URL}/2",))

    try:
        with transmit(permit()) as context:
            client.post(URL, data=VALUES, follow_redirects=bool(follow))
    except EgressRefused:
        assert follow

    assert context.status == 307
    assert len(recipient.received) == 1


def test_a_cookie_of_the_recipient_is_not_kept_for_the_next_person(
    client: httpx.Client, recipient: SocketRecipient, permit: Permits
):
    recipient.answer = answer(headers=("Set-Cookie: seen=1; Path=/",))

    for _ in range(2):
        with transmit(permit()):
            client.post(URL, data=VALUES)

    assert len(recipient.received) == 2
    assert b"cookie" not in recipient.received[1].lower()


def test_a_proxy_in_the_environment_is_ignored(
    monkeypatch, recipient: SocketRecipient, permit: Permits
):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")

    with (
        guarded_client(
            user_agent="test/1.0",
            connect_timeout_seconds=1,
            read_timeout_seconds=1,
            reroute={"recipient.example": recipient.url},
        ) as client,
        transmit(permit()),
    ):
        client.post(URL, data=VALUES)

    assert len(recipient.received) == 1


def test_the_answer_is_seen_by_its_status_and_its_own_headers(
    client: httpx.Client, recipient: SocketRecipient, permit: Permits
):
    recipient.answer = answer(
        status="503 Later", headers=("X-Pro-Tip: discard", "Retry-After: 7")
    )

    with transmit(permit()) as context:
        client.post(URL, data=VALUES)

    assert context.status == 503
    assert context.retry_after == "7"
    assert context.headers == {"x-pro-tip": "discard"}


def test_a_huge_answer_is_cut_off(
    client: httpx.Client, recipient: SocketRecipient, permit: Permits
):
    recipient.answer = answer(b"x" * (256 * 1024 + 1))

    with pytest.raises(transport.AnswerTooLarge), transmit(permit()):
        client.post(URL, data=VALUES)

    row = Transmission.objects.get()
    assert (row.outcome, row.detail) == (Outcome.FAILED, "AnswerTooLarge")


def test_an_answer_that_unfolds_is_not_unfolded(
    client: httpx.Client, recipient: SocketRecipient, permit: Permits
):
    bomb = gzip.compress(b"0" * 20_000_000)
    recipient.answer = answer(bomb, headers=("Content-Encoding: gzip",))

    with pytest.raises(transport.AnswerPacked), transmit(permit()):
        client.post(URL, data=VALUES)


@pytest.mark.parametrize(
    "head",
    [b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n", b"HTTP/1.1 200 OK\r\nX-Slow: "],
    ids=["body", "head"],
)
def test_an_answer_that_never_ends_does_not_hold_a_worker(
    head: bytes,
    monkeypatch,
    client: httpx.Client,
    recipient: SocketRecipient,
    permit: Permits,
):
    monkeypatch.setattr(transport, "_DEADLINE_SECONDS", 0.3)
    recipient.answer = drip(head, every_seconds=0.05, times=1200)  # a minute
    begun_at = time.monotonic()

    with pytest.raises(httpx.ReadTimeout), transmit(permit()):
        client.post(URL, data=VALUES)

    assert time.monotonic() - begun_at < 30
    assert Transmission.objects.get().outcome == Outcome.FAILED


def test_garbage_and_silence_are_outages(
    client: httpx.Client, recipient: SocketRecipient, permit: Permits
):
    for broken in (
        lambda c: c.sendall(b"\x00\xffgarbage\r\n\r\n"),
        socket.socket.close,
    ):
        recipient.answer = broken
        with pytest.raises(httpx.TransportError), transmit(permit()):
            client.post(URL, data=VALUES)

    outcomes = set(Transmission.objects.values_list("outcome", flat=True))
    assert outcomes == {Outcome.FAILED}


def test_nothing_of_a_sending_is_logged(
    caplog, client: httpx.Client, recipient: SocketRecipient, permit: Permits
):
    caplog.set_level(logging.DEBUG)

    with transmit(permit()):
        client.get(URL, params=VALUES)
    with pytest.raises(EgressRefused), transmit(permit()):
        client.post(URL, data=VALUES | {"email": "ada@example.com"})

    assert len(recipient.received) == 1
    assert "recipient.example" not in caplog.text
    assert "Ada" not in caplog.text
    assert "ada@" not in caplog.text


def test_an_impersonal_permit_lets_nothing_about_a_person_out(
    db, client: httpx.Client, recipient: SocketRecipient
):
    for data, leaves in (
        ({"site": "blog"}, True),
        ({"site": "blog", "name": "Ada"}, False),
        ({"site": "blog", "text": ""}, False),
    ):
        permit = authorize_impersonal("test.sending", at=timezone.now())
        if leaves:
            with transmit(permit):
                client.post(URL, data=data)
        else:
            with pytest.raises(EgressRefused), transmit(permit):
                client.post(URL, data=data)

    assert recipient.bodies == [b"site=blog"]


@pytest.mark.parametrize(
    "url",
    [
        "http://stand-in.example:80",
        "http://127.0.0.1.example",
        "http://10.0.0.1",
        "http://2130706433",
        "http://127.1",
        "http://0.0.0.0",
        "http://[::ffff:10.0.0.1]",
        "http://[::1",
        "http://a\x00b",
        "127.0.0.1",
        "",
    ],
)
def test_a_reroute_never_leaves_the_machine(url: str):
    assert not is_loopback_url(url)
    with pytest.raises(EgressRefused):
        guarded_client(
            user_agent="test/1.0",
            connect_timeout_seconds=1,
            read_timeout_seconds=1,
            reroute={"recipient.example": url},
        )


@pytest.mark.parametrize(
    "url", ["http://localhost:8998", "http://127.0.0.2/", "https://[::1]:80"]
)
def test_a_stand_in_may_be_anywhere_on_loopback(url: str):
    assert is_loopback_url(url)


PLAIN = {"User-Agent": "test/1.0", "Accept-Encoding": "identity"}


def test_without_a_reroute_the_declared_host_itself_is_asked(permit: Permits):
    asked: list[str] = []

    class Asked(httpx.BaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            asked.append(str(request.url))
            return httpx.Response(200)

    guarded = transport.GuardedTransport(Asked(), user_agent="test/1.0")
    with (
        httpx.Client(transport=guarded, headers=PLAIN) as client,
        transmit(permit()),
    ):
        client.post(URL, data=VALUES)

    assert asked == [URL]
