"""The one door for mail: a permit for each message, one connection for many.

What happened to a message is told by the type of the exception, because what may be
done next depends on it: a message the server has refused may be sent again, one whose
answer never came may not. Source: RFC 5321, sections 4.2 (replies) and 6.1.
"""

from __future__ import annotations

import re
import smtplib
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from html.parser import HTMLParser
from types import TracebackType
from typing import Any, Self

import django
from django.core import mail

from privacy_plugin.egress import gateway
from privacy_plugin.egress.errors import (
    EgressRefused,
    MailDeferred,
    MailRejected,
    MailUnavailable,
    MailUncertain,
)
from privacy_plugin.egress.exchange import Exchange
from privacy_plugin.egress.models import Outcome

ADDRESS = "to"  # the name under which a declaration sends the address
LINKS = "links"  # and the links that are that person's alone
CONTENT = "content"  # and what everybody gets alike

_HEADERS = frozenset(
    {"Auto-Submitted", "List-ID", "List-Unsubscribe", "List-Unsubscribe-Post"}
)
_LOADING_TAGS = frozenset(
    {
        "audio", "base", "embed", "form", "iframe", "image", "img", "input", "link",
        "object", "picture", "script", "source", "svg", "video",
    },
)  # fmt: skip
_LOADING_ATTRIBUTES = frozenset({"background", "ping", "poster", "src", "srcset"})
_LOADING_STYLE = re.compile(r"url\s*\(|@import|image-set", re.IGNORECASE)
_IDLE_SECONDS = 5.0  # after so long, ask whether the connection is still there
_FOR_NOW = range(400, 500)
_CLOSING = 421


@dataclass(frozen=True, slots=True)
class Letter:
    """Hold one message as everybody reads it; to whom it goes, the permit says.

    Without `html` it is plain text and nothing else.
    """

    sender: str
    subject: str
    text: str
    html: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


class MailLine:
    """Keep one connection to the site's mail server, opened when it is needed.

    Use it as a context; it closes the connection at the end.
    """

    def __init__(self) -> None:
        """Begin without a connection."""
        self._connection: Any = None
        self._used_at = 0.0

    def __enter__(self) -> Self:
        """Return the line."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Hang up."""
        self.close()

    def ready(self) -> None:
        """Open the connection, or open it again if the server has closed it.

        Ask before a message is claimed. Raises MailUnavailable.
        """
        idle = time.monotonic() - self._used_at
        if self._connection is not None and idle > _IDLE_SECONDS:
            self._close_if_gone()
        if self._connection is not None:
            return
        connection = mail_backend()
        try:
            connection.open()
        except Exception as error:  # noqa: BLE001 - every backend has errors of its own
            raise MailUnavailable(_code(error)) from None
        self._connection = connection
        self._used_at = time.monotonic()

    def send(self, permit: gateway.Permit, letter: Letter) -> None:
        """Hand one message over to the mail server.

        Raises MailRejected or MailDeferred where the server did not take it,
        MailUnavailable where it takes nothing from this site, MailUncertain where
        nobody knows, EgressRefused where the letter holds what no mail may hold.
        """
        message = _message(permit, letter)
        with gateway.transmit(permit) as exchange:
            _judge(letter, exchange)
            self.ready()
            exchange.byte_count = len(f"{letter.text}{letter.html}".encode())
            self._hand_over(message, exchange)

    def close(self) -> None:
        """Close the connection; one that is broken is simply let go."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(Exception):
                connection.close()

    def _hand_over(self, message: mail.EmailMessage, exchange: Exchange) -> None:
        exchange.is_spent = True
        exchange.sent_names = frozenset(exchange.permit.allowed)
        try:
            count = self._connection.send_messages([message])
        except Exception as error:  # noqa: BLE001 - every backend has errors of its own
            self._explain(error, exchange)
        if not count:
            exchange.conclude(Outcome.FAILED, "not_sent")
            raise MailUncertain("not_sent")
        self._used_at = time.monotonic()
        exchange.conclude(Outcome.ANSWERED)

    def _explain(self, error: Exception, exchange: Exchange) -> None:
        """Raise what an error of the mail server means, without its words.

        They may hold the address.
        """
        code = _code(error)
        number = _number(error)
        if number in {0, _CLOSING}:
            self.close()
        if not number:
            exchange.conclude(Outcome.UNCERTAIN, code)
            raise MailUncertain(code) from None
        exchange.conclude(Outcome.REJECTED, code)
        is_about_us = isinstance(
            error, smtplib.SMTPSenderRefused | smtplib.SMTPHeloError
        )
        if is_about_us or number == _CLOSING:
            raise MailUnavailable(code) from None
        if number in _FOR_NOW:
            raise MailDeferred(code) from None
        is_about_address = isinstance(error, smtplib.SMTPRecipientsRefused)
        raise MailRejected(code, is_about_address=is_about_address) from None

    def _close_if_gone(self) -> None:
        server = getattr(self._connection, "connection", None)
        if not isinstance(server, smtplib.SMTP):
            return
        answer = 0
        with suppress(OSError):
            answer, _words = server.noop()
        if answer != 250:  # noqa: PLR2004 - RFC 5321, "okay"
            self.close()


def mail_backend() -> Any:
    """Return the site's mail backend in the way the running Django wants."""
    if django.VERSION >= (6, 1):
        return mail.mailers.default
    return mail.get_connection()


