"""The name of a gate: which item, shown where, signed.

It is the same each time a page is made, so that a page can be cached, and it holds no
moment and nobody. Who makes one up is told that there is no such gate.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.core import signing

_SALT = "privacy_plugin.embeds.gate"
_PARTS = re.compile(r"(\d{1,18})\.(any|draft|p\d{1,18})\Z")


class GateUnknown(LookupError):
    """Say that there is no such gate."""


@dataclass(frozen=True, slots=True)
class GateName:
    """Hold the number of an item, and the place its gate belongs to."""

    item_id: int
    place: str

    @property
    def page_id(self) -> int | None:
        """Return the number of the page it is on, None for another place."""
        return int(self.place[1:]) if self.place.startswith("p") else None


def sign(name: GateName) -> str:
    """Return the name as it stands in an address."""
    signer = signing.Signer(salt=_SALT, sep="~")
    return signer.sign(f"{name.item_id}.{name.place}")


def unsign(token: str) -> GateName:
    """Return what a name stands for; raise GateUnknown for one we did not make."""
    try:
        plain = signing.Signer(salt=_SALT, sep="~").unsign(token)
    except (signing.BadSignature, UnicodeError):
        raise GateUnknown from None
    parts = _PARTS.match(plain)
    if parts is None:
        raise GateUnknown
    return GateName(int(parts[1]), parts[2])
