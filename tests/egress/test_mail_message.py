"""The headers of a mail, as bytes, whatever names and titles people choose."""

from __future__ import annotations

from email import policy
from email.header import decode_header, make_header
from email.utils import parseaddr

import django
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privacy_plugin.egress.mail.message import (
    EmailContent,
    build_message,
    find_bad_header,
    format_sender,
)
from privacy_plugin.validation.control_characters import one_line
from privacy_plugin.validation.domains import ascii_domain
from tests.support.raw_mail import require_valid

NAMES = [
    "Blog",
    "Gärten",
    'Gärten "und" Zäune, \\ Söhne & Co. (Köln)',
    'A "quoted" name, with commas, dots. and a backslash \\ in it',
    "A very long name, with commas, and dots. and no umlauts but more than 78 letters",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamten" * 3,
    "x" * 255,
    "🌱" * 120,
    "=?utf-8?q?Somebody_else?=",
    "eve@example.com, Ada",
    "<eve@example.com>",
    "אבגדה ווזח",
    "e\u0301" * 127,
    "a  b\tc\r\nBcc: eve@example.com",
]
LONGEST_ADDRESS = f"{'x' * 64}@{'.'.join(['y' * 60] * 3)}.example"


def as_bytes(message) -> bytes:
    """Return what the mail backend of this Django hands to the server."""
    if django.VERSION >= (6, 0):
        return message.message(policy=policy.SMTP).as_bytes()
    return message.message().as_bytes(linesep="\r\n")


def written(name: str, subject: str, to: str = "ada@example.org") -> bytes:
    content = EmailContent(
        sender=format_sender("blog@example.org", name),
        subject=subject,
        text="Text",
        html="<p>Text</p>",
        headers={
            "List-ID": "<posts.example.org>",
            "List-Unsubscribe": f"<https://example.org/{'k' * 200}/>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )
    return as_bytes(build_message(content, recipient=to))


def require_same(name: str, subject: str) -> None:
    headers = require_valid(written(name, subject))
    display_name, address = parseaddr(headers["From"])
    assert address == "blog@example.org"
    assert decoded(display_name) == one_line(name)
    assert decoded(headers["Subject"]) == one_line(subject)


def decoded(value: str) -> str:
    """Return what a reader sees; Python's newer parser decodes long names wrongly."""
    return str(make_header(decode_header(value)))


@pytest.mark.parametrize("text", NAMES)
def test_names_and_titles_arrive_as_they_were_chosen(text):
    require_same(text, text)


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=255)


@settings(deadline=None)
@given(TEXTS, TEXTS.filter(one_line))
def test_any_name_and_title_makes_valid_headers(name, subject):
    require_same(name, subject)


@pytest.mark.parametrize(
    ("address", "arrives_as"),
    [
        (LONGEST_ADDRESS, LONGEST_ADDRESS),
        ("ada@straße.de", "ada@xn--strae-oqa.de"),
        ("ada@MÜLLER.example", "ada@xn--mller-kva.example"),
        ("o'hara+blog@example.org", "o'hara+blog@example.org"),
    ],
)
def test_recipient_is_written_as_a_server_takes_it(address, arrives_as):
    assert require_valid(written("Blog", "News", address))["To"] == arrives_as


def test_address_with_letters_no_server_takes_is_refused():
    with pytest.raises(UnicodeError):
        written("Blog", "News", "äda@example.org")


def test_sender_of_the_setting_keeps_its_name_and_gets_its_domain():
    assert format_sender("blog@müller.example", "Über uns") == (
        '"Über uns" <blog@xn--mller-kva.example>'
    )
    assert format_sender("Own <a@b.example>", "Site") == '"Own" <a@b.example>'
    assert format_sender("a@b.example", "\r\n") == "a@b.example"


def test_message_id_names_the_sender_and_no_machine():
    message_id = require_valid(written("Blog", "News"))["Message-ID"]

    assert message_id.endswith("@example.org>")


@pytest.mark.parametrize(
    "value", ["<https://exämple.org/>", "a\r\nBcc: eve@example.com", "x" * 990, "\x00"]
)
def test_header_that_cannot_leave_is_found(value):
    assert find_bad_header({"List-Unsubscribe": value}) == "List-Unsubscribe"


@pytest.mark.parametrize(
    ("domain", "ascii_form"),
    [
        ("straße.de", "xn--strae-oqa.de"),
        ("STRASSE.de.", "strasse.de"),
        ("xn--STRAE-oqa.de", "xn--strae-oqa.de"),
        ("exam\u00adple.org", "example.org"),
        ("\uff45\uff58ample\u3002org", "example.org"),
        ("i❤.ws", "xn--i-7iq.ws"),
        ("localhost", "localhost"),
    ],
)
def test_domain_has_one_form(domain, ascii_form):
    assert ascii_domain(domain) == ascii_form
