"""Checks of Wagtail's own settings and apps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004
from django.db import connections


@register
def check_framework_egress(**_kwargs: Any) -> list[CheckMessage]:
    """Report what Wagtail itself sends elsewhere: W002, W003, W004."""
    messages: list[CheckMessage] = []
    if getattr(settings, "WAGTAIL_GRAVATAR_PROVIDER_URL", "default"):
        messages.append(
            Warning(
                "Wagtail's admin loads editors' pictures from gravatar.com.",
                hint="Set WAGTAIL_GRAVATAR_PROVIDER_URL = None.",
                id="privacy.W002",
            ),
        )
    if getattr(settings, "WAGTAIL_ENABLE_UPDATE_CHECK", True):
        messages.append(
            Warning(
                "Wagtail's admin asks another host for new versions.",
                hint="Set WAGTAIL_ENABLE_UPDATE_CHECK = False.",
                id="privacy.W003",
            ),
        )
    if getattr(settings, "WAGTAILEMBEDS_FINDERS", None) is None:
        messages.append(
            Warning(
                "Wagtail contacts the hosts of embeds, and readers' browsers load "
                "them, without anybody having been asked.",
                hint="Install privacy_plugin.embeds, which shows them once a reader "
                "asks; or switch all embeds off: WAGTAILEMBEDS_FINDERS = [].",
                id="privacy.W004",
            ),
        )
    return messages


@register
def check_snippets(**_kwargs: Any) -> list[CheckMessage]:
    """Report a site whose admins have no place to write texts: W040."""
    if apps.is_installed("wagtail.snippets"):
        return []
    return [
        Warning(
            "The texts of disclosures cannot be edited; the shipped ones are shown.",
            hint="Add 'wagtail.snippets' to INSTALLED_APPS.",
            id="privacy.W040",
        ),
    ]


@register
def check_settings_app(**_kwargs: Any) -> list[CheckMessage]:
    """Report a site without the pages of Wagtail's settings: E080."""
    if apps.is_installed("wagtail.contrib.settings"):
        return []
    return [
        Error(
            "Nobody could name the controller, and each page of the admin would fail: "
            "Wagtail's site settings are not installed.",
            hint="Add 'wagtail.contrib.settings' to INSTALLED_APPS.",
            id="privacy.E080",
        ),
    ]


@register(Tags.database)
def check_hidden_embeds(
    databases: Sequence[str] | None = None, **_kwargs: Any
) -> list[CheckMessage]:
    """Report a site that has embeds and shows none of them: W081."""
    finders = getattr(settings, "WAGTAILEMBEDS_FINDERS", None)
    if finders is None or finders or not apps.is_installed("wagtail.embeds"):
        return []
    embed = apps.get_model("wagtailembeds", "Embed")
    table = embed._meta.db_table
    return [
        Warning(
            "WAGTAILEMBEDS_FINDERS is empty, so the films and maps in your content are "
            "not shown any more.",
            hint="Install privacy_plugin.embeds, which shows them once a reader asks; "
            "or silence this.",
            id="privacy.W081",
        )
        for alias in databases or ()
        if table in connections[alias].introspection.table_names()
        and embed._default_manager.using(alias).exists()
    ]
