"""The one form of a domain, whichever way it was typed."""

from __future__ import annotations

import re

import idna

from privacy_plugin.validation.web_urls import is_public_hostname

_BETWEEN = re.compile(r"[\s,;]+")


def ascii_domain(domain: str) -> str:
    """Return a domain as the DNS knows it: small letters, IDNA 2008.

    ``straße.de`` is another domain than ``strasse.de``; for what the newer standard
    does not know, the older one answers. Raises UnicodeError.
    """
    domain = domain.rstrip(".")
    try:
        return idna.encode(domain, uts46=True).decode()
    except idna.IDNAError:
        return domain.encode("idna").decode().lower()


def split_domains(text: str) -> tuple[str, ...]:
    """Return the domains that somebody typed into one field, an @ before them or not.

    Raises ValueError for what is no name of a host.
    """
    domains = []
    for word in filter(None, _BETWEEN.split(text)):
        domain = ascii_domain(word.rpartition("@")[2])
        if not is_public_hostname(domain):
            raise ValueError(word)
        domains.append(domain)
    return tuple(dict.fromkeys(domains))
