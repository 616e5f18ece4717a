"""Sign links that readers keep for years: private links, and links in mails.

PRIVACY_SIGNING_KEYS signs them, so that SECRET_KEY can be replaced without breaking
links in sent mails. The first key signs; all are accepted.
"""

from __future__ import annotations

from django.core import signing

from privacy_plugin.conf import conf


def _keys() -> tuple[str, list[bytes | str]]:
    key, *fallbacks = conf.accepted_signing_keys
    return key, list(fallbacks)


def link_signer(salt: str) -> signing.Signer:
    """Return what signs links that stay good for ever."""
    key, fallbacks = _keys()
    return signing.Signer(key=key, fallback_keys=fallbacks, salt=salt, sep="~")


def timestamp_link_signer(salt: str) -> signing.TimestampSigner:
    """Return what signs links that end at some age."""
    key, fallbacks = _keys()
    return signing.TimestampSigner(key=key, fallback_keys=fallbacks, salt=salt, sep="~")
