"""Read a mail about posts in a browser: what everybody got, and nothing of anybody.

The address is signed and says which posts. They are shown as they are now, for as long
as everybody can read them; nothing is stored, and nobody is recognised.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from privacy_plugin.subscriptions import letters, links
from privacy_plugin.subscriptions.announceable import (
    AnnounceableMixin,
    NothingToAnnounce,
    find_page,
    name_of_number,
)
from privacy_plugin.subscriptions.links import Form, Told
from privacy_plugin.subscriptions.pages import language_now, site_of, unlisted
from privacy_plugin.subscriptions.refusals import NoSuchMail, TakenBack
from privacy_plugin.subscriptions.telling import item_of


@require_safe
@unlisted
def read(request: HttpRequest, token: str) -> HttpResponse:
    """Show a mail as it was sent, without the links that are somebody's own."""
    try:
        told = links.read_told(token)
    except links.LinkSpent:
        raise NoSuchMail from None
    pages = list(_public(told))
    if not pages:
        raise TakenBack
    is_whole = told.form is Form.WHOLE
    shown = letters.web_view(
        [item_of(page, is_whole=is_whole) for page in pages],
        told.form,
        language=language_now(),
        site=getattr(pages[0], "get_site", lambda: None)() or site_of(request),
        missing=len(told.pages) - len(pages),
    )
    response = HttpResponse(shown.html)
    response["Content-Security-Policy"] = _policy(shown.style)
    return response


def _public(told: Told) -> Iterator[Model]:
    """Return what everybody can still read, in the order of the mail."""
    for number in told.pages:
        try:
            page = find_page(name_of_number(number))
        except NothingToAnnounce:
            continue
        if isinstance(page, AnnounceableMixin):
            yield page


def _policy(style: str) -> str:
    """Admit the mail's own style, known by its digest, and nothing else whatsoever."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    )
