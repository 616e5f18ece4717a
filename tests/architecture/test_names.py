"""Private words for what has a standard name do not come back."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# Each stood for something that Django, an RFC or the GDPR has a name for. A word is
# banned as the whole name of a module, class, function, variable or attribute.
BANNED = {
    "Asked", "Beside", "KeptRecord", "Letter", "MailLine",
    "NobodyResponsible", "NothingThere", "ProviderFamily", "PunctualBackend",
    "Refusal", "Retrieved", "Shelved", "Standing", "Surroundings", "Wanted", "Wish",
    "as_links", "bring_along", "can_take_forever", "colophon", "denials", "dossier",
    "draw_up", "erase_homeless", "flood", "homeless", "homeless_texts", "hurry",
    "is_one_too_many", "let_go", "let_time_pass", "lets_through", "mailbox_of",
    "masthead", "mint", "nameplate", "own_origin_only", "painting", "peer_address",
    "proofreading", "read_anew", "reminder_letters", "sayings", "shelf", "shown_to",
    "side_by_side", "standfirst", "strangers", "upkeep", "voices", "what_loads",
}  # fmt: skip


def names_in(path: Path) -> Iterator[str]:
    """Yield the names that a module defines, uses or is called by."""
    yield from path.relative_to(ROOT).with_suffix("").parts
    for node in ast.walk(ast.parse(path.read_text())):
        for attribute in ("id", "attr", "name", "arg"):
            if isinstance(name := getattr(node, attribute, None), str):
                yield name


def test_code_uses_standard_names():
    found = {
        f"{path.relative_to(ROOT)}: {name}"
        for package in ("privacy_plugin", "blog")
        for path in (ROOT / package).rglob("*.py")
        if "migrations" not in path.parts
        for name in names_in(path)
        if name in BANNED
    }

    assert found == set()
