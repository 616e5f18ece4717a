"""The page about style sheets names every class and property there is, and no other."""

from __future__ import annotations

import re
from pathlib import Path

import privacy_plugin
from privacy_plugin.templatetags.privacy_tags import style_sheets

ROOT = Path(privacy_plugin.__file__).parent
PAGE = (ROOT.parent / "docs/reference/css.md").read_text(encoding="utf-8")
NAMES = (*style_sheets(), "privacy_plugin/embeds/frame.css")
SHEETS = {name: next(ROOT.rglob(f"static/{name}")) for name in NAMES}
CSS = "\n".join(
    re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
    for sheet in SHEETS.values()
)


def documented_classes() -> set[str]:
    found = set()
    for row in re.findall(r"^\| (`[a-z].*?) \|", PAGE, flags=re.MULTILINE):
        names = re.findall(r"`([\w-]+)`", row)
        found |= {names[0], *(names[0] + part for part in names[1:])}
    return found


def test_every_class_is_documented():
    selectors = re.sub(r"\{[^{}]*\}", "{}", CSS)
    classes = set(re.findall(r"\.([a-z][\w-]*)", selectors))
    blocks = {re.split("__|--", name)[0] for name in classes}

    assert documented_classes() == classes | blocks


def test_every_custom_property_is_documented_and_used():
    documented = set(re.findall(r"^\| `(--[\w-]+)`", PAGE, flags=re.MULTILINE))
    defined = set(re.findall(r"(?<=[\s{;])(--[\w-]+)\s*:", CSS))
    used = set(re.findall(r"var\((--[\w-]+)", CSS))

    assert documented == defined | used
    assert used >= defined


def test_every_rule_is_in_a_layer_of_the_plugin():
    for sheet in SHEETS.values():
        layers = re.findall(r"^(\S.*) \{$", sheet.read_text(), flags=re.MULTILINE)

        assert set(layers) <= {"@layer privacy", "@layer privacy-states"}
