"""A list of mails, and each as its reader, a program without HTML and a server see it.

What stands in a mail is foreign here: it is shown in a frame that may run nothing, load
nothing and reach nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from blog.demo.mailbox.storage import StoredMail, find_mail, stored_mails

if TYPE_CHECKING:
    from django.http import HttpRequest

# A link in a mail opens a page of its own, outside of the frame and its rules.
SANDBOX = "allow-popups allow-popups-to-escape-sandbox"
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; "
    f"sandbox {SANDBOX}"
)
_NEW_PAGE = '<base target="_blank">'


@require_safe
@never_cache
def mails(request: HttpRequest) -> HttpResponse:
    """List the mails, the newest first."""
    return render(request, "demo/mails.html", {"mails": list(stored_mails())})


@require_safe
@never_cache
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """Show one mail: as HTML in a frame, as plain text with its links, its headers."""
    found = _find(name)
    context = {
        "mail": found,
        "text": found.part("plain"),
        "has_html": bool(found.part("html")),
        "headers": [(key, str(value)) for key, value in found.message.items()],
        "sandbox": SANDBOX,
    }
    return render(request, "demo/mail.html", context)


@require_safe
@never_cache
@xframe_options_sameorigin
def html(request: HttpRequest, name: str) -> HttpResponse:
    """Return the HTML of a mail, for the frame."""
    del request
    page = _find(name).part("html").replace("<head>", f"<head>{_NEW_PAGE}", 1)
    response = HttpResponse(page)
    response["Content-Security-Policy"] = POLICY
    return response


@require_safe
@never_cache
def source(request: HttpRequest, name: str) -> HttpResponse:
    """Return the bytes of a mail as they would have left."""
    del request
    response = HttpResponse(_find(name).raw, content_type="text/plain; charset=utf-8")
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _find(name: str) -> StoredMail:
    found = find_mail(name)
    if found is None:
        raise Http404
    return found
