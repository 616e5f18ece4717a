"""The README of the themes leads to a theme that works, by its own snippets."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from blog.checks import check_themes
from blog.models import Appearance
from blog.themes.discovery import get_themes
from tests.support import factories
from tests.support.browser.admin import AXE, RUN
from tests.themes.conftest import forget_themes
from tests.themes.sheets import read_css
from tests.themes.test_contract import contrast

README = Path(__file__).parents[2] / "themes" / "README.md"
SNIPPET = re.compile(
    r"^```\w+\n(?:#|/\*|\{#) (meadow/\S+).*?\n(.*?)^```", re.DOTALL | re.MULTILINE
)


@pytest.fixture
def meadow(tmp_path: Path, settings):
    """Return the theme of the README, found beside the others."""
    for path, source in SNIPPET.findall(README.read_text(encoding="utf-8")):
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(source, encoding="utf-8")
    settings.THEMES_DIRS = [*settings.THEMES_DIRS, tmp_path]
    static = tmp_path / "meadow" / "static"
    settings.STATICFILES_DIRS = [*settings.STATICFILES_DIRS, static]
    forget_themes()
    yield get_themes()["meadow"]
    forget_themes()


@pytest.fixture
def post(meadow, live_site: str):
    quote = {"quote": "A meadow is not a lawn.", "source": "A gardener", "url": ""}
    made = factories.post()
    made.body = json.dumps([{"type": "quote", "value": quote}])
    made.save_revision().publish()
    Appearance.objects.create(site=made.get_site(), theme="meadow")
    return made


def test_theme_of_the_readme_has_no_faults(meadow):
    assert check_themes() == []
    assert meadow.title == "Meadow"


def test_colors_of_the_readme_have_contrast(meadow):
    css = read_css(meadow)
    for scheme in (1, 2):
        colors: dict[str, str] = {}
        for match in re.finditer(r"--([a-z-]+): light-dark\((#\w+), (#\w+)\)", css):
            colors[match[1]] = match[scheme + 1]  # the last one counts
        for ink in ("ink", "ink-soft", "accent", "alarm"):
            for sheet in ("paper", "sheet", "field", "accent-sheet", "alarm-sheet"):
                assert contrast(colors[ink], colors[sheet]) >= 4.5, (ink, sheet)


@pytest.mark.parametrize("light", ["light", "dark"])
def test_post_and_form_in_the_theme_of_the_readme_are_accessible(
    browse, post, live_site, light
):
    visit = browse(color_scheme=light)
    paths = (post.url, f"/subscriptions/?about=wagtailcore.page:{post.pk}")
    faults = []

    for path in paths:
        visit.page.goto(live_site + path)
    assert visit.complaints == []
    for path in paths:
        visit.page.goto(live_site + path)
        visit.page.evaluate(AXE)
        faults += visit.page.evaluate(RUN)["violations"]

    assert faults == []
    visit.page.goto(live_site + post.url)
    quote = visit.page.locator("blockquote.quote")
    assert "A gardener" in quote.inner_text()
    assert quote.evaluate("one => getComputedStyle(one).borderTopLeftRadius") == "12px"
