"""The page of this browser's choices: what it remembers, and how to withdraw.

It shows the browser's own cookies, so it needs no link and no login. It is never
cached.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from privacy_plugin.consent import choice, ledger
from privacy_plugin.consent.choice import Choice
from privacy_plugin.consent.errors import NothingToWithdraw
from privacy_plugin.consent.ledger import CurrentConsent
from privacy_plugin.consent.subject import sign
from privacy_plugin.http.same_origin import same_origin_required
from privacy_plugin.rights import withdrawal


@dataclass(frozen=True, slots=True)
class Remembered:
    """One remembered choice with its status and the URL of its receipt."""

    choice: Choice
    consent: CurrentConsent
    token: str

    @property
    def document(self) -> dict[str, Any]:
        return dict(self.consent.version.document)

    @property
    def title(self) -> str:
        """Return what was allowed, in the words that were shown."""
        return str(self.consent.version.document["title"])

    @property
    def question(self) -> str:
        """Return the sentence that was agreed to."""
        return str(self.consent.version.document["question"])


def _remembered(request: HttpRequest) -> list[Remembered]:
    return [
        Remembered(one, standing, sign(one.subject))
        for one in choice.remembered(request)
        for standing in ledger.get_current_consents(one.subject, at=timezone.now())
        if standing.activity == one.activity and standing.is_given
    ]


@never_cache
@require_safe
def choices(request: HttpRequest) -> HttpResponse:
    context = {"remembered": _remembered(request), "has_gpc": choice.has_gpc(request)}
    response = render(request, "privacy_plugin/pages/choices.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@same_origin_required
@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    """Withdraw one choice, delete its cookie, and show the others."""
    activity = request.POST.get("activity", "")
    known = choice.read(request, activity)
    if known is not None:
        try:
            withdrawal.withdraw(
                known.subject, activity, method="button:choices", at=timezone.now()
            )
        except NothingToWithdraw:
            known = None
    response = redirect("privacy:choices")
    if choice.cookie_name(activity) in request.COOKIES:
        choice.forget(response, activity)
    return response
