"""Write the page that the web server in front shows while the blog does not run."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.template.loader import render_to_string
from django.utils import translation
from wagtail.models import Locale, Site

from blog.models import Appearance
from blog.themes.current import use_theme
from blog.themes.discovery import get_default_theme


class Command(BaseCommand):
    """Render it once, in the theme of the default site and in each of its languages.

    Run it after ``collectstatic``, whose style sheet it links.
    """

    help = "Write maintenance.html for the web server in front, into VAR_DIR."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Replace the file; print where it is."""
        file = settings.VAR_DIR / "maintenance.html"
        appearance = Appearance.objects.filter(site__is_default_site=True).first()
        theme = appearance.theme if appearance else get_default_theme()
        codes = _get_languages()
        with use_theme(partial(str, theme)), translation.override(codes[0]):
            html = render_to_string("maintenance.html", {"languages": codes})
        file.write_text(html, encoding="utf-8")
        self.stdout.write(str(file))


def _get_languages() -> list[str]:
    """Return the languages of the default site's front pages, its own first."""
    site = Site.objects.filter(is_default_site=True).first()
    if site is None:
        return [settings.LANGUAGE_CODE]
    homes = site.root_page.get_translations(inclusive=True).live()
    found = Locale.objects.filter(pk__in=homes.values("locale"))
    codes = found.values_list("language_code", flat=True)
    return sorted(codes, key=lambda code: (code != settings.LANGUAGE_CODE, code))
