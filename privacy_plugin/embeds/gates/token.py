"""The signed name of a gate: item, place and title.

It is the same each time a page is rendered, so that the page can be cached, and
contains no time and no person. A forged name is rejected.
"""

from __future__ import annotations

import hashlib
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

from django.core import signing

_SALT = "privacy_plugin.embeds.gate"
_PARTS = re.compile(
    r"(?P<item>\d{1,18})\.(?P<place>any|draft|p\d{1,18})"
    r"(?:\.(?P<title>[\w-]*)(?:\.(?P<url>[\w-]+))?)?\Z",
    re.ASCII,
)
_LONGEST_TITLE = 120


class GateUnknown(LookupError):
    """There is no such gate."""


@dataclass(frozen=True, slots=True)
class GateName:
    """The item and the place of a gate.

    `title` is an editor's own, empty for the one that was looked up. `url` replaces the
    item's number (0) if the item is not indexed yet.
    """

    item_id: int
    place: str
    title: str = ""
    url: str = ""

    @property
    def page_id(self) -> int | None:
        return int(self.place[1:]) if self.place.startswith("p") else None

    @property
    def anchor(self) -> str:
        """Return a short name for use in HTML; equal gates have the same."""
        return f"embed-{hashlib.sha256(_plain(self).encode()).hexdigest()[:12]}"


def sign(name: GateName) -> str:
    return signing.Signer(salt=_SALT, sep="~").sign(_plain(name))


def unsign(token: str) -> GateName:
    """Return the gate of a token; raise GateUnknown for an invalid one."""
    try:
        plain = signing.Signer(salt=_SALT, sep="~").unsign(token)
    except (signing.BadSignature, UnicodeError):
        raise GateUnknown from None
    parts = _PARTS.match(plain)
    if parts is None:
        raise GateUnknown
    title, url = (_decoded(parts[name] or "") for name in ("title", "url"))
    return GateName(int(parts["item"]), parts["place"], title, url)


def _plain(name: GateName) -> str:
    texts = (_encoded(name.title[:_LONGEST_TITLE]), _encoded(name.url))
    return ".".join((str(name.item_id), name.place, *texts)).rstrip(".")


def _encoded(text: str) -> str:
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _decoded(text: str) -> str:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode()
