"""From an entry to the fields of a form, and back.

An entry is kept as JSON: dates become texts, and what is empty is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from privacy_plugin.embeds.entries import Entry
from privacy_plugin.embeds.provider import FrameAttributes

PLAIN = (
    "name", "kind", "policy_urls", "uses", "extras", "patterns", "frames", "params",
    "kept", "media", "per_host", "known_hosts", "needs_known_hosts", "lookup",
    "lookup_hosts", "alternative", "sources", "verified_on",
)  # fmt: skip
PARTS = {
    "controller": ("name", "country", "address", "representative"),
    "parent": ("name", "country"),
    "transfer": ("countries", "basis", "checked_on"),
}
FRAME = tuple(FrameAttributes.__slots__)


def as_json(value: Any) -> Any:
    """Return facts as JSON can hold them."""
    if isinstance(value, Mapping):
        return {name: as_json(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [as_json(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value


def initial_of(entry: Entry) -> dict[str, Any]:
    """Return what the fields show at first."""
    facts: dict[str, Any] = {
        name: entry[name] for name in PLAIN if entry.get(name) is not None
    }
    url = entry.get("frame_url", [])
    facts["frame_url"] = [url] if isinstance(url, str) and url else url
    for whole, names in PARTS.items():
        table = entry.get(whole) or {}
        facts |= {f"{whole}_{name}": table[name] for name in names if name in table}
    usual = FrameAttributes()
    frame = entry.get("frame") or {}
    for name in FRAME:
        facts[f"frame_{name}"] = frame.get(name, getattr(usual, name))
    return facts


def entry_of(
    fields: Mapping[str, Any], storage: list[dict[str, Any]]
) -> dict[str, Any]:
    """Return the entry that valid fields describe, without its version."""
    entry = {name: fields.get(name) for name in PLAIN}
    entry["storage"] = storage
    urls = fields.get("frame_url") or []
    entry["frame_url"] = urls[0] if len(urls) == 1 else urls
    for whole, names in PARTS.items():
        table = {name: fields.get(f"{whole}_{name}") for name in names}
        if any(table.values()):
            entry[whole] = {
                name: one
                for name, one in table.items()
                if one or name in {"name", "country", "countries"}
            }
    entry = {name: one for name, one in entry.items() if one}
    entry["version"] = 1
    entry["frame"] = {
        name: fields.get(f"frame_{name}") or 0 for name in ("height",)
    } | {name: fields[f"frame_{name}"] for name in FRAME if name != "height"}
    return dict(as_json(entry))
