"""System checks of the comments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, Tags, register

from privacy_plugin.http.site_url import has_url

Apps = Sequence[AppConfig] | None


@register(Tags.urls)
def check_urls(app_configs: Apps, **kwargs: Any) -> list[CheckMessage]:  # noqa: ANN401
    """Report forms that have no address to be sent to: E085."""
    del app_configs, kwargs
    if has_url("comments:post"):
        return []
    return [
        Error(
            "The forms of privacy_plugin.comments have no address; each page that "
            "shows one would fail.",
            hint='Add path("comments/", include("privacy_plugin.comments.urls")).',
            id="privacy.E085",
        ),
    ]