def _message(permit: gateway.Permit, letter: Letter) -> mail.EmailMultiAlternatives:
    message = mail.EmailMultiAlternatives(
        subject=letter.subject,
        body=letter.text,
        from_email=letter.sender,
        to=[permit.payload[ADDRESS]],
        headers=dict(letter.headers),
    )
    if letter.html:
        message.attach_alternative(letter.html, "text/html")
    return message


def _judge(letter: Letter, exchange: Exchange) -> None:
    unknown = sorted(set(letter.headers) - _HEADERS)
    if unknown:
        exchange.refusal = f"Headers are not allowed: {', '.join(unknown)}"
    elif found := what_loads(letter.html):
        exchange.refusal = f"A mail loads nothing, but this one has {found}"
    if exchange.refusal:
        raise EgressRefused(exchange.refusal)


def what_loads(html: str) -> str:
    """Return the first part of a mail that would load something, empty for none."""
    looker = _Looker()
    looker.feed(html)
    looker.close()
    return looker.found


class _Looker(HTMLParser):
    """Note what a mail program would fetch, or run."""

    def __init__(self) -> None:
        super().__init__()
        self.found = ""
        self._is_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at a tag and its attributes."""
        self._is_style = tag == "style"
        if tag in _LOADING_TAGS:
            self.found = self.found or f"<{tag}>"
        for name, value in attrs:
            loads = name in _LOADING_ATTRIBUTES or name.startswith("on")
            if loads or (name == "style" and _LOADING_STYLE.search(value or "")):
                self.found = self.found or f"{name}="

    def handle_data(self, data: str) -> None:
        """Look into a style sheet."""
        if self._is_style and _LOADING_STYLE.search(data):
            self.found = self.found or "url() in a style"


def _number(error: Exception) -> int:
    """Return the reply code of the server, 0 where it gave none."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [answer[0] for answer in error.recipients.values()]
        return int(max(codes, default=0))
    if isinstance(error, smtplib.SMTPResponseException):
        return int(error.smtp_code)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return 553  # an address the server cannot take; nothing was sent
    status = getattr(error, "status_code", 0)  # of a mail service's own interface
    return int(status) + 100 if status in _FOR_NOW else 0


def _code(error: Exception) -> str:
    """Return what happened in a word that says nothing about anybody."""
    number = _number(error)
    return f"smtp_{number}" if number > 0 else type(error).__name__
