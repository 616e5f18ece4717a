"""Let Wagtail's default site have the address that BASE_URL names.

Links in mails, receipts and feeds, and what goes to Akismet, come from the site's row
in the database. ``migrate`` fills it in where it still is Wagtail's placeholder; what
an admin has entered stays, and ``blog.E001`` says where the two differ.
"""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connection
from django.http import HttpRequest
from wagtail.models import Site

PLACEHOLDER = ("localhost", 80)
_PORTS = {"http": 80, "https": 443}
_LOCAL = {"localhost", "127.0.0.1", "::1"}


def host_and_port() -> tuple[str, int]:
    """Return what BASE_URL names."""
    parts = urlsplit(settings.WAGTAILADMIN_BASE_URL)
    return parts.hostname or "", parts.port or _PORTS[parts.scheme]


def absolute_url(request: HttpRequest, path: str) -> str:
    """Return the public address of `path`, whatever host and port the request names."""
    site = Site.find_for_request(request)
    return urljoin(site.root_url, path) if site else request.build_absolute_uri(path)


def set_site_address(using: str = DEFAULT_DB_ALIAS, **_kwargs: object) -> None:
    """Fill in the default site's address after ``migrate``, if nobody has yet."""
    host, port = host_and_port()
    if host in _LOCAL or using != DEFAULT_DB_ALIAS or not has_sites_table():
        return
    untouched = dict(zip(("hostname", "port"), PLACEHOLDER, strict=True))
    sites = Site.objects.filter(is_default_site=True, **untouched)
    if sites.update(hostname=host, port=port):
        Site.clear_site_root_paths_cache()


def has_sites_table() -> bool:
    return Site._meta.db_table in connection.introspection.table_names()
