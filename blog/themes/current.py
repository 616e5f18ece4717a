"""The theme that templates are loaded from: that of the site being answered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from blog.themes.discovery import Theme, get_default_theme, get_theme

_get_name: ContextVar[Callable[[], str] | None] = ContextVar("theme", default=None)


def get_current_theme() -> Theme:
    """Return the theme of the site, else the one that sites begin with.

    The site's choice is asked for only when the first template is loaded. A theme that
    is gone is replaced.
    """
    get_name = _get_name.get()
    return get_theme(get_default_theme() if get_name is None else get_name())


@contextmanager
def use_theme(get_name: Callable[[], str]) -> Iterator[None]:
    """Load templates from the theme of this name, asked for at each template."""
    token = _get_name.set(get_name)
    try:
        yield
    finally:
        _get_name.reset(token)
