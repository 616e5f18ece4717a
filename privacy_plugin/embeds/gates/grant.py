"""A grant: a signed permission to load one embed once, within seconds (decision 14).

The press is a POST, answered by a redirect. Whatever a browser repeats by itself (back,
reload, a restored or duplicated tab) is then a GET with a used grant. The database is
not written to.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest

LIFETIME = timedelta(seconds=15)
PARAMETER = "grant"
_SALT = "privacy_plugin.embeds.grant"
_USER = "Sec-Fetch-User"


@dataclass(frozen=True, slots=True)
class Grant:
    """What was agreed to: the text, and whether "always" was chosen with GPC."""

    digest: str
    offers_always: bool


def issue(request: HttpRequest, grant: Grant) -> str:
    """Return a grant for the address of this request, to be used at once."""
    value = {
        "d": grant.digest,
        "o": int(grant.offers_always),
        "u": int(_is_user_activated(request)),
        "n": secrets.token_urlsafe(9),
    }
    return signing.dumps(value, salt=_salt(request))


def redeem(request: HttpRequest) -> Grant | None:
    """Return the grant that comes with a request, and spend it; None if none counts.

    A browser that said of the press that a person had made it says so of the request
    that follows, and of no other.
    """
    try:
        value = signing.loads(
            request.GET.get(PARAMETER, ""), salt=_salt(request), max_age=LIFETIME
        )
    except (signing.BadSignature, UnicodeError, ValueError):
        return None
    if value["u"] and not _is_user_activated(request):
        return None
    if not _spend(value["n"]):
        return None
    return Grant(value["d"], bool(value["o"]))


def _spend(nonce: str) -> bool:
    seconds = 2 * int(LIFETIME.total_seconds())
    try:
        return bool(cache.add(f"privacy_embeds.grant.{nonce}", 1, timeout=seconds))
    except Exception:  # noqa: BLE001 - each cache has errors of its own
        return True  # a cache that is away: the seconds and the browser's word remain


def _is_user_activated(request: HttpRequest) -> bool:
    return request.headers.get(_USER) == "?1"


def _salt(request: HttpRequest) -> str:
    return f"{_SALT} {request.get_host()} {request.path}"
