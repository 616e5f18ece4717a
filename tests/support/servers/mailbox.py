"""A real mail server on loopback, and the mails it took, parsed.

Its temper can be changed: refuse one address or all, take nothing for now, hang up in
the middle, or never answer.
"""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

import django
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.core.mail.utils import DNS_NAME
from django.test import override_settings

from tests.support.servers.ports import free_port

LINK = re.compile(r"https?://[^\s<>\"']+")


@dataclass
class Temper:
    """Say how the server answers; `per_address` wins over `to_all`."""

    to_all: str = ""
    per_address: dict[str, str] = field(default_factory=dict)
    at_data: str = ""
    at_sender: str = ""
    hangs_up_after: int | None = None
    is_silent: bool = False


class _Handler:
    """Answer as the temper says; aiosmtpd calls these by name and position."""

    def __init__(self, box: Mailbox) -> None:
        self.box = box

    async def handle_MAIL(self, _server, _session, envelope, address, options):  # noqa: N802
        if self.box.temper.at_sender:
            return self.box.temper.at_sender
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802
        temper = self.box.temper
        answer = temper.per_address.get(address, temper.to_all)
        if answer:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope):  # noqa: N802
        temper = self.box.temper
        if temper.at_data:
            return temper.at_data
        if temper.is_silent:
            await asyncio.sleep(3600)
        with self.box.lock:
            content = envelope.original_content or b""
            self.box.raw.append((tuple(envelope.rcpt_tos), content))
            count = len(self.box.raw)
        if temper.hangs_up_after is not None and count >= temper.hangs_up_after:
            temper.hangs_up_after = None
            server.transport.abort()
            return "250 OK"
        return "250 OK"


class Mailbox:
    def __init__(self) -> None:
        self.raw: list[tuple[tuple[str, ...], bytes]] = []
        self.lock = threading.Lock()
        self.temper = Temper()
        self.port = free_port()
        self._controller: Controller | None = None

    def start(self) -> None:
        """Begin to listen, or begin again."""
        self._controller = Controller(
            _Handler(self),
            hostname="127.0.0.1",
            port=self.port,
            server_hostname="mail.localhost",
        )
        self._controller.start()

    def stop(self) -> None:
        assert self._controller is not None
        self._controller.stop(no_assert=True)

    @property
    def mails(self) -> list[EmailMessage]:
        return [
            message_from_bytes(content, policy=policy.default)
            for _to, content in self.raw
        ]

    @property
    def recipients(self) -> list[str]:
        """Return to whom mail came, once per mail."""
        return [address for to, _content in self.raw for address in to]

    def one(self) -> EmailMessage:
        (mail,) = self.mails
        return mail

    def clear(self) -> None:
        """Forget what arrived."""
        self.raw.clear()


def text_of(mail: EmailMessage) -> str:
    """Return the plain part."""
    return mail.get_body(("plain",)).get_content()


def html_of(mail: EmailMessage) -> str:
    return mail.get_body(("html",)).get_content()


def link_in(mail: EmailMessage, part: str) -> str:
    """Return the link in the plain part that holds these letters."""
    (found,) = {link for link in LINK.findall(text_of(mail)) if part in link}
    return found


def mail_settings(
    port: int, *, timeout: int | None = 5, host: str = "127.0.0.1"
) -> dict[str, object]:
    """Return the settings that lead to a mail server, by default on this machine."""
    if django.VERSION >= (6, 1) and hasattr(settings, "MAILERS"):
        options = {"host": host, "port": port, "timeout": timeout}
        backend = "django.core.mail.backends.smtp.EmailBackend"
        return {"MAILERS": {"default": {"BACKEND": backend, "OPTIONS": options}}}
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": host,
        "EMAIL_PORT": port,
        "EMAIL_TIMEOUT": timeout,
    }


@contextmanager
def running(*, timeout: int = 5) -> Iterator[Mailbox]:
    """Run a mail server, and let Django send to it."""
    DNS_NAME._fqdn = "localhost"  # nobody is asked what this machine is called
    box = Mailbox()
    box.start()
    try:
        with override_settings(**mail_settings(box.port, timeout=timeout)):
            yield box
    finally:
        box.stop()
