"""System checks of the comments."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register

from privacy_plugin.http.site_url import has_url


@register(Tags.urls)
def check_urls(**_kwargs: Any) -> list[CheckMessage]:
    """Report forms that have no address to be sent to: E085."""
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
