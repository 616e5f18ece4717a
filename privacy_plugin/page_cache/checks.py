"""System checks of the page cache."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import (
    CheckMessage,
    Error,
    Tags,
    Warning,  # noqa: A004
    register,
)
from django.db import DEFAULT_DB_ALIAS, connections
from wagtail.contrib.frontend_cache.utils import get_backends

from privacy_plugin.page_cache.changes.databases import get_database
from privacy_plugin.page_cache.changes.installation import can_be_watched
from privacy_plugin.page_cache.conf import page_cache_conf
from privacy_plugin.page_cache.queries import find_tables

MIDDLEWARE = "privacy_plugin.page_cache.middleware.PageCacheMiddleware"
ABOVE = (
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
)


@register(Tags.caches)
def check_middleware(**_kwargs: Any) -> list[CheckMessage]:
    """Report a middleware that is missing or in the wrong place: W090."""
    installed = list(settings.MIDDLEWARE)
    if MIDDLEWARE not in installed:
        problem = "is missing: nothing is answered from memory"
    else:
        place = installed.index(MIDDLEWARE)
        below = [name for name in installed[place:] if name in ABOVE]
        above = [name for name in installed[:place] if name not in ABOVE]
        if not below and not above:
            return []
        problem = f"must stand below {', '.join(ABOVE)}, and above all others"
    return [
        Warning(
            f"PageCacheMiddleware {problem}.",
            hint=f"Put {MIDDLEWARE!r} into MIDDLEWARE, right below those.",
            id="privacy.W090",
        )
    ]


@register(Tags.database)
def check_triggers(
    databases: Sequence[str] | None = None, **_kwargs: Any
) -> list[CheckMessage]:
    """Report a database in which not every change is noted: W091."""
    connection = connections[DEFAULT_DB_ALIAS]
    if DEFAULT_DB_ALIAS not in (databases or ()):
        return []
    is_to_be_migrated = get_database(connection) and not can_be_watched(connection)
    if is_to_be_migrated or find_tables() is not None:
        return []
    return [
        Warning(
            "Not every change of the database is noted, so the page cache lets every "
            "request pass.",
            hint="Run migrate, on SQLite or PostgreSQL: it puts the triggers back.",
            id="privacy.W091",
        )
    ]


@register(Tags.caches)
def check_folder(**_kwargs: Any) -> list[CheckMessage]:
    """Report a folder of stored answers in which this process may not write: W092."""
    name = page_cache_conf.folder
    folder = Path(name) if isinstance(name, str) else Path()
    while name and not folder.exists() and folder != folder.parent:
        folder = folder.parent  # it is made when it is needed
    places = [
        folder,
        *(one for one in (folder / "lock", folder / "pages") if one.exists()),
    ]
    if not name or all(os.access(one, os.W_OK) for one in places):
        return []
    return [
        Warning(
            "PRIVACY_PAGE_CACHE_FOLDER cannot be written by this user: no pages are "
            "stored there, and what this process changes removes none.",
            hint="Run web server, worker and commands as its owner.",
            id="privacy.W092",
        )
    ]


@register(Tags.caches)
def check_shared_caches(**_kwargs: Any) -> list[CheckMessage]:
    """Report shared caches that keep pages and cannot be purged: E090."""
    is_installed = apps.is_installed("wagtail.contrib.frontend_cache")
    if not page_cache_conf.shared_seconds or (is_installed and get_backends()):
        return []
    return [
        Error(
            "PRIVACY_PAGE_CACHE_SHARED_SECONDS is set, but nothing would be purged.",
            hint="Set wagtail.contrib.frontend_cache up, or set it to 0.",
            id="privacy.E090",
        )
    ]
