"""Checks of Django settings that the plugin requires."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004

from privacy_plugin.app_settings import get_installed_settings
from privacy_plugin.conf import conf
from privacy_plugin.http.site_url import has_url

TASK_APPS = {"DatabaseBackend": "django_tasks_db", "RQBackend": "django_tasks_rq"}


@register
def check_time_zone_support(**_kwargs: Any) -> list[CheckMessage]:
    """Report a site whose moments have no time zone: E081."""
    if settings.USE_TZ:
        return []
    return [
        Error(
            "USE_TZ is False. A consent, a deadline and a deletion need a moment that "
            "is the same everywhere; nothing could be stored.",
            hint="Set USE_TZ = True, Django's default. Moments stored so far in "
            "PostgreSQL are read in TIME_ZONE; those in SQLite are taken for UTC.",
            id="privacy.E081",
        ),
    ]


@register
def check_tasks(**_kwargs: Any) -> list[CheckMessage]:
    """Report tasks that cannot be stored (E083), or that nothing runs later (W080)."""
    backend = conf.task_backend
    needed = TASK_APPS.get(backend, "")
    if needed and not apps.is_installed(needed):
        return [
            Error(
                f"TASKS names {backend}, but {needed} is not installed: no task could "
                "be stored.",
                hint=f"pip install {needed.replace('_', '-')}, and add {needed!r} to "
                "INSTALLED_APPS.",
                id="privacy.E083",
            ),
        ]
    uses_tasks = [getattr(app, "uses_tasks", False) for app in apps.get_app_configs()]
    if backend != "DummyBackend" or not any(uses_tasks):
        return []
    return [
        Warning(
            "TASKS throws each task away: no comment is checked, no mail is sent.",
            hint='Set TASKS = {"default": {"BACKEND": '
            '"django_tasks_db.DatabaseBackend"}} and run manage.py privacy_worker.',
            id="privacy.W080",
        ),
    ]


@register(Tags.urls)
def check_urls(**_kwargs: Any) -> list[CheckMessage]:
    """Report a site without the page ``/privacy/``: W001."""
    if has_url("privacy:overview"):
        return []
    return [
        Warning(
            "The privacy page and the receipts have no address.",
            hint='Add path("privacy/", include("privacy_plugin.urls")).',
            id="privacy.W001",
        ),
    ]


@register
def check_cache(**_kwargs: Any) -> list[CheckMessage]:
    """Report a cache that forgets at once, so that no rate limit works: W005."""
    backend = settings.CACHES.get("default", {}).get("BACKEND", "")
    names = {setting.name for setting in get_installed_settings()}
    has_limit = any(name.endswith("_RATE_LIMIT") for name in names)
    if not has_limit or not backend.endswith(".DummyCache"):
        return []
    return [
        Warning(
            "The default cache keeps nothing, so no flood from a connection is slowed "
            "down.",
            hint="Use the local-memory cache, or Redis with several processes.",
            id="privacy.W005",
        ),
    ]
