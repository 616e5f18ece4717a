"""Folders with themes, made for a test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.template import engines

from blog.themes.discovery import get_themes

MakeTheme = Callable[..., Path]


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.import_plugin("tests.support.browser.fixtures")


def forget_themes() -> None:
    """Let folders be read anew, as a process does that starts."""
    get_themes.cache_clear()
    forget_static_folders()
    django: Any = engines["django"]
    for loader in django.engine.template_loaders:
        loader.reset()


def forget_static_folders() -> None:
    """Look for static files in the folders that settings name now."""
    finders.get_finder.cache_clear()  # type: ignore[attr-defined] # lru_cache


@pytest.fixture
def make_theme(tmp_path, settings) -> Iterator[MakeTheme]:
    """Return a function that makes a theme of some templates, by their names."""
    settings.THEMES_DIRS = [*settings.THEMES_DIRS, tmp_path / "themes"]

    def make(name: str, templates: dict[str, str], title: str = "Made up") -> Path:
        folder = tmp_path / "themes" / name
        css = folder / "static" / name / "css"
        css.mkdir(parents=True)
        (css / "site.css").write_text("")
        (folder / "theme.toml").write_text(f'title = "{title}"\n')
        for path, source in templates.items():
            file = folder / "templates" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(source)
        forget_themes()
        return folder

    yield make
    forget_themes()
