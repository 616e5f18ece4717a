"""E-mail addresses: which are the same, and what of one may be shown."""

from __future__ import annotations

import unicodedata

LONGEST = 254  # RFC 5321, section 4.5.3.1.3, without the angle brackets


def tidy(email: str) -> str:
    """Return an address as it is written to: the host in small letters."""
    local, at, host = email.strip().rpartition("@")
    return f"{local}{at}{host.lower()}"


def mailbox_of(email: str) -> str:
    """Return what two spellings of one mailbox have in common.

    Large and small letters are the same to every provider that matters. What stands
    after a plus is not taken away: it may be somebody's own way of sorting.
    """
    return unicodedata.normalize("NFKC", tidy(email)).casefold()


def masked(email: str) -> str:
    """Return an address by which its owner, and nobody else, recognises it."""
    local, _at, host = email.rpartition("@")
    name, dot, ending = host.rpartition(".")
    return f"{local[:1]}…@{name[:1]}…{dot}{ending}"
