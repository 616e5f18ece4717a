"""What keeps a theme from being used, so that nobody's pages are lost to it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.template import TemplateSyntaxError, engines
from django.templatetags.static import static
from django.utils.translation import gettext as _

from blog.themes.current import use_theme
from blog.themes.discovery import Theme


def find_problems(theme: Theme) -> Iterator[str]:
    """Return why a theme cannot be chosen; nothing if it can."""
    yield from find_broken_templates(theme)
    try:
        static(theme.get_static_name("css/site.css"))
    except ValueError:
        yield _("Its static files are not collected yet (collectstatic).")


def find_broken_templates(theme: Theme) -> Iterator[str]:
    """Return each template that does not compile, and why."""
    engine: Any = engines["django"]
    with use_theme(partial(str, theme.name)):
        for path in sorted(theme.templates.rglob("*.html")):
            name = path.relative_to(theme.templates).as_posix()
            try:
                engine.get_template(name)
            except (TemplateSyntaxError, UnicodeDecodeError, OSError) as error:
                yield f"templates/{name}: {error}"
