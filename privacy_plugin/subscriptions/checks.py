"""System checks of the subscriptions."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register

from privacy_plugin.http.site_url import has_url


@register
def check_extras(**_kwargs: Any) -> list[CheckMessage]:
    """Report mails that would leave without their styles: E084."""
    if find_spec("css_inline"):
        return []
    return [
        Error(
            "privacy_plugin.subscriptions needs css-inline, or mail programs show its "
            "mails without their styles.",
            hint="pip install 'wagtail-privacy-plugin[subscriptions]'",
            id="privacy.E084",
        ),
    ]


@register(Tags.urls)
def check_urls(**_kwargs: Any) -> list[CheckMessage]:
    """Report a site without the pages that end a subscription: E059."""
    if has_url("subscriptions:unsubscribe", "token"):
        return []
    return [
        Error(
            "Nobody could unsubscribe: the pages of subscriptions have no address.",
            hint='Add path("subscriptions/", '
            'include("privacy_plugin.subscriptions.urls")).',
            id="privacy.E059",
        ),
    ]
