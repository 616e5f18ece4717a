"""The address of the private page, to be copied, saved as a file or mailed to oneself.

This site stores and sends none of it: the mail is written by the reader's own program.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from privacy_plugin.conf import conf
from privacy_plugin.http.site_url import build_absolute_url


@dataclass(frozen=True, slots=True)
class PrivateAddress:
    """The address of one comment's private page, and until when it opens it."""

    token: str
    url: str
    title: str
    valid_until: datetime

    @property
    def mailto(self) -> str:
        """Return what opens the reader's mail program, with no recipient (RFC 6068)."""
        subject = _("My comment on “%(title)s”") % {"title": self.title}
        body = _(
            "With this address I can see, change or delete my comment. Whoever knows "
            "it can do the same:"
        )
        text = f"{body}\n\n{self.url}".replace("\n", "\r\n")
        return f"mailto:?subject={quote(subject)}&body={quote(text)}"


def get_private_address(
    request: HttpRequest, token: str, *, title: str
) -> PrivateAddress:
    """Return the address for a token signed in this request; `title` is the page's."""
    return PrivateAddress(
        token=token,
        url=build_absolute_url(request, reverse("comments:manage", args=[token])),
        title=title,
        valid_until=timezone.now() + conf.link_lifetime,
    )
