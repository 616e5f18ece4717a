"""A consent that a browser remembers in a cookie, such as "always load YouTube".

The cookie is signed and holds the decision, the digest of the text, the time and the
receipt number; it identifies nobody and is set only after the decision. Whether the
consent is active is read from the ledger each time. Scripts of our own pages may read
the cookie, because a cached page learns from it what to load. Source: TDDDG § 25(2) no.
2; EDPB Guidelines 05/2020, no. 107.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import get_script_prefix

from privacy_plugin.conf import conf
from privacy_plugin.consent import ledger
from privacy_plugin.consent.subject import SubjectKey, new_subject_key
from privacy_plugin.disclosure.models import DisclosureVersion
from privacy_plugin.processing import UnknownActivity

PREFIX = "always."
_SALT = "privacy_plugin.consent.choice"
_AT = "~"  # what stands for @, which a cookie's name may not hold


@dataclass(frozen=True, slots=True)
class Choice:
    """One remembered decision: its subject, its receipt and its text.

    `had_gpc` is true if the browser sent Global Privacy Control at that time.
    """

    activity: str
    subject: SubjectKey
    digest: str
    decided_at: datetime
    had_gpc: bool


def cookie_name(activity: str) -> str:
    """Return the name of the cookie that remembers a decision about an activity."""
    return PREFIX + activity.replace("@", _AT)


def _salt(request: HttpRequest, name: str) -> str:
    """Tie a cookie to its name and to our origin: browsers share it between ports."""
    return f"{_SALT} {name} {request.get_host()}"


def has_gpc(request: HttpRequest) -> bool:
    """Say whether the browser asks not to be tracked: ``Sec-GPC: 1``, exactly.

    Source: W3C Global Privacy Control.
    """
    return request.headers.get("Sec-GPC") == "1"


def remember(
    request: HttpRequest,
    response: HttpResponse,
    version: DisclosureVersion,
    *,
    method: str,
    at: datetime,
) -> SubjectKey:
    """Record the consent to this text and set the cookie.

    A browser that remembers it already renews it under the same receipt. Raises
    NotAskable, UnknownActivity.
    """
    known = read(request, version.activity)
    subject = known.subject if known else new_subject_key()
    ledger.give(subject, version, method=method, at=at)
    value = {
        "d": version.digest,
        "t": int(at.timestamp()),
        "r": subject,
        "g": int(has_gpc(request)),
    }
    name = cookie_name(version.activity)
    response.set_cookie(
        name,
        signing.dumps(value, salt=_salt(request, name)),
        max_age=conf.consent_lifetime,
        path=get_script_prefix(),
        secure=request.is_secure(),
        samesite="Lax",
    )
    return subject


def forget(response: HttpResponse, activity: str) -> None:
    """Let the browser forget what it remembers about an activity."""
    response.delete_cookie(
        cookie_name(activity), path=get_script_prefix(), samesite="Lax"
    )


def read(request: HttpRequest, activity: str) -> Choice | None:
    """Return what this browser remembers about an activity, None for nothing valid.

    A cookie that was tampered with, or is too old, is nothing.
    """
    name = cookie_name(activity)
    try:
        value: Any = signing.loads(
            request.COOKIES.get(name, ""),
            salt=_salt(request, name),
            max_age=conf.consent_lifetime,
        )
        return Choice(
            activity=activity,
            subject=SubjectKey(str(value["r"])),
            digest=str(value["d"]),
            decided_at=datetime.fromtimestamp(value["t"], UTC),
            had_gpc=bool(value["g"]),
        )
    except (signing.BadSignature, UnicodeError, ValueError, KeyError, TypeError):
        return None


def remembered(request: HttpRequest) -> Iterator[Choice]:
    """Yield everything this browser remembers, by activity."""
    for name in sorted(request.COOKIES):
        if name.startswith(PREFIX):
            activity = name.removeprefix(PREFIX).replace(_AT, "@")
            choice = read(request, activity)
            if choice is not None:
                yield choice


def permits(request: HttpRequest, activity: str, *, at: datetime) -> bool:
    """Say whether the activity may start automatically in this browser.

    Only where the ledger says that the remembered consent counts; and, where the
    browser asks for privacy (GPC), only if it did so when the decision was made.
    """
    choice = read(request, activity)
    if choice is None or (has_gpc(request) and not choice.had_gpc):
        return False
    return is_active(request, activity, at=at)


def is_active(request: HttpRequest, activity: str, *, at: datetime) -> bool:
    """Say whether what this browser remembers still counts in the ledger."""
    choice = read(request, activity)
    if choice is None:
        return False
    try:
        return ledger.permits(choice.subject, activity, at=at)
    except UnknownActivity:
        return False
