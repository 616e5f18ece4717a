"""The base URL of a site, for URLs built without a request.

Wagtail's `Site.root_url` ends at the host. The script prefix (FORCE_SCRIPT_NAME outside
of a request) may add a path.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import NoReverseMatch, get_script_prefix, reverse

if TYPE_CHECKING:
    from wagtail.models import Site


def get_site_url(site: Site) -> str:
    """Return the complete address of a site, without a slash at its end."""
    return f"{site.root_url}{get_script_prefix()}".rstrip("/")


def has_url(name: str, *arguments: object) -> bool:
    try:
        reverse(name, args=arguments)
    except NoReverseMatch:
        return False
    return True
