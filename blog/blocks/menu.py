"""What a menu and a footer are made of: pages of the blog, and links."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import (
    BooleanBlock,
    CharBlock,
    PageChooserBlock,
    StreamBlock,
    StructBlock,
)

from privacy_plugin.validation.web_urls import (
    LINK_SCHEMES,
    MAX_URL_LENGTH,
    get_hostname,
    is_well_formed,
    strip_url,
)

_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):(.+)", re.IGNORECASE)


def is_link_url(url: str) -> bool:
    """Say whether a link may lead there: http, https, mailto, tel, or a path here."""
    if not is_well_formed(url):
        return False
    scheme = _SCHEME.fullmatch(url)
    if scheme is None:
        # Browsers take two slashes of either kind for the beginning of another host.
        return url.startswith("/") and url[1:2] not in {"/", "\\"}
    name = scheme[1].lower()
    return name in LINK_SCHEMES and (
        name in {"mailto", "tel"} or bool(get_hostname(url))
    )


class LinkURLBlock(CharBlock):
    """An address; an e-mail address without a scheme gets one."""

    def clean(self, value: Any) -> str:
        url = strip_url(str(super().clean(value)))
        if _is_email(url):
            return f"mailto:{url}"
        if not is_link_url(url):
            raise ValidationError(
                _(
                    "Enter an address that starts with https:// or mailto:, an e-mail "
                    "address, or a path on this site that starts with /."
                )
            )
        return url


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


class PageItemBlock(StructBlock):
    page = PageChooserBlock(
        label=_("Page"),
        help_text=_(
            "A page of this blog, in this language. While readers cannot open it, "
            "it is left out."
        ),
    )
    label = CharBlock(
        label=_("Text"),
        required=False,
        max_length=80,
        help_text=_("Leave it empty to show the title of the page."),
    )

    class Meta:
        icon = "doc-empty"
        label = _("Page")


class LinkItemBlock(StructBlock):
    url = LinkURLBlock(
        label=_("Address"),
        max_length=MAX_URL_LENGTH,
        help_text=_("A web address, an e-mail address, or a path such as /feed/."),
    )
    label = CharBlock(label=_("Text"), max_length=80)

    class Meta:
        icon = "link"
        label = _("Link")


class FooterLinkBlock(LinkItemBlock):
    is_own_profile = BooleanBlock(
        label=_("My own profile"),
        required=False,
        help_text=_("Marks it with rel=me, by which Mastodon verifies this blog."),
    )


class SubmenuBlock(StreamBlock):
    page = PageItemBlock()
    link = LinkItemBlock()

    class Meta:
        required = False


class PageWithSubmenuBlock(PageItemBlock):
    children = SubmenuBlock(label=_("Entries below it"), required=False)


class LinkWithSubmenuBlock(LinkItemBlock):
    children = SubmenuBlock(label=_("Entries below it"), required=False)


class MenuBlock(StreamBlock):
    """Entries in their order, with one level below them."""

    page = PageWithSubmenuBlock()
    link = LinkWithSubmenuBlock()


class FooterLinksBlock(StreamBlock):
    page = PageItemBlock()
    link = FooterLinkBlock()
