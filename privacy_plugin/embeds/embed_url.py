"""An address that may be embedded: its host, and what does not belong in it."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from privacy_plugin.embeds.errors import AddressRefused

LONGEST_URL = 2000
TRACKING = frozenset(
    {
        "_branch_match_id", "ab_channel", "dclid", "dlsi", "fbclid", "feature", "gad",
        "gbraid", "gclid", "igsh", "igshid", "is_from_webapp", "mc_cid", "mc_eid",
        "mibextid", "msclkid", "pp", "rdid", "rdt", "ref_src", "ref_url",
        "sender_device", "sender_web_id", "sfnsn", "share_id", "share_url", "si",
        "twclid", "wbraid", "xmt", "yclid",
    }
)  # fmt: skip
_TRACKING_AT = {
    "x.com": frozenset({"s", "t", "cxt"}),
    "twitter.com": frozenset({"s", "t", "cxt"}),
    "tiktok.com": frozenset({"_r", "_t", "is_copy_url", "web_id"}),
    "facebook.com": frozenset({"ref", "rdc"}),
}


def get_host(url: str) -> str:
    """Return the host of an address on the web; raise AddressRefused for none.

    An address is http or https, names a host with a dot, carries no password and no
    port, and has no control characters in it.
    """
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
        odd = parts.username is not None or parts.port not in {None, 80, 443}
    except ValueError:
        raise AddressRefused from None
    if parts.scheme not in {"http", "https"} or odd or len(url) > LONGEST_URL:
        raise AddressRefused
    if not url.isprintable() or " " in url or "." not in host.strip("."):
        raise AddressRefused
    return host


def remove_tracking(url: str) -> str:
    """Return an address without the marks of who has passed it on; else as it was."""
    address, hash_mark, fragment = url.partition("#")
    path, question_mark, query = address.partition("?")
    if not question_mark:
        return url
    marks = TRACKING | _marks_at(url)
    pairs = query.split("&")
    rest = [pair for pair in pairs if not _is_mark(pair.partition("=")[0], marks)]
    if len(rest) == len(pairs):
        return url
    kept = f"{question_mark}{'&'.join(rest)}" if rest else ""
    return f"{path}{kept}{hash_mark}{fragment}"


def _is_mark(name: str, marks: frozenset[str]) -> bool:
    return name.lower().startswith("utm_") or name in marks


def _marks_at(url: str) -> frozenset[str]:
    try:
        host = (urlsplit(url).hostname or "").lower()
    except ValueError:
        return frozenset()
    return frozenset(_names_at(host))


def _names_at(host: str) -> Iterator[str]:
    for name, marks in _TRACKING_AT.items():
        if host == name or host.endswith(f".{name}"):
            yield from marks
