"""Validate a URL to embed, and remove tracking parameters from it."""

from __future__ import annotations

from collections.abc import Iterator

from privacy_plugin.validation.web_urls import get_hostname


class AddressRefused(ValueError):
    """The URL does not lead to the public web."""


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


def remove_tracking(url: str) -> str:
    """Return an address without the marks of who has passed it on; else as it was."""
    address, hash_mark, fragment = url.partition("#")
    path, question_mark, query = address.partition("?")
    if not question_mark:
        return url
    marks = TRACKING.union(_names_at(get_hostname(url)))
    pairs = query.split("&")
    rest = [pair for pair in pairs if not _is_mark(pair.partition("=")[0], marks)]
    if len(rest) == len(pairs):
        return url
    kept = f"{question_mark}{'&'.join(rest)}" if rest else ""
    return f"{path}{kept}{hash_mark}{fragment}"


def _is_mark(name: str, marks: frozenset[str]) -> bool:
    return name.lower().startswith("utm_") or name in marks


def _names_at(host: str) -> Iterator[str]:
    for name, marks in _TRACKING_AT.items():
        if host == name or host.endswith(f".{name}"):
            yield from marks
