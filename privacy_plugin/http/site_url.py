"""Where a site begins, for addresses that are made without a request.

Wagtail's `Site.root_url` ends at the host. What Django answers at may lie below a path
of it: the script prefix, which outside of a request is FORCE_SCRIPT_NAME.
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
