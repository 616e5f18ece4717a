"""What is wrong with the providers, the finders and the content, said at start-up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import (
    CheckMessage,
    Error,
    Tags,
    Warning,  # noqa: A004 - Django's name
    register,
)
from django.urls import NoReverseMatch, reverse

from privacy_plugin.embeds import catalogue
from privacy_plugin.embeds.activity import activity_of
from privacy_plugin.embeds.errors import ProviderInvalid
from privacy_plugin.processing import InvalidDeclaration

Apps = Sequence[AppConfig] | None
FINDER = "privacy_plugin.embeds.finder"
MIDDLEWARE = "privacy_plugin.embeds.surroundings.EmbedsMiddleware"


@register
def check_providers(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:  # noqa: ANN401
    """Report an entry about a provider that cannot be used: E030."""
    del app_configs, kwargs
    try:
        for provider in catalogue.configured().values():
            activity_of(provider.at("host.example") if provider.per_host else provider)
    except (ProviderInvalid, InvalidDeclaration) as error:
        return [
            Error(
                f"An embed provider cannot be used: {error}.",
                hint="Mend the entry in PRIVACY_EMBEDS_PROVIDERS.",
                id="privacy.E030",
            ),
        ]
    return []


@register
def check_finders(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:  # noqa: ANN401
    """Report finders that would store a provider's own markup: E031."""
    del app_configs, kwargs
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
        ),
    ]


@register(Tags.urls)
def check_gates(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:  # noqa: ANN401
    """Report a site on which every embed is only a link: W034, W035."""
    del app_configs, kwargs
    messages: list[CheckMessage] = []
    if MIDDLEWARE not in settings.MIDDLEWARE:
        messages.append(
            Warning(
                "Nobody remembers which page is being shown, so embeds are links only.",
                hint=f'Add "{MIDDLEWARE}" to MIDDLEWARE.',
                id="privacy.W034",
            ),
        )
    try:
        reverse("embeds:frame", args=["x"])
    except NoReverseMatch:
        messages.append(
            Warning(
                "The frames of embeds have no address, so embeds are links only.",
                hint='Add path("embeds/", include("privacy_plugin.embeds.urls")).',
                id="privacy.W035",
            ),
        )
    return messages
