"""Subject keys: random identifiers, each for one act of one person.

A key is created for an act (a comment, a subscription), identifies nobody elsewhere,
and is given to the reader as a signed link. The ledger holds no e-mail and no IP
address.
"""

from __future__ import annotations

import secrets
from typing import NewType

from django.core import signing

from privacy_plugin.conf import conf
from privacy_plugin.consent.errors import LinkExpired, LinkForged
from privacy_plugin.consent.link_signing import timestamp_link_signer

SubjectKey = NewType("SubjectKey", str)

_SALT = "privacy_plugin.consent.subject"
_BYTES = 18


def new_subject_key() -> SubjectKey:
    """Return a new subject key: 144 random bits, 24 URL-safe characters.

    None begins with a dash, which a command line would take for an option.
    """
    key = secrets.token_urlsafe(_BYTES)
    return new_subject_key() if key.startswith("-") else SubjectKey(key)


def sign(subject: SubjectKey) -> str:
    """Return the token of a private link for this subject key."""
    return timestamp_link_signer(_SALT).sign(subject)


def unsign(token: str) -> SubjectKey:
    """Return the subject key a private link was made for.

    Raises LinkForged for a token this site did not sign, LinkExpired for one older
    than PRIVACY_LINK_LIFETIME.
    """
    signer = timestamp_link_signer(_SALT)
    try:
        return SubjectKey(signer.unsign(token, max_age=conf.link_lifetime))
    except signing.SignatureExpired:
        raise LinkExpired from None
    except (signing.BadSignature, UnicodeError):
        raise LinkForged from None
