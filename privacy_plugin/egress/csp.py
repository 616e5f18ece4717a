"""The content security policy (CSP) of a response that loads one recipient's frames.

The policy of pages is constant and admits no third party (``frame-src 'self'``). Only
the response that a reader asked for carries this one; it names the frame hosts that the
activity declares. Source: W3C Content Security Policy, level 3.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpResponse

from privacy_plugin.processing import ProcessingActivity

_OWN = {
    "default-src": "'none'",
    "style-src": "'self'",
    "img-src": "'self'",
    "script-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'self'",
    "base-uri": "'none'",
}


def admit(
    response: HttpResponse,
    activity: ProcessingActivity | None,
    *,
    instead: Iterable[str] = (),
) -> None:
    """Let this answer load the frames an activity declares; none for None.

    `instead` names origins on loopback that play them. The recipient is told our
    origin, which some insist on, and never the address of a page. The answer is not
    stored anywhere, and only our own pages may frame it.
    """
    recipient = activity.recipient if activity else None
    declared = [f"https://{host}" for host in recipient.frames] if recipient else []
    frames = (list(instead) or declared) if recipient else []
    policy = {**_OWN, "frame-src": " ".join(frames) or "'none'"}
    response["Content-Security-Policy"] = "; ".join(
        f"{name} {value}" for name, value in policy.items()
    )
    response["Referrer-Policy"] = "strict-origin-when-cross-origin"
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
