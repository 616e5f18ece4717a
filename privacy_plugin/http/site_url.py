"""The base URL of a site, for URLs built without a request.

Wagtail's `Site.root_url` ends at the host. The script prefix (FORCE_SCRIPT_NAME outside
of a request) may add a path.
"""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import NoReverseMatch, get_script_prefix, reverse
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


def build_absolute_url(request: HttpRequest, path: str) -> str:
    """Return the address at the site itself, whatever port the request names.

    A request over TLS never gets an address without it: a private link is a key.
    """
    site = Site.find_for_request(request)
    if site is None:
        return request.build_absolute_uri(path)
    root: str = site.root_url
    if request.is_secure():
        root = root.replace("http://", "https://", 1)
    return f"{root}{path}"


def get_home_path(request: HttpRequest | None) -> str:
    """Return the path of the start page in the reader's language."""
    site = Site.find_for_request(request) if request is not None else None
    home = site.root_page.localized if site is not None else None
    return str((home and home.get_url(request)) or get_script_prefix())
