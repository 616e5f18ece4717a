"""Checks of providers, finders and URLs."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import (
    CheckMessage,
    Error,
    Tags,
    Warning,  # noqa: A004 - Django's name
    register,
)
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from privacy_plugin.embeds.conf import embeds_conf, is_mapping_of_entries
from privacy_plugin.embeds.providers import provider_registry
from privacy_plugin.embeds.providers.activity import build_activity
from privacy_plugin.embeds.providers.provider import ProviderInvalid
from privacy_plugin.embeds.providers.provider_parser import Entry, parse_provider
from privacy_plugin.processing import InvalidDeclaration

FINDER = "privacy_plugin.embeds.finder"
MIDDLEWARE = "privacy_plugin.embeds.middleware.EmbedsMiddleware"


@register
def check_providers(**_kwargs: Any) -> list[CheckMessage]:
    """Report entries about a provider that cannot be used: E030.

    What is no table of entries at all is reported as a setting of the wrong kind.
    """
    if not is_mapping_of_entries(embeds_conf.providers):
        return []
    return [
        Error(
            f"An embed provider cannot be used. {error}.",
            hint="Mend the entry in PRIVACY_EMBEDS_PROVIDERS.",
            id="privacy.E030",
        )
        for key, entry in provider_registry.configured_entries().items()
        if (error := describe_flaw(key, entry))
    ]


def describe_flaw(key: str, entry: Entry) -> str:
    """Say what is wrong with an entry, naming provider and fact; empty if nothing."""
    try:
        build_activity(parse_provider(key, entry).example())
    except (ProviderInvalid, InvalidDeclaration) as error:
        return str(error)
    return ""


@register
def check_age(**_kwargs: Any) -> list[CheckMessage]:
    """Report entries that nobody has verified for a year: W030."""
    if not is_mapping_of_entries(embeds_conf.providers):
        return []
    known = {
        key: parse_provider(key, entry)
        for key, entry in provider_registry.configured_entries().items()
        if not describe_flaw(key, entry)
    }
    old = provider_registry.outdated(known, timezone.now().date())
    if not old:
        return []
    names = ", ".join(sorted(provider.key for provider in old))
    return [
        Warning(
            f"Nobody has verified for a year what is said about {names}.",
            hint="Upgrade, or verify the entries and set verified_on in "
            "PRIVACY_EMBEDS_PROVIDERS.",
            id="privacy.W030",
        )
    ]


@register
def check_finders(**_kwargs: Any) -> list[CheckMessage]:
    """Report finders that would store a provider's own markup: E031."""
    finders = getattr(settings, "WAGTAILEMBEDS_FINDERS", None)
    if finders and all(
        str(finder.get("class", "")).startswith(FINDER) for finder in finders
    ):
        return []
    return [
        Error(
            "Wagtail would ask the hosts of embeds while a reader waits, and show what "
            "they answer.",
            hint=f'Set WAGTAILEMBEDS_FINDERS = [{{"class": "{FINDER}"}}].',
            id="privacy.E031",
        )
    ]


@register(Tags.urls)
def check_gates(**_kwargs: Any) -> list[CheckMessage]:
    """Report a site on which every embed is only a link: W034, W035."""
    messages: list[CheckMessage] = []
    if MIDDLEWARE not in settings.MIDDLEWARE:
        messages.append(
            Warning(
                "Nobody remembers which page is being shown, so embeds are links only.",
                hint=f'Add "{MIDDLEWARE}" to MIDDLEWARE.',
                id="privacy.W034",
            )
        )
    try:
        reverse("embeds:frame", args=["x"])
    except NoReverseMatch:
        messages.append(
            Warning(
                "The frames of embeds have no address, so embeds are links only.",
                hint='Add path("embeds/", include("privacy_plugin.embeds.urls")).',
                id="privacy.W035",
            )
        )
    return messages
