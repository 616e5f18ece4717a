"""Find the themes in their folders."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_slug
from django.utils import translation
from django.utils.translation import gettext as _

from blog.themes.tokens import Tokens, read_tokens

BASE_THEME = "paper"
"""The theme that has every template and file; others have what they do differently."""


class ThemeInvalid(ValueError):
    """A folder is no theme; the message says why."""


@dataclass(frozen=True, slots=True)
class Theme:
    """A folder with ``theme.toml``; `name` is the folder's.

    `tokens` are what a site can change of it.
    """

    name: str
    folder: Path
    titles: Mapping[str, str] = field(compare=False)
    descriptions: Mapping[str, str] = field(default_factory=dict, compare=False)
    tokens: Tokens = field(default=Tokens({}, {}), compare=False)

    @property
    def title(self) -> str:
        """Return its title in the active language, else the first that it has."""
        return _choose_language(self.titles)

    @property
    def description(self) -> str:
        """Return what the theme says of itself, in the active language or another."""
        return _choose_language(self.descriptions)

    @property
    def templates(self) -> Path:
        return self.folder / "templates"

    @property
    def static(self) -> Path:
        """Return what is collected; its files lie in a folder of the theme's name."""
        return self.folder / "static"

    def get_static_name(self, path: str) -> str:
        """Return the name of a static file; of the base theme's if it has none."""
        return f"{self.name if self.has_static(path) else BASE_THEME}/{path}"

    def has_static(self, path: str) -> bool:
        return Path(f"{self.static}/{self.name}/{path}").is_file()


@cache
def get_themes() -> Mapping[str, Theme]:
    """Return all themes by name, the base theme first.

    What is no theme is left out; `find_invalid_themes` says why. Read once per process.
    Raises ImproperlyConfigured if the base theme or the default one is missing.
    """
    found: dict[str, Theme] = {}
    for folder in _list_folders():
        try:
            found.setdefault(folder.name, read_theme(folder))
        except ThemeInvalid:
            continue
    for name in (BASE_THEME, settings.DEFAULT_THEME):
        if name not in found:
            msg = f"There is no theme {name!r} in THEMES_DIRS."
            raise ImproperlyConfigured(msg)
    return {BASE_THEME: found.pop(BASE_THEME), **found}


def get_theme(name: str) -> Theme:
    """Return a theme; the one that sites begin with, if there is none of that name."""
    themes = get_themes()
    return themes.get(name) or themes[settings.DEFAULT_THEME]


def get_default_theme() -> str:
    """Return the theme that a site begins with."""
    name: str = settings.DEFAULT_THEME
    return name


def get_theme_choices() -> list[tuple[str, str]]:
    """Return name and title of each theme, for a field."""
    return [(theme.name, theme.title) for theme in get_themes().values()]


def find_invalid_themes() -> Iterator[tuple[Path, str]]:
    """Return each folder that is no theme, and why."""
    for folder in _list_folders():
        try:
            read_theme(folder)
        except ThemeInvalid as error:
            yield folder, str(error)


def read_theme(folder: Path) -> Theme:
    """Return the theme in a folder. Raises ThemeInvalid."""
    try:
        validate_slug(folder.name)
        about = tomllib.loads((folder / "theme.toml").read_text(encoding="utf-8"))
    except ValidationError as error:
        msg = _("The folder's name has something else than letters, digits, - and _.")
        raise ThemeInvalid(msg) from error
    except FileNotFoundError as error:
        raise ThemeInvalid(_("theme.toml is missing.")) from error
    except (OSError, ValueError) as error:
        raise ThemeInvalid(f"theme.toml: {error}") from error
    titles, descriptions = about.get("title"), about.get("description", {})
    titles = {"en": titles} if isinstance(titles, str) else titles
    if not _is_by_language(titles) or not _is_by_language(descriptions) or not titles:
        msg = _(
            "theme.toml needs a title; title and description are texts by language."
        )
        raise ThemeInvalid(msg)
    if not (folder / "static" / folder.name / "css" / "site.css").is_file():
        msg = _("static/%(name)s/css/site.css is missing.") % {"name": folder.name}
        raise ThemeInvalid(msg)
    try:
        tokens = read_tokens(about.get("tokens", {}))
    except ValueError as error:
        raise ThemeInvalid(str(error)) from error
    return Theme(folder.name, folder, titles, descriptions, tokens)


def _is_by_language(texts: object) -> bool:
    return isinstance(texts, dict) and all(
        isinstance(text, str) for text in texts.values()
    )


def _choose_language(texts: Mapping[str, str]) -> str:
    language = translation.get_language() or "en"
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")


def _list_folders() -> Iterator[Path]:
    for parent in map(Path, settings.THEMES_DIRS):
        if parent.is_dir():
            yield from sorted(
                folder
                for folder in parent.iterdir()
                if folder.is_dir() and not folder.name.startswith((".", "__"))
            )
