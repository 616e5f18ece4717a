"""Load templates from the current theme, then from the base theme, then from apps."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.template.loaders import app_directories, cached, filesystem

from blog.themes.current import get_current_theme
from blog.themes.discovery import BASE_THEME, get_themes


class ThemeLoader(filesystem.Loader):
    """Look into the templates of the current theme, then of the base theme.

    The engine's own folders come first. A template can extend the base theme's by its
    own name.
    """

    def get_dirs(self) -> list[str | Path]:
        themes = get_current_theme(), get_themes()[BASE_THEME]
        return [*self.engine.dirs, *dict.fromkeys(one.templates for one in themes)]


class Loader(cached.Loader):
    """Parse each template once per theme."""

    def __init__(self, engine: Any) -> None:
        super().__init__(engine, [])
        self.loaders = [ThemeLoader(engine), app_directories.Loader(engine)]

    def cache_key(self, template_name: str, skip: Any = None) -> str:
        return f"{get_current_theme().name}:{super().cache_key(template_name, skip)}"
