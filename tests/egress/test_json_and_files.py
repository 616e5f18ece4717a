"""JSON, files, PUT and secrets: what services of today ask for, field by field."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator, Mapping
from email import message_from_bytes
from typing import Any

import httpx
import pytest
from django.db import transaction
from django.utils import timezone
from httpx._multipart import _format_form_param
from hypothesis import given
from hypothesis import strategies as st

from privacy_plugin import Category, PersonalData, Source
from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.egress.errors import EgressRefused
from privacy_plugin.egress.gateway import authorize, transmit
from privacy_plugin.egress.http_guard.request_fields import (
    build_document,
    escape_filename,
)
from privacy_plugin.egress.models import Outcome, Transmission
from privacy_plugin.egress.permit import Permit
from privacy_plugin.egress.transport import guarded_client
from tests.egress.recipient import SocketRecipient
from tests.support import factories

HOST = "https://recipient.example"
SECRET = "Bearer s3cr3t-of-the-site"
VALUES = {
    "contact.email": "ada@example.com",
    "contact.phones[].number": "+49 30 901820",
    "age": "42",
    "photo.filename": 'Ada "1815".png',
    "contact_id": "a-17",
    "source": "blog",
}
FILES = {"photo": b"\x89PNG\r\n--\r\n\x00\xff"}
PHOTO = ("photo", (VALUES["photo.filename"], FILES["photo"], "image/png"))
Send = Callable[[httpx.Client], httpx.Response]


def personal(name: str) -> PersonalData:
    """Return something a person entered, sent under this name."""
    return PersonalData(Category.FREE_TEXT, source=Source.ENTERED, sent_as=name)


@pytest.fixture(autouse=True)
def _declaration() -> Iterator[None]:
    names = (*(name for name in VALUES if name != "source"), "photo")
    declaration = factories.sending(
        data=tuple(personal(name) for name in names),
        not_personal=("source", "tags[]", "options.notify"),
        secret_headers=("authorization", "x-api-key"),
    )
    with factories.declared(declaration):
        yield


@pytest.fixture
def client(recipient: SocketRecipient) -> Iterator[httpx.Client]:
    """Return a client with a secret and three functions of the service."""
    with guarded_client(
        user_agent="test/1.0",
        connect_timeout_seconds=1,
        read_timeout_seconds=1,
        reroute={"recipient.example": recipient.url},
        paths=frozenset({"/contacts", "/contacts/{contact_id}", "/n/{source}/x"}),
        secret_headers={"Authorization": SECRET},
    ) as made:
        yield made


def issue(values: Mapping[str, str] = VALUES) -> Permit:
    """Return a permit for somebody who has just agreed."""
    record = factories.consent()
    with transaction.atomic():
        return authorize(
            "test.sending",
            subject=SubjectKey(record.subject_key),
            values=values,
            files=FILES | {"diploma": b"undeclared"},
            at=timezone.now(),
        )


def document(**changes: Any) -> dict[str, Any]:
    """Return what is declared as a document."""
    contact = {
        "email": VALUES["contact.email"],
        "phones": [{"number": VALUES["contact.phones[].number"]}],
    }
    return {"contact": contact, "age": 42, "source": "blog"} | changes


def test_json_arrives_as_permitted_with_the_secret(
    db, client: httpx.Client, recipient: SocketRecipient
):
    sent = document(tags=["a", "b"], options={"notify": False})

    with transmit(issue()):
        client.post(f"{HOST}/contacts", json=sent)

    assert json.loads(recipient.bodies[0]) == sent
    assert f"authorization: {SECRET}\r\n" in recipient.received[0].decode()
    row = Transmission.objects.get()
    assert row.outcome == Outcome.ANSWERED
    assert row.field_names == [
        "age", "contact.email", "contact.phones[].number", "options.notify", "source",
        "tags[]",
    ]  # fmt: skip


def test_a_put_names_whom_it_is_about_in_its_path(
    db, client: httpx.Client, recipient: SocketRecipient
):
    with transmit(issue()):
        client.put(f"{HOST}/contacts/a-17", json={"age": "42"})

    assert recipient.received[0].startswith(b"PUT /contacts/a-17 HTTP/1.1\r\n")
    assert Transmission.objects.get().field_names == ["age", "contact_id"]


def test_a_file_arrives_byte_by_byte_with_its_name(
    db, client: httpx.Client, recipient: SocketRecipient
):
    permit = issue()
    with transmit(permit):
        client.post(f"{HOST}/contacts", data={"age": "42"}, files=[PHOTO])

    assert set(permit.files) == {"photo"}
    head, _blank, body = recipient.received[0].partition(b"\r\n\r\n")
    (kind,) = (line for line in head.split(b"\r\n") if b"multipart" in line)
    _whole, text, photo = message_from_bytes(kind + b"\r\n\r\n" + body).walk()
    assert text.get_payload(decode=True) == b"42"
    assert photo.get_filename() == "Ada %221815%22.png"
    assert photo.get_payload(decode=True) == FILES["photo"]
    assert Transmission.objects.get().field_names == ["age", "photo", "photo.filename"]


def post(**keywords: Any) -> Send:
    return lambda client: client.post(f"{HOST}/contacts", **keywords)


def raw(content: bytes, kind: str = "application/json") -> Send:
    """Return a call that posts these bytes."""
    return post(content=content, headers={"Content-Type": kind})


BOUNDARY = b"0123456789abcdef0123456789abcdef"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY.decode()}"
PART = b'--%s\r\nContent-Disposition: form-data; name="age"%s\r\n\r\n42\r\n--%s--\r\n'
REFUSED: dict[str, Send] = {
    "an undeclared field": post(json=document(name="Ada")),
    "an undeclared field deep below": post(json=document(contact={"a": {"b": 1}})),
    "an undeclared empty object": post(json=document(**{"ada@example.com": {}})),
    "a declared name one level too high": post(json={"email": "ada@example.com"}),
    "an altered value": post(json=document(age=43)),
    "the same number written otherwise": raw(b'{"age": 42.0}'),
    "a list in place of a value": post(json=document(age=[42])),
    "an object in place of a value": post(json=document(age={})),
    "nothing in place of a value": post(json=document(age=None)),
    "two items of a personal list": post(
        json={
            "contact": {"phones": [{"number": VALUES["contact.phones[].number"]}] * 2}
        }
    ),
    "a name twice, of which a reader sees one": raw(b'{"age": 42, "age": 42}'),
    "a list": post(json=[document()]),
    "a text": raw(b'"ada@example.com"'),
    "no JSON": raw(b"{age: 42}"),
    "no number": raw(b'{"source": NaN}'),
    "another encoding": raw('{"age": 42}'.encode("utf-16")),
    "bytes that are no text": raw(b'{"source": "\xff"}'),
    "a bottomless document": raw(b'{"age":' * 100_000),
    "a comment after the document": raw(b'{"age": 42} ada@example.com'),
    "JSON that calls itself text": raw(b'{"age": 42}', "text/plain"),
    "a parameter of the type": raw(b'{"age": 42}', "application/json; a=ada"),
    "an undeclared file": post(files={"diploma": b"x"}),
    "another content": post(files=[("photo", (PHOTO[1][0], b"x", "image/png"))]),
    "another name of the file": post(files=[("photo", ("a.png", FILES["photo"]))]),
    "a type that is none": post(
        files=[("photo", (*PHOTO[1][:2], "image/ada.lovelace"))]
    ),
    "a header of a part": post(files=[("photo", (*PHOTO[1], {"X-Name": "Ada"}))]),
    "a file in place of a text": post(files=[("age", ("photo.png", b"42"))]),
    "a text in place of a file": post(
        files=[("photo", (None, FILES["photo"].hex().encode()))]
    ),
    "a boundary that says something": post(
        data={"age": "42"},
        files=[PHOTO],
        headers={"Content-Type": "multipart/form-data; boundary=ada-lovelace"},
    ),
    "something before the first part": raw(
        b"Ada\r\n" + PART % (BOUNDARY, b"", BOUNDARY), MULTIPART
    ),
    "something after the last part": raw(
        PART % (BOUNDARY, b"", BOUNDARY) + b"Ada", MULTIPART
    ),
    "a line break in the name of a file": raw(
        PART % (BOUNDARY, b'; filename="a\nX: Ada"', BOUNDARY), MULTIPART
    ),
    "somebody else's path": lambda c: c.put(f"{HOST}/contacts/b-18", json={"age": 42}),
    "a longer path": lambda c: c.put(f"{HOST}/contacts/a-17/x", json={"age": 42}),
    "a field in path and body": lambda c: c.put(
        f"{HOST}/contacts/a-17", json={"contact_id": "a-17"}
    ),
    "a secret of its own": post(json=document(), headers={"Authorization": "Ada"}),
    "DELETE": lambda c: c.delete(f"{HOST}/contacts/a-17"),
}


@pytest.mark.parametrize("send", REFUSED.values(), ids=REFUSED.keys())
def test_no_byte_of_what_is_not_permitted_leaves(
    send: Send, db, client: httpx.Client, recipient: SocketRecipient
):
    with pytest.raises(EgressRefused) as refusal, transmit(issue()):
        send(client)

    assert recipient.connections == 0
    assert Transmission.objects.get().outcome == Outcome.REFUSED
    assert not any(value in str(refusal.value) for value in VALUES.values())


@given(st.text())
def test_filenames_are_escaped_as_httpx_escapes_them(name: str):
    written = _format_form_param("filename", name).decode(errors="surrogatepass")

    assert written == f'filename="{escape_filename(name)}"'


@pytest.mark.parametrize("name", ["a\\b.png", "a\tb.png", '"a".png', "\r\n.png"])
def test_any_filename_can_be_sent(
    db, client: httpx.Client, recipient: SocketRecipient, name: str
):
    with transmit(issue({"photo.filename": name})):
        client.post(f"{HOST}/contacts", files={"photo": (name, FILES["photo"])})

    assert recipient.connections == 1


def test_only_the_name_of_a_file_may_be_escaped(
    db, client: httpx.Client, recipient: SocketRecipient
):
    with pytest.raises(EgressRefused), transmit(issue({"age": '4"2'})):
        client.post(f"{HOST}/contacts", json={"age": "4%222"})

    assert recipient.connections == 0


@pytest.mark.parametrize(
    "extensions",
    [
        {"target": b"/leak?undeclared=ada@example.com"},
        {"sni_hostname": "ada.example.com"},
        {"trace": print},
    ],
    ids=["target", "sni", "trace"],
)
def test_extension_of_httpx_is_refused(
    db, client: httpx.Client, recipient: SocketRecipient, extensions: dict[str, Any]
):
    with pytest.raises(EgressRefused), transmit(issue()):
        client.post(f"{HOST}/contacts", json={"age": "42"}, extensions=extensions)

    assert recipient.connections == 0
    assert Transmission.objects.get().outcome == Outcome.REFUSED


@pytest.mark.parametrize("secret", ["{}", "Bearer {}"])
def test_value_of_a_person_does_not_leave_as_a_secret(
    db, recipient: SocketRecipient, secret: str
):
    permit = issue()
    made = guarded_client(
        user_agent="test/1.0",
        connect_timeout_seconds=1,
        read_timeout_seconds=1,
        reroute={"recipient.example": recipient.url},
        secret_headers={"X-Api-Key": secret.format(VALUES["contact.email"])},
    )
    with made, pytest.raises(EgressRefused), transmit(permit):
        made.post(f"{HOST}/contacts", json={"age": "42"})

    assert recipient.connections == 0


@pytest.mark.parametrize("name", ["ada@example.com", "", "test/1.0\r\nX: y", "Ada (é)"])
def test_user_agent_is_the_name_of_a_program(name: str):
    with pytest.raises(EgressRefused):
        guarded_client(
            user_agent=name, connect_timeout_seconds=1, read_timeout_seconds=1
        )


def test_boundary_and_white_space_are_ours(
    db, client: httpx.Client, recipient: SocketRecipient
):
    boundary = "0123456789abcdef" * 2
    multipart = {"content-type": f"multipart/form-data; boundary={boundary}"}
    with transmit(issue()):
        client.post(f"{HOST}/contacts", files={"photo": PHOTO[1]}, headers=multipart)
    spaced = {"content-type": "application/json"}
    with transmit(issue()):
        body = b'{ "age" :\t\t "42",  "tags": [ "a  \\" b" ] }'
        client.post(f"{HOST}/contacts", content=body, headers=spaced)

    form, document = recipient.bodies
    assert boundary.encode() not in form
    assert FILES["photo"] in form
    assert document == b'{"age":"42","tags":["a  \\" b"]}'


def test_a_refusal_names_no_key_that_could_be_a_value(
    db, client: httpx.Client, recipient: SocketRecipient
):
    sent = {"ada@example.org": 1, "blog": 1, "Name": 1}

    with pytest.raises(EgressRefused) as refusal, transmit(issue()):
        client.post(f"{HOST}/contacts", json=sent)

    assert str(refusal.value) == "Fields are not declared: Name, …, …"
    assert recipient.connections == 0


def test_a_secret_that_is_not_declared_stops_the_sending(
    db, client: httpx.Client, recipient: SocketRecipient
):
    with (
        factories.declared(factories.sending()),
        pytest.raises(EgressRefused, match="authorization") as refusal,
        transmit(issue({"text": "Hello"})),
    ):
        client.post(f"{HOST}/contacts", json={"text": "Hello"})

    assert recipient.connections == 0
    assert SECRET not in str(refusal.value)


@pytest.mark.parametrize("secret", ["", " ", "a\r\nX-Name: Ada", "Läufer", "a\x00"])
def test_a_secret_is_one_line(secret: str):
    with pytest.raises(EgressRefused):
        guarded_client(
            user_agent="test/1.0",
            connect_timeout_seconds=1,
            read_timeout_seconds=1,
            secret_headers={"X-Api-Key": secret},
        )


def test_a_secret_cannot_be_made_of_what_is_permitted(db):
    with pytest.raises(EgressRefused), transmit(issue()) as context:
        guarded_client(
            user_agent="test/1.0",
            connect_timeout_seconds=1,
            read_timeout_seconds=1,
            secret_headers={"X-Api-Key": context.permit.payload["contact.email"]},
        )


def test_a_secret_is_seen_and_logged_nowhere(
    caplog, db, client: httpx.Client, recipient: SocketRecipient
):
    caplog.set_level(logging.DEBUG)

    with transmit(issue()):
        answer = client.post(f"{HOST}/contacts", json=document())

    assert "s3cr3t" in recipient.received[0].decode()
    assert "s3cr3t" not in caplog.text
    assert "s3cr3t" not in f"{answer.request.headers!r} {client.headers!r}"
    assert "s3cr3t" not in repr(vars(Transmission.objects.get()))


def test_a_document_is_built_of_its_paths():
    built = build_document(
        {name: VALUES[name] for name in VALUES if "photo" not in name}
        | {"contact.phones[].kind": "home", "tags[]": "a"}
    )

    phone = {"number": "+49 30 901820", "kind": "home"}
    assert built == {
        "contact": {"email": "ada@example.com", "phones": [phone]},
        "age": "42",
        "contact_id": "a-17",
        "source": "blog",
        "tags": ["a"],
    }


def test_a_path_through_a_value_is_no_document():
    for paths in (("a", "a.b"), ("a[]", "a[].b"), ("a", "a[].b.c"), ("a", "a[]")):
        with pytest.raises(ValueError, match="through"):
            build_document(dict.fromkeys(paths, "x"))
