"""Send mail: one permit per message, one connection for many.

The type of the exception says what happened, because it decides what may follow: a
message the server refused may be retried, one without a reply may not. Source: RFC
5321, sections 4.2 (replies) and 6.1.
"""

from __future__ import annotations

import smtplib
import time
from contextlib import suppress
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
from privacy_plugin.egress.mail.external_resources import find_external_resource
from privacy_plugin.egress.mail.message import (
    EmailContent,
    WrittenMessage,
    build_message,
    find_bad_header,
)
from privacy_plugin.egress.models import Outcome
from privacy_plugin.egress.permit import Permit
from privacy_plugin.egress.transmission_context import TransmissionContext

ADDRESS = "to"  # the name under which a declaration sends the address
REPLY_TO = "reply_to"  # and that for answers, if there is one
LINKS = "links"  # and the links that are that person's alone
CONTENT = "content"  # and what everybody gets alike

_HEADERS = frozenset(
    {"Auto-Submitted", "List-ID", "List-Unsubscribe", "List-Unsubscribe-Post"}
)
_IDLE_SECONDS = 5.0  # after so long, ask whether the connection is still there
_TEMPORARY_CODES = range(400, 500)
_CLOSING_CODE = 421


class MailConnection:
    """A connection to the site's mail server, opened when it is needed.

    Use it as a context manager, which closes the connection.
    """

    def __init__(self) -> None:
        self._connection: Any = None
        self._used_at = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def ensure_open(self) -> None:
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
            raise MailUnavailable(_get_error_code(error)) from None
        self._connection = connection
        self._used_at = time.monotonic()

    def send(self, permit: Permit, content: EmailContent) -> None:
        """Hand one message over to the mail server.

        Raises MailRejected or MailDeferred where the server did not take it,
        MailUnavailable where it takes nothing from this site, MailUncertain where
        nobody knows, EgressRefused where the content holds what no mail may hold.
        """
        with gateway.transmit(permit) as context:
            _check_content(content, context)
            message = _build_message(content, context)
            context.byte_count = len(f"{content.text}{content.html}".encode())
            with context.open_connections():
                self.ensure_open()
                self._hand_over(message, context)

    def close(self) -> None:
        """Close the connection; one that is broken is dropped."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(Exception):
                connection.close()

    def _hand_over(
        self, message: mail.EmailMessage, context: TransmissionContext
    ) -> None:
        context.is_spent = True
        context.sent_names = frozenset(context.permit.allowed)
        try:
            count = self._connection.send_messages([message])
        except Exception as error:  # noqa: BLE001 - every backend has errors of its own
            self._raise_for(error, context)
        if not count:
            context.set_outcome(Outcome.FAILED, "not_sent")
            raise MailUncertain("not_sent")
        self._used_at = time.monotonic()
        context.set_outcome(Outcome.ANSWERED)

    def _raise_for(self, error: Exception, context: TransmissionContext) -> None:
        """Raise what an error of the mail server means, without its words.

        They may hold the address.
        """
        code = _get_error_code(error)
        number = _get_reply_code(error)
        if number in {0, _CLOSING_CODE}:
            self.close()
        if not number:
            context.set_outcome(Outcome.UNCERTAIN, code)
            raise MailUncertain(code) from None
        context.set_outcome(Outcome.REJECTED, code)
        is_about_us = isinstance(
            error, smtplib.SMTPSenderRefused | smtplib.SMTPHeloError
        )
        if is_about_us or number == _CLOSING_CODE:
            raise MailUnavailable(code) from None
        if number in _TEMPORARY_CODES:
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
    if django.VERSION >= (6, 1):
        return mail.mailers.default
    return mail.get_connection()


def _build_message(
    content: EmailContent, context: TransmissionContext
) -> WrittenMessage:
    payload = context.permit.payload
    try:
        return build_message(
            content,
            recipient=payload[ADDRESS],
            reply_to=payload.get(REPLY_TO, ""),
        )
    except UnicodeError:
        context.refusal = "An address is written in letters that no mail server takes"
    raise EgressRefused(context.refusal)


def _check_content(content: EmailContent, context: TransmissionContext) -> None:
    unknown = sorted(set(content.headers) - _HEADERS)
    if unknown:
        context.refusal = f"Headers are not allowed: {', '.join(unknown)}"
    elif bad := find_bad_header(content.headers):
        context.refusal = f"A header holds what no header may: {bad}"
    elif found := find_external_resource(content.html):
        context.refusal = f"A mail loads nothing, but this one has {found}"
    if context.refusal:
        raise EgressRefused(context.refusal)


def _get_reply_code(error: Exception) -> int:
    """Return the reply code of the server, 0 where it gave none."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [answer[0] for answer in error.recipients.values()]
        return int(max(codes, default=0))
    if isinstance(error, smtplib.SMTPResponseException):
        return int(error.smtp_code)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return 553  # an address the server cannot take; nothing was sent
    status = getattr(error, "status_code", 0)  # of a mail service's own interface
    return int(status) + 100 if status in _TEMPORARY_CODES else 0


def _get_error_code(error: Exception) -> str:
    """Return what happened in a word that says nothing about anybody."""
    number = _get_reply_code(error)
    return f"smtp_{number}" if number > 0 else type(error).__name__
