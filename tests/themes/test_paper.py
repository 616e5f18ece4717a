"""The theme keeps its promises: documented, light, self-contained, without scripts."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import get_template, render_to_string

from privacy_plugin.templatetags.privacy_tags import style_sheets

THEME = Path(settings.BASE_DIR) / "themes" / "paper"
TEMPLATES = sorted(
    path.relative_to(THEME / "templates").as_posix()
    for path in (THEME / "templates").rglob("*.html")
)
CSS = THEME / "static" / "paper" / "css"
LISTS = (CSS / "site.css", CSS / "plugin.css", CSS / "frame.css")  # of imports
SHEETS = sorted(set(CSS.glob("*.css")) - set(LISTS))
MOST_BYTES = 11_600
LAYERS = (
    "@layer reset, tokens, base, privacy, "
    "layout, components, utilities, privacy-states;"
)


def rules(sheet: Path) -> str:
    source = sheet.read_text(encoding="utf-8")
    return re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL)


def css() -> str:
    return "\n".join(rules(sheet) for sheet in SHEETS)


def test_a_theme_holds_no_python():
    assert not list((THEME.parent).rglob("*.py"))


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_compiles_and_is_described(name):
    described = (THEME / "theme.md").read_text(encoding="utf-8")

    get_template(name)

    assert f"`{name}`" in described


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_template_says_what_it_is_for(name):
    if name.startswith("icons/"):
        return
    source = (THEME / "templates" / name).read_text(encoding="utf-8")

    assert "{% comment %}" in source


@pytest.mark.parametrize("name", TEMPLATES)
def test_no_template_holds_script_or_style_or_loads_anything_from_elsewhere(name):
    source = (THEME / "templates" / name).read_text(encoding="utf-8")

    assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=|javascript:", source)
    assert not re.search(r"""(?:src|srcset)=["'](?:https?:)?//""", source)
    assert not re.search(r"""<link[^>]+href=["'](?:https?:)?//""", source)


def test_every_template_described_exists():
    described = (THEME / "theme.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z_0-9/]+\.html)`", described))

    assert named <= set(TEMPLATES)


def test_the_lists_of_style_sheets_name_all_of_them_once():
    text = "".join(map(rules, LISTS[:2]))
    names = re.findall(r'@import url\("(?:\.\./\.\./)?([^"]+)"\)', text)

    plugin = set(style_sheets()) - {"privacy_plugin/properties.css"}
    assert sorted(names) == sorted([*(one.name for one in SHEETS), *plugin])
    assert names[0] == "base.css"


def test_the_theme_sets_every_property_of_the_plugin():
    sheet = Path(finders.find("privacy_plugin/properties.css"))
    needed = set(re.findall(r"(--privacy-[a-z0-9-]+)\s*:", rules(sheet)))
    own = set(re.findall(r"(--privacy-[a-z0-9-]+)\s*:", css()))

    assert needed
    assert needed == own


def test_the_first_style_sheet_names_the_layers_and_every_rule_has_one():
    for sheet in SHEETS:
        text = re.sub(
            r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL
        )
        bare = text.replace(LAYERS, "").strip()
        assert bare.startswith("@layer ")


def test_the_style_sheets_load_nothing_and_shout_at_nobody():
    text = css()

    assert "url(" not in text
    assert "@import" not in text
    assert "!important" not in text
    assert not re.search(r"(?<![\w&(:, -])#[a-z]", text)  # no ids


def test_every_custom_property_is_defined_and_used():
    text = css()
    defined = set(re.findall(r"(?<=[\s{;])(--[a-z0-9-]+)\s*:", text))
    plugin = {name for name in defined if name.startswith(("--privacy-", "--embed-"))}
    used = set(re.findall(r"var\((--[a-z0-9-]+)", text)) | plugin

    assert used <= defined
    assert defined <= used


def test_the_style_sheets_are_light():
    weight = sum(len(gzip.compress(sheet.read_bytes())) for sheet in SHEETS)

    assert weight <= MOST_BYTES


def test_the_page_for_our_own_mistakes_needs_nothing():
    html = render_to_string("500.html")

    assert "Something went wrong on our side" in html


def luminance(color: str) -> float:
    color = color.removeprefix("#")
    color = "".join(c * 2 for c in color) if len(color) == 3 else color
    parts = [int(color[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def tokens(scheme: int) -> dict[str, str]:
    pattern = r"--([a-z-]+): light-dark\((#[0-9a-f]+), (#[0-9a-f]+)\)"
    return {match[0]: match[1 + scheme] for match in re.findall(pattern, css())}


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_every_ink_can_be_read_on_every_sheet(scheme):
    colors = tokens(scheme)
    inks = ["ink", "ink-soft", "accent", "alarm"]
    inks += [name for name in colors if name.startswith("code-")]
    sheets = ["paper", "sheet", "field", "accent-sheet", "alarm-sheet"]

    faint = [
        (ink, sheet, round(contrast(colors[ink], colors[sheet]), 2))
        for ink in inks
        for sheet in sheets
        if contrast(colors[ink], colors[sheet]) < 4.5
    ]

    assert not faint


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
def test_the_edges_of_fields_can_be_seen(scheme):
    colors = tokens(scheme)

    for name in ("edge", "accent", "alarm"):
        assert contrast(colors[name], colors["paper"]) >= 3
