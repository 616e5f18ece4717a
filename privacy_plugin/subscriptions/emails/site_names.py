"""The name and base URL of a site in a language.

Wagtail has one name per site. If that is the title of the front page, its translations
provide the name in other languages.
"""

from __future__ import annotations

from typing import Any, cast

from wagtail.models import Site

from privacy_plugin.disclosure.controller import get_site_controller
from privacy_plugin.http.site_url import get_site_url


def get_site_name(site: Site, language: str) -> str:
    """Return what readers call the site, or else who is responsible for it."""
    name = str(site.site_name or "")
    front_page = _front_page(site, language)
    if name and front_page is not None and name == site.root_page.title:
        return str(front_page.title)
    return name or get_site_controller(site.pk).name


def get_home_url(site: Site, language: str) -> str:
    """Return the address of the front page in a language, or else of the site."""
    front_page = _front_page(site, language)
    url = front_page.get_full_url() if front_page is not None else None
    return str(url or get_site_url(site))


def _front_page(site: Site, language: str) -> Any:
    pages = cast("Any", site.root_page).get_translations(inclusive=True).live()
    return pages.filter(locale__language_code=language).first()
