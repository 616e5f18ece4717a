"""The web view of a mail about posts, without personal links (decision 41).

The signed URL names the posts. They are shown as they are now, while they are public;
nothing is stored, and nobody is identified.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from privacy_plugin.disclosure.controller import get_page_site
from privacy_plugin.disclosure.render.language import get_page_language
from privacy_plugin.http.site_redirect import redirect_to_site
from privacy_plugin.subscriptions.emails import links, render
from privacy_plugin.subscriptions.emails.content import build_page_item
from privacy_plugin.subscriptions.emails.links import EmailFormat, EmailReference
from privacy_plugin.subscriptions.errors import EmailContentGone
from privacy_plugin.subscriptions.newsletter_page import (
    NewsletterPageMixin,
    PageNotPublic,
    build_page_reference,
    get_public_page,
)
from privacy_plugin.subscriptions.views.shared import private_link_page


@require_safe
@private_link_page
def web_version(request: HttpRequest, token: str) -> HttpResponse:
    """Show the web view of a mail, without personal links."""
    told = links.read_web_version_token(token)
    pages = list(_public(told))
    site = get_page_site(pages[0], request) if pages else None
    if site is None:
        raise EmailContentGone
    elsewhere = redirect_to_site(request, site.pk)
    if elsewhere is not None:
        return elsewhere
    is_whole = told.form is EmailFormat.WHOLE
    shown = render.render_web_version(
        [build_page_item(page, is_whole=is_whole) for page in pages],
        told.form,
        language=get_page_language(),
        site=site,
        missing=len(told.pages) - len(pages),
    )
    response = HttpResponse(shown.html)
    response["Content-Security-Policy"] = _policy(shown.style)
    return response


def _public(told: EmailReference) -> Iterator[Model]:
    """Return what everybody can still read, in the order of the mail."""
    for number in told.pages:
        try:
            page = get_public_page(build_page_reference(number))
        except PageNotPublic:
            continue
        if isinstance(page, NewsletterPageMixin):
            yield page


def _policy(style: str) -> str:
    """Admit the mail's own style, known by its digest, and nothing else whatsoever."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    )
