"""Show a look that nobody has saved: its choices travel in the address, signed."""

from __future__ import annotations

from dataclasses import asdict

from django.core import signing

from blog.appearance.style_sheet import (
    Style,
    StyleSheet,
    build_scheme_rule,
    build_style_sheet,
)

_SALT = "blog.appearance.preview"
_SECONDS = 24 * 3600


def sign_style(style: Style, scheme: str) -> str:
    """Return a token for an address; `scheme` is shown whatever a device prefers.

    A site that is always light or dark is shown so.
    """
    return signing.dumps([asdict(style), style.scheme or scheme], salt=_SALT)


def build_signed_style_sheet(token: str) -> StyleSheet | None:
    """Return what was signed; None for what was not, or long ago."""
    try:
        values, scheme = signing.loads(token, salt=_SALT, max_age=_SECONDS)
    except signing.BadSignature:
        return None
    forced = "\n".join(build_scheme_rule(scheme))
    return StyleSheet(build_style_sheet(Style(**values)).text + forced)
