"""Each theme keeps the contract: documented, light, self-contained, without scripts."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.template.loader import get_template, render_to_string

from blog.themes.current import use_theme
from blog.themes.discovery import BASE_THEME, Theme
from privacy_plugin.templatetags.privacy_tags import style_sheets
from tests.themes.sheets import (
    LISTS,
    THEMES,
    find_sheets,
    read_colors,
    read_css,
    read_rules,
)

BASE = THEMES[0]
TEMPLATES = [
    (theme, path.relative_to(theme.templates).as_posix())
    for theme in THEMES
    for path in sorted(theme.templates.rglob("*.html"))
]
MOST_BYTES = 9_700
LAYERS = (
    "@layer reset, tokens, base, privacy, "
    "layout, components, utilities, privacy-states;"
)

each_theme = pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
each_template = pytest.mark.parametrize(
    ("theme", "name"), TEMPLATES, ids=lambda value: getattr(value, "name", value)
)
by_day_and_night = pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])


def describe(theme: Theme) -> str:
    return (theme.folder / "theme.md").read_text(encoding="utf-8")


def read_source(theme: Theme, name: str) -> str:
    return (theme.templates / name).read_text(encoding="utf-8")


def list_own_sheets(theme: Theme) -> list[Path]:
    folder = theme.static / theme.name / "css"
    return sorted({*folder.glob("*.css")} - {folder / Path(one).name for one in LISTS})


def test_there_are_three_themes():
    assert [theme.name for theme in THEMES] == ["paper", "gallery", "notebook"]


@each_theme
def test_theme_holds_no_python(theme):
    assert not list(theme.folder.rglob("*.py"))


@each_template
def test_template_compiles_and_is_described(theme, name):
    with use_theme(lambda: theme.name):
        get_template(name)

    assert f"`{name}`" in describe(theme)


@each_template
def test_template_says_what_it_is_for(theme, name):
    if not name.startswith("icons/"):
        assert "{% comment %}" in read_source(theme, name)


@each_template
def test_template_holds_no_script_or_style_and_loads_nothing(theme, name):
    source = read_source(theme, name)

    assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=|javascript:", source)
    assert not re.search(r"""(?:src|srcset)=["'](?:https?:)?//""", source)
    assert not re.search(r"""<link[^>]+href=["'](?:https?:)?//""", source)


@each_theme
def test_described_template_exists(theme):
    named = set(re.findall(r"`([a-z_0-9/]+\.html)`", describe(theme)))

    assert named <= {name for owner, name in TEMPLATES if owner == theme}


@each_theme
def test_lists_of_style_sheets_name_each_once(theme):
    sheets = find_sheets(theme, *LISTS[:2])
    names = [path.as_posix().rpartition("/static/")[2] for path in sheets]

    assert names[0] == "paper/css/base.css"
    assert len(names) == len(set(names))
    assert set(style_sheets()) - {"privacy_plugin/properties.css"} <= set(names)
    assert set(list_own_sheets(theme)) <= set(sheets)


@each_theme
def test_frame_of_an_embed_has_the_colors_of_the_theme(theme):
    assert find_sheets(theme, LISTS[0])[1] in find_sheets(theme, LISTS[2])


@each_theme
def test_theme_sets_every_property_of_the_plugin(theme):
    sheets = Path(__file__).parents[2] / "privacy_plugin/static/privacy_plugin"
    needed = set(
        re.findall(r"(--privacy-[a-z0-9-]+)\s*:", read_rules(sheets / "properties.css"))
    )
    own = set(re.findall(r"(--privacy-[a-z0-9-]+)\s*:", read_css(theme)))

    assert needed
    assert needed == own


@each_theme
def test_theme_sets_the_tokens_of_the_base_theme(theme):
    assert set(read_colors(BASE, 0)) == set(read_colors(theme, 0))


@each_theme
def test_every_rule_has_a_layer(theme):
    for sheet in list_own_sheets(theme):
        assert read_rules(sheet).replace(LAYERS, "").strip().startswith("@layer ")


@each_theme
def test_style_sheets_load_nothing_and_are_not_forced(theme):
    text = "\n".join(map(read_rules, list_own_sheets(theme)))

    assert "url(" not in text
    assert "@import" not in text
    assert "!important" not in text
    assert not re.search(r"(?<![\w&(:, -])#[a-z]", text)  # no ids


@each_theme
def test_every_custom_property_is_defined_and_used(theme):
    text = read_css(theme)
    defined = set(re.findall(r"(?<=[\s{;])(--[a-z0-9-]+)\s*:", text))
    plugin = {name for name in defined if name.startswith(("--privacy-", "--embed-"))}
    used = set(re.findall(r"var\((--[a-z0-9-]+)", text)) | plugin

    assert used <= defined
    assert defined <= used


@each_theme
def test_style_sheet_of_a_post_is_light(theme):
    text = "".join(map(read_rules, find_sheets(theme, LISTS[0])))

    assert len(gzip.compress(text.encode())) <= MOST_BYTES


@each_theme
def test_page_for_our_own_mistakes_needs_nothing(theme):
    with use_theme(lambda: theme.name):
        html = render_to_string("500.html")

    assert "Something went wrong on our side" in html
    assert f"{theme.name}/css/site.css" in html


@each_theme
def test_maintenance_page_needs_nothing_and_speaks_each_language(theme):
    with use_theme(lambda: theme.name):
        html = render_to_string("maintenance.html", {"languages": ["en", "de"]})

    assert html.count("<section") == 2
    assert f"{theme.name}/css/site.css" in html


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


@each_theme
@by_day_and_night
def test_every_ink_can_be_read_on_every_sheet(theme, scheme):
    colors = read_colors(theme, scheme)
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


@each_theme
@by_day_and_night
def test_edges_of_fields_can_be_seen(theme, scheme):
    colors = read_colors(theme, scheme)

    for name in ("edge", "accent", "alarm"):
        for sheet in ("paper", "sheet"):
            assert contrast(colors[name], colors[sheet]) >= 3, (name, sheet)


def test_base_theme_has_every_template():
    own = {name for owner, name in TEMPLATES if owner == BASE}

    assert BASE.name == BASE_THEME
    assert {"base.html", "404.html", "500.html", "maintenance.html"} <= own
