"""Receipts and withdrawal, opened by a private link.

Never cached; no cookie is set.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from privacy_plugin.consent.errors import LinkExpired, LinkForged, NothingToWithdraw
from privacy_plugin.consent.models import ConsentState
from privacy_plugin.consent.receipt import Receipt, as_json_ld
from privacy_plugin.consent.receipt import receipt as issue
from privacy_plugin.consent.subject import SubjectKey, sign, unsign
from privacy_plugin.disclosure.models import DisclosureVersion
from privacy_plugin.http.site_redirect import redirect_to_site
from privacy_plugin.http.site_url import build_absolute_url
from privacy_plugin.http.storage_failure import returns_form_on_failure
from privacy_plugin.rights.sent_history import get_sent_history
from privacy_plugin.rights.shown_notices import find_shown_notices
from privacy_plugin.rights.withdrawal import withdraw as take_back

View = Callable[[HttpRequest, SubjectKey], HttpResponse]


def private(view: View) -> Callable[[HttpRequest, str], HttpResponse]:
    """Open a view by a private link only; answer 403 or 410 with a sentence else.

    The answer is never cached, never indexed, and tells no other site its address.
    Where a POST fails, the form is handed back.
    """

    @returns_form_on_failure
    @wraps(view)
    def opened(request: HttpRequest, token: str) -> HttpResponse:
        try:
            response = view(request, unsign(token))
        except LinkExpired:
            response = message(
                request,
                _("This link has expired"),
                _("Private links open their page for a limited time."),
                status=410,
            )
        except LinkForged:
            response = message(
                request,
                _("This link is not valid"),
                _("Perhaps a part of it was lost when it was copied."),
                status=403,
            )
        add_never_cache_headers(response)
        response["X-Robots-Tag"] = "noindex"
        response["Referrer-Policy"] = "no-referrer"
        return response

    return opened


def message(
    request: HttpRequest, heading: str, sentence: str, *, status: int, text: str = ""
) -> HttpResponse:
    """Answer with one sentence a person understands, and give back what they wrote."""
    return render(
        request,
        "privacy_plugin/pages/message.html",
        {
            "heading": heading,
            "message": sentence,
            "text": text or request.POST.get("text", ""),
        },
        status=status,
    )


@require_safe
@private
def receipt(request: HttpRequest, subject: SubjectKey) -> HttpResponse:
    """Show what was shown, agreed and sent in one act, on the site it was done on."""
    elsewhere = redirect_to_site(request, _site_id_of(subject))
    if elsewhere is not None:
        return elsewhere
    at = timezone.now()
    issued = issue(subject, at=at)
    is_done = request.GET.get("done") == "withdrawn"
    context = {
        "receipt": issued,
        "is_withdrawn": is_done
        and any(
            entry.consent.state == ConsentState.WITHDRAWN for entry in issued.entries
        ),
        "notices": find_notices_beside(issued),
        "sent_history": get_sent_history(subject, at=at),
        "token": sign(subject),
    }
    return render(request, "privacy_plugin/pages/receipt.html", context)


def find_notices_beside(issued: Receipt) -> tuple[DisclosureVersion, ...]:
    """Return what stood beside the form, without what was agreed to."""
    agreed = {entry.consent.version.pk for entry in issued.entries}
    shown = find_shown_notices([issued.subject])
    return tuple(notice for notice in shown if notice.pk not in agreed)


def _site_id_of(subject: SubjectKey) -> int | None:
    """Return the site whose notice was shown last."""
    shown = find_shown_notices([subject])
    return shown[-1].site_id if shown else None


@require_safe
@private
def receipt_json(request: HttpRequest, subject: SubjectKey) -> HttpResponse:
    elsewhere = redirect_to_site(request, _site_id_of(subject))
    if elsewhere is not None:
        return elsewhere
    receipt_path = reverse("privacy:receipt", args=[sign(subject)])
    page = build_absolute_url(request, receipt_path)
    issued = issue(subject, at=timezone.now())
    notices = find_notices_beside(issued)
    document = as_json_ld(issued, withdraw_at=page, notices=notices)
    response = JsonResponse(
        document,
        json_dumps_params={"ensure_ascii": False, "indent": 2},
        content_type="application/ld+json",
    )
    response["Content-Disposition"] = 'attachment; filename="consent-receipt.jsonld"'
    return response


@csrf_exempt  # the private link itself is the secret a forged request would need
@require_POST
@private
def withdraw(request: HttpRequest, subject: SubjectKey) -> HttpResponse:
    """Take one consent back, and return to the receipt."""
    activity = request.POST.get("activity", "")
    try:
        take_back(subject, activity, method="button:receipt", at=timezone.now())
    except NothingToWithdraw:
        return message(
            request,
            _("There is nothing to withdraw"),
            _("No consent stands for this. Perhaps you have withdrawn it already."),
            status=409,
        )
    page = reverse("privacy:receipt", args=[sign(subject)])
    return redirect(f"{page}?done=withdrawn")
