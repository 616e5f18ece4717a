"""The sender of a comment: client IP, user agent, editor.

Nothing of this is stored unless the writer agreed to a check that declares it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import HttpRequest

from privacy_plugin.comments.conf import comments_conf
from privacy_plugin.http.client_ip import (
    get_client_ip,
    get_public_client_ip,
    get_rate_limit_ip,
)
from privacy_plugin.validation.web_urls import is_loopback_host

USER_AGENT_LENGTH = 400


@dataclass(frozen=True, slots=True)
class ClientInfo:
    """`address` for the rate limit, the user agent, and the logged-in editor.

    `check_address` is the address a spam checker may receive: a public one or, with a
    test server, a loopback address.
    """

    address: str = ""
    check_address: str = ""
    user_agent: str = ""
    editor: AbstractBaseUser | None = None

    def __repr__(self) -> str:
        """Say nothing about the person: this ends in tracebacks."""
        return "<ClientInfo>"


def get_client_info(request: HttpRequest) -> ClientInfo:
    return ClientInfo(
        address=get_rate_limit_ip(request),
        check_address=get_public_client_ip(request) or _loopback_address(request),
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
    address = str(get_client_ip(request) or "")
    stays_local = getattr(comments_conf.get_spam_checker(), "stays_local", False)
    return address if stays_local and is_loopback_host(address) else ""
