"""Write mail headers the same way on every Django version.

Python's email package breaks some of them: it turns long URLs into encoded words, which
mail services ignore, and drops quotation marks from long names. Source: RFC 5322,
sections 2.1.1 and 2.2.3; RFC 2047, sections 2 and 5; RFC 8058.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from email.charset import Charset
from email.message import Message
from email.policy import Policy
from email.utils import make_msgid, parseaddr
from itertools import chain, repeat
from typing import Any
from urllib.parse import urlsplit

from django.core import mail

from privacy_plugin.validation.control_characters import is_header_text, one_line
from privacy_plugin.validation.domains import ascii_domain

MAX_LINE_LENGTH = 998  # RFC 5322, without the line break; 78 is only recommended
_LINE_LENGTH = 78
_ENCODED_WORD_LENGTH = 75  # RFC 2047, section 2


def ascii_address(email: str) -> str:
    """Return an address in SMTP form. Raises UnicodeError."""
    local, at, domain = email.rpartition("@")
    local.encode("ascii")  # others need SMTPUTF8, which few servers take
    is_literal = domain.startswith("[")
    return f"{local}{at}{domain.lower() if is_literal else ascii_domain(domain)}"


def ascii_url(url: str) -> str:
    host = urlsplit(url).hostname or ""
    return url if host.isascii() else url.replace(host, ascii_domain(host), 1)


def format_sender(address: str, name: str) -> str:
    """Return whom a mail comes from; a name that is set with the address wins."""
    own_name, email = parseaddr(address)
    name = one_line(own_name or name)
    email = ascii_address(email)
    return f'"{_quoted(name)}" <{email}>' if name else email


class WrittenHeader:
    """A header that is written unchanged; email policies call `fold`.

    The one of Django 5.2 calls `encode` instead.
    """

    def __init__(self, name: str, lines: list[str]) -> None:
        """Take the value in the lines it is folded to."""
        self.name = name
        self._lines = lines

    def __str__(self) -> str:
        return " ".join(self._lines)

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self.encode(linesep=policy.linesep)}{policy.linesep}"

    def encode(self, *, linesep: str, maxlinelen: int = 0) -> str:
        del maxlinelen
        return f"{linesep} ".join(self._lines)


class WrittenMessage(mail.EmailMultiAlternatives):
    def message(self, **options: Any) -> Any:
        message: Message = super().message(**options)
        name, email = parseaddr(self.from_email)
        headers = [
            WrittenHeader("Subject", _text_lines("Subject", str(self.subject))),
            WrittenHeader("From", _mailbox_lines("From", name, email)),
            WrittenHeader("To", [", ".join(self.to)]),
            *(WrittenHeader(*one) for one in _plain(self.extra_headers)),
        ]
        for header in headers:
            del message[header.name]
            Message.__setitem__(message, header.name, header)  # type: ignore[misc] # policies take it
        return message


@dataclass(frozen=True, slots=True)
class EmailContent:
    """One message; the recipient's address is in the permit.

    Without `html` it is plain text only.
    """

    sender: str
    subject: str
    text: str
    html: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


def build_message(
    content: EmailContent, *, recipient: str, reply_to: str = ""
) -> WrittenMessage:
    """Return a message to one person. Its id names the sender's domain, no machine.

    An address for answers that no header can hold is left out. Raises UnicodeError for
    a recipient or sender that no mail server takes.
    """
    sender = format_sender(content.sender, "")
    domain = parseaddr(sender)[1].rpartition("@")[2]
    message_id = make_msgid(domain=domain or "localhost")
    message = WrittenMessage(
        subject=one_line(content.subject),
        body=content.text,
        from_email=sender,
        to=[ascii_address(recipient)],
        headers={**content.headers, **_answered_at(reply_to), "Message-ID": message_id},
    )
    if content.html:
        message.attach_alternative(content.html, "text/html")
    return message


def _answered_at(address: str) -> dict[str, str]:
    """Return the header for answers, where there is an address that it can hold."""
    try:
        headers = {"Reply-To": ascii_address(address)} if address else {}
    except UnicodeError:
        return {}
    return {} if find_bad_header(headers) else headers


def find_bad_header(headers: Mapping[str, str]) -> str:
    """Return the first header that cannot leave as it is, empty for none."""
    for name, value in headers.items():
        is_short = len(name) + len(value) + 2 <= MAX_LINE_LENGTH
        if not (is_header_text(value) and is_short):
            return name
    return ""


def _plain(headers: Mapping[str, str]) -> list[tuple[str, list[str]]]:
    return [(name, [str(value)]) for name, value in headers.items()]


def _text_lines(name: str, text: str) -> list[str]:
    """Return a free text in lines, in encoded words where it has to be."""
    first = _LINE_LENGTH - len(name) - 2
    is_plain = text.isascii() and "=?" not in text
    if is_plain and all(len(word) < MAX_LINE_LENGTH // 2 for word in text.split()):
        return _wrapped(text, first)
    lengths = chain([min(first, _ENCODED_WORD_LENGTH)], repeat(_ENCODED_WORD_LENGTH))
    encoded = Charset("utf-8").header_encode_lines(text, lengths)
    return [line for line in encoded if line]


def _mailbox_lines(name: str, display_name: str, email: str) -> list[str]:
    """Return a name and an address in lines; the name is quoted or encoded."""
    if not display_name:
        return [email]
    if display_name.isascii() and "=?" not in display_name:
        return _wrapped(
            f'"{_quoted(display_name)}" <{email}>', _LINE_LENGTH - len(name) - 2
        )
    return [*_text_lines(name, display_name), f"<{email}>"]


def _wrapped(text: str, first: int) -> list[str]:
    """Break a text at its spaces; a word that is longer than a line stays whole."""
    lines: list[str] = []
    room = first
    for word in text.split(" "):
        if lines and len(lines[-1]) + 1 + len(word) <= room:
            lines[-1] += f" {word}"
            continue
        room = first if not lines else _LINE_LENGTH - 1
        lines.append(word)
    return lines


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
