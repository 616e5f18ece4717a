"""System checks of the form pages."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register

from privacy_plugin.http.site_url import has_url


@register(Tags.urls)
def check_urls(**_kwargs: Any) -> list[CheckMessage]:
    """Report forms that have no address to be sent to: E086."""
    if has_url("form_pages:send", 1):
        return []
    return [
        Error(
            "The forms of privacy_plugin.form_pages have no address; each page that "
            "shows one would fail.",
            hint='Add path("forms/", include("privacy_plugin.form_pages.urls")).',
            id="privacy.E086",
        )
    ]
