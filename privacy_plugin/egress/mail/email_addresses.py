"""Normalise, compare and mask e-mail addresses."""

from __future__ import annotations

import re
import unicodedata

import idna

from privacy_plugin.validation.domains import ascii_domain

MAX_LENGTH = 254  # RFC 5321, section 4.5.3.1.3, without the angle brackets
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_DOT_ATOM = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*")


def normalize(email: str) -> str:
    """Return an address as it is written to, whichever way it was typed.

    Letters of other widths become the usual ones, characters nobody sees go, needless
    quotation marks too, and the domain is written as the DNS knows it (IDNA 2008).
    """
    text = unicodedata.normalize("NFKC", email).strip()
    local, at, domain = text.rpartition("@")
    local = "".join(one for one in local if unicodedata.category(one) != "Cf")
    try:
        domain = ascii_domain(domain)
    except UnicodeError:
        domain = domain.lower()  # no server has it; the form refuses it
    return f"{_unquoted(local)}{at}{domain}"


def canonical(email: str) -> str:
    """Return what all spellings of one mailbox have in common.

    Large and small letters are the same to every provider that matters. What stands
    after a plus is not taken away: it may be somebody's own way of sorting.
    """
    return normalize(email).casefold()


def get_canonical_spellings(email: str) -> list[str]:
    """Return the mailbox, and how earlier versions of this app wrote the same one.

    They knew a domain by its letters; the traces of addresses that have left cannot be
    made anew, for nobody knows the addresses any more.
    """
    mailbox = canonical(email)
    local, at, domain = mailbox.rpartition("@")
    typed_domain = email.strip().rpartition("@")[2].lower()
    older = {
        unicodedata.normalize("NFKC", f"{local}{at}{one}").casefold()
        for one in (typed_domain, _readable(domain))
    }
    same = {one for one in older if canonical(one) == mailbox}
    return [mailbox, *sorted(same - {mailbox})]


def mask(email: str) -> str:
    """Return an address by which its owner, and nobody else, recognises it."""
    local, _at, host = email.rpartition("@")
    name, dot, ending = _readable(host).rpartition(".")
    return f"{local[:1]}…@{name[:1]}…{dot}{ending}"


def _readable(domain: str) -> str:
    """Return a domain in the letters its owner knows it by."""
    try:
        return idna.decode(domain)
    except UnicodeError:
        return domain


def _unquoted(local: str) -> str:
    """Remove unnecessary quotation marks (RFC 5321, 4.1.2)."""
    quoted = _QUOTED.fullmatch(local)
    inner = re.sub(r"\\(.)", r"\1", quoted[1]) if quoted else ""
    return inner if _DOT_ATOM.fullmatch(inner.lower()) else local
