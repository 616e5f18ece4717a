"""The mails as files, each with the very bytes that would have reached a server."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import cast

import django
from django.conf import settings
from django.core.mail import EmailMessage as DjangoMessage
from django.core.mail.backends.base import BaseEmailBackend

MOST_MAILS = 200  # then the oldest goes


@dataclass(frozen=True, slots=True)
class StoredMail:
    """Hold a mail and the name under which it is kept."""

    name: str
    raw: bytes
    message: EmailMessage

    def part(self, kind: str) -> str:
        """Return the part of this kind, ``plain`` or ``html``; empty for none."""
        found = self.message.get_body((kind,))
        return str(found.get_content()) if found is not None else ""


class EmailBackend(BaseEmailBackend):
    """Keep each mail instead of sending it."""

    def send_messages(self, email_messages: Iterable[DjangoMessage]) -> int:
        """Write each mail into a file of its own; return how many there were."""
        count = 0
        for message in email_messages:
            keep_mail(_as_bytes(message))
            count += 1
        return count


def keep_mail(raw: bytes) -> None:
    """Keep a mail; a reader never sees half of one."""
    folder = _folder()
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{time.time_ns():020d}-{secrets.token_hex(4)}"
    half = folder / f"{name}.part"
    half.write_bytes(raw)
    half.rename(folder / f"{name}.eml")
    for old in _files()[MOST_MAILS:]:
        old.unlink(missing_ok=True)


def stored_mails() -> Iterator[StoredMail]:
    """Return every mail, the newest first."""
    return (_read(path) for path in _files())


def find_mail(name: str) -> StoredMail | None:
    """Return a mail by its name, a slug; None where there is none."""
    path = _folder() / f"{name}.eml"
    return _read(path) if path.is_file() else None


def _files() -> list[Path]:
    return sorted(_folder().glob("*.eml"), reverse=True)


def _folder() -> Path:
    return cast("Path", settings.DEMO_MAILBOX)


def _read(path: Path) -> StoredMail:
    raw = path.read_bytes()
    return StoredMail(path.stem, raw, message_from_bytes(raw, policy=policy.default))


def _as_bytes(message: DjangoMessage) -> bytes:
    if django.VERSION >= (6, 0):
        return bytes(message.message(policy=policy.SMTP).as_bytes())
    return bytes(message.message().as_bytes(linesep="\r\n"))  # type: ignore[call-arg] # Django's own message
