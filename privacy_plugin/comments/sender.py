"""Who sends a comment, as far as it must be known for the moment.

Nothing of this is stored unless the writer agreed to a check that declares it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast
from urllib.parse import urlsplit

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import HttpRequest

from privacy_plugin.conf import conf
from privacy_plugin.egress.address import (
    client_address,
    is_loopback_host,
    peer_address,
)

USER_AGENT_LENGTH = 400


@dataclass(frozen=True, slots=True)
class Sender:
    """Hold the public `address` or nothing, the browser's name, and the editor if any.

    `check_address` is what a spam checker may get: the public address or, where the
    checker is a stand-in on this machine, a loopback address.
    """

    address: str = ""
    check_address: str = ""
    user_agent: str = ""
    editor: AbstractBaseUser | None = None

    def __repr__(self) -> str:
        """Say nothing about the person: this ends in tracebacks."""
        return "<Sender>"


def sender_of(request: HttpRequest) -> Sender:
    """Return who sends this request."""
    address = client_address(request) or ""
    return Sender(
        address=address,
        check_address=address or _loopback_address(request),
        user_agent=request.headers.get("User-Agent", "")[:USER_AGENT_LENGTH],
        editor=_editor(request),
    )


def _editor(request: HttpRequest) -> AbstractBaseUser | None:
    user = cast("AbstractBaseUser | AnonymousUser", request.user)
    if isinstance(user, AnonymousUser) or not user.is_active:
        return None
    may_edit = getattr(user, "has_perm", None)
    return user if may_edit and may_edit("wagtailadmin.access_admin") else None


def _loopback_address(request: HttpRequest) -> str:
    """Return a loopback address only where the data would not leave the machine."""
    endpoint = urlsplit(conf.akismet_endpoint).hostname or ""
    address = str(peer_address(request) or "")
    is_at_home = is_loopback_host(endpoint) and is_loopback_host(address)
    return address if is_at_home else ""
