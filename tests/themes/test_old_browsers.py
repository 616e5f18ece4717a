"""What a browser does not know takes nothing away that it does know.

A selector it does not know voids the whole list it stands in; a value it does not know
voids the declaration, or, within a custom property, whatever uses it.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings

import privacy_plugin

THEMES = Path(settings.BASE_DIR) / "themes"
FOLDERS = (THEMES, Path(privacy_plugin.__file__).parent)
SHEETS = sorted(
    path
    for folder in FOLDERS
    for path in folder.rglob("*.css")
    if "admin" not in path.name and "mail" not in path.parts
)
NEW_SELECTOR = re.compile(r":(?:has|user-valid|user-invalid|open|popover-open)\b")
NEW_VALUES = {
    "subgrid": re.compile(r"\bsubgrid\b"),
    "light-dark": re.compile(r"\blight-dark\("),
    "container units": re.compile(r"\bcq(?:i|b|w|h|min|max)\b|\d+cq[ibwh]"),
    "dynamic viewport": re.compile(r"\d[dls]v[hwib]"),
    "color-mix": re.compile(r"\bcolor-mix\("),
}
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


Rule = tuple[tuple[str, ...], str, list[str]]


def rules(css: str) -> list[Rule]:
    """Return every rule of a sheet: what it stands in, its selector, what it says."""
    css = COMMENT.sub("", css)
    found: list[Rule] = []
    around: list[tuple[str, list[str]]] = []
    begin = 0
    for match in re.finditer(r"[{};]", css):
        text = css[begin : match.start()].strip()
        begin = match.end()
        if match[0] == "{":
            around.append((text, []))
        elif text and around:
            around[-1][1].append(text)
        if match[0] == "}":
            selector, declarations = around.pop()
            if not selector.startswith("@"):
                outer = tuple(one for one, _said in around)
                found.append((outer, selector, declarations))
    return found


def parts(selector: str) -> list[str]:
    """Return the selectors of a list; a comma in brackets parts nothing."""
    depth, found = 0, [""]
    for sign in selector:
        depth += (sign == "(") - (sign == ")")
        if sign == "," and not depth:
            found.append("")
        else:
            found[-1] += sign
    return found


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_new_selector_stands_alone(sheet):
    together = [
        selector
        for _around, selector, _said in rules(sheet.read_text())
        if len(parts(selector)) > 1 and NEW_SELECTOR.search(selector)
    ]

    assert together == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_new_value_has_one_before_it_that_every_browser_knows(sheet):
    text = sheet.read_text()
    known: set[tuple[str, str]] = set()
    alone = []
    for around, selector, said in rules(text):
        for declaration in said:
            name, _colon, value = declaration.partition(":")
            is_new = any(pattern.search(value) for pattern in NEW_VALUES.values())
            is_asked_for = any(one.startswith("@supports") for one in around)
            last = selector.rpartition(" ")[2]
            if not is_new:
                known.add((last, name.strip()))
            elif not is_asked_for and (last, name.strip()) not in known:
                alone.append((selector, declaration))

    assert alone == []


@pytest.mark.parametrize("theme", ["paper", "gallery", "notebook"])
def test_colour_by_day_is_that_of_browsers_before_light_dark(theme):
    tokens = (THEMES / f"{theme}/static/{theme}/css/tokens.css").read_text()
    old = dict(re.findall(r"(--[a-z-]+): (#[0-9a-f]+);", tokens))
    new = dict(re.findall(r"(--[a-z-]+): light-dark\((#[0-9a-f]+),", tokens))

    assert len(new) > 10
    assert old == new


def test_frame_is_hidden_only_where_something_brings_it_back():
    (sheet,) = [path for path in SHEETS if path.name == "embeds.css"]
    hidden = [
        (around, selector)
        for around, selector, said in rules(sheet.read_text())
        if ".embed-gate__frame" in selector and "display: none" in said
    ]

    assert hidden
    for around, selector in hidden:
        is_scripted = '[data-state="asking"]' in selector
        is_known = any(one.startswith("@supports selector(:has(") for one in around)
        is_printed = any(one.startswith("@media print") for one in around)
        assert is_scripted or is_known or is_printed, selector
