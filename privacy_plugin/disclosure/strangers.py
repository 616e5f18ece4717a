"""Find recipients and countries in a text that the declaration does not name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from privacy_plugin.disclosure.duration import locale_of
from privacy_plugin.processing import ProcessingActivity, registry

_LEGAL_FORM = re.compile(
    r"\b(?:inc|ltd|limited|llc|gmbh|ag|ab|sa|sas|se|bv|b\.v|plc|corp|corporation|"
    r"foundation|pbc)\b\.?",
    re.IGNORECASE,
)
_SHORTEST = 3
_OFTEN_MEANT = (
    "Amazon", "Apple", "Cloudflare", "Facebook", "Google", "Gravatar", "Instagram",
    "LinkedIn", "Mailchimp", "Microsoft", "PayPal", "Twitter", "TikTok", "WhatsApp",
    "YouTube",
)  # fmt: skip
_ALIASES = {"US": ("USA",), "GB": ("Great Britain", "Großbritannien", "England")}
_NO_COUNTRIES = frozenset({"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"})


def names_of(recipient_name: str) -> tuple[str, ...]:
    """Return what a recipient is called: without its legal form, and in brackets."""
    parts = re.split(r"[()]", recipient_name)
    short = (_LEGAL_FORM.sub("", part).strip(" ,.") for part in parts)
    return tuple(part for part in short if len(part) >= _SHORTEST)


def recipients_in(text: str, activity: ProcessingActivity) -> Iterator[str]:
    """Yield the names of recipients other than the activity's own."""
    own = activity.recipient.name if activity.recipient else ""
    known = dict.fromkeys(_OFTEN_MEANT)
    for other in registry:
        if other.recipient is not None:
            known |= dict.fromkeys(names_of(other.recipient.name))
    for name in known:
        found = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE)
        if found and name.lower() not in own.lower():
            yield found[0]


@cache
def _countries(language: str) -> tuple[tuple[str, str], ...]:
    """Return name and code of each country, in one language."""
    found = [
        (str(name), str(code))
        for code, name in locale_of(language).territories.items()
        if len(code) == len("DE") and code.isalpha() and code not in _NO_COUNTRIES
    ]
    found += [(name, code) for code, names in _ALIASES.items() for name in names]
    return tuple(found)


def countries_in(
    text: str, activity: ProcessingActivity, language: str
) -> Iterator[str]:
    """Yield the names of countries other than the one the data goes to."""
    transfer = activity.recipient.transfer if activity.recipient else None
    own = transfer.country if transfer else ""
    for name, code in _countries(language):
        if code != own and name in text:
            found = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)
            if found:
                yield name
