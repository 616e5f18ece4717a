"""What of a pasted address may go into the address of a frame, and in which form.

A frame leads to the declared host, whatever was pasted: nothing found in an address
can change the path above it, another parameter, or the host.
"""

from __future__ import annotations

import re
from string import Formatter
from urllib.parse import quote, unquote

from privacy_plugin.validation.web_urls import is_well_formed

HOST = "{host}"
SITE = "{site}"
LONGEST_WORD = 500
_FORBIDDEN = re.compile(r"[%/\\\\]|\.\.")


def normalize_host(url: str) -> str:
    """Return an address with scheme and host in small letters; empty if it is none."""
    if not is_well_formed(url):
        return ""
    scheme, separator, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme.lower()}{separator}{host.lower()}{slash}{path}"


def quote_for_url(found: str) -> str:
    """Return what was found, fit for a path and a query alike; empty if it is unfit.

    No separator of a path and no way up, encoded once or twice, gets through; a plus
    stays one, for it stands for a space in names of places.
    """
    plain = unquote(found)
    is_odd = _FORBIDDEN.search(plain) or plain == "." or not plain.isprintable()
    if is_odd or len(plain) > LONGEST_WORD:
        return ""
    return quote(plain, safe="!:@,+")


def template_fields(template: str) -> set[str]:
    """Return the names in braces; what is more than a name counts as a name nobody has.

    So an entry cannot reach into a value, as ``{id.__class__}`` would.
    """
    try:
        return {
            name + (f"!{conversion}" if conversion else "") + (spec or "")
            for _text, name, spec, conversion in Formatter().parse(template)
            if name is not None
        }
    except ValueError:
        return {template}
