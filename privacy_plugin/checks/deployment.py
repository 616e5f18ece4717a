"""Checks of a deployed site: host names, scheduled publishing and the like.

They read the database, and report nothing while its tables are missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection
from django.utils import timezone
from wagtail.models import Revision, Site

from privacy_plugin.background import scheduled_publishing
from privacy_plugin.checks.migration_state import is_migrated
from privacy_plugin.validation.web_urls import is_loopback_host


@register(Tags.database)
def check_schedule(
    databases: Sequence[str] | None = None, **_kwargs: Any
) -> list[CheckMessage]:
    """Report scheduled publications that nothing carries out: W007."""
    models = [Revision, *scheduled_publishing.scheduled_models()]
    if DEFAULT_DB_ALIAS not in (databases or ()) or not _are_migrated(models):
        return []
    count = scheduled_publishing.count_overdue(at=timezone.now())
    if not count:
        return []
    return [
        Warning(
            f"{count} scheduled publications are overdue; nothing carries them out.",
            hint="Keep manage.py privacy_worker running, or let a timer run manage.py "
            "publish_scheduled every few minutes.",
            id="privacy.W007",
        ),
    ]


@register(deploy=True)
def check_site_addresses(**_kwargs: Any) -> list[CheckMessage]:
    """Report a site whose mails and receipts would link to this machine: E070."""
    try:
        hosts = _hosts()
    except DatabaseError:  # Django itself says that there is none
        return []
    return [
        Error(
            f"Mails, receipts and spam checks of the site {host!r} would link to "
            "the reader's own machine.",
            hint="Give the site its public host name and port under Settings, Sites.",
            id="privacy.E070",
        )
        for host in hosts
        if is_loopback_host(host)
    ]


def _hosts() -> list[str]:
    if not _are_migrated([Site]):
        return []
    return list(Site.objects.order_by("pk").values_list("hostname", flat=True))


def _are_migrated(models: Sequence[type[Any]]) -> bool:
    return is_migrated(connection, *{model._meta.app_label for model in models})
