"""Subscribe, confirm, leave: pages without a cookie, each effect behind a button."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from privacy_plugin.consent.subject import SubjectKey, sign
from privacy_plugin.disclosure.controller import controller_for
from privacy_plugin.egress.address import client_address
from privacy_plugin.rights.origin import own_origin_only
from privacy_plugin.subscriptions import enrolment, leaving, links
from privacy_plugin.subscriptions.addresses import masked
from privacy_plugin.subscriptions.models import Enrolment, Subscription
from privacy_plugin.subscriptions.pages import (
    form_context,
    form_for,
    language_now,
    refused,
    site_of,
    unlisted,
)
from privacy_plugin.subscriptions.refusals import (
    LinkUsed,
    NobodyResponsible,
    Refusal,
)
from privacy_plugin.subscriptions.wording import lines_of, name_of_subscription

_FOLDER = "privacy_plugin/subscriptions"
_PAGE = ["GET", "HEAD", "POST"]


@own_origin_only
@require_http_methods(_PAGE)
def subscribe(request: HttpRequest) -> HttpResponse:
    """Show the form, or take it and say the same whatever the address is."""
    if not controller_for(request).is_complete:
        return refused(request, NobodyResponsible())
    if request.method != "POST":
        form = form_for(request, target=request.GET.get("about", ""))
        return _form_page(request, form_context(request, form))
    form = form_for(request, data=request.POST, target=request.POST.get("target", ""))
    if not form.is_valid():
        context = form_context(request, form)
        return _form_page(request, context, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    asked = enrolment.Request(
        email=form.cleaned_data["email"],
        wishes=form.wishes(),
        language=language_now(),
        site=site_of(request),
        address=client_address(request) or "",
    )
    try:
        enrolment.ask(asked, at=timezone.now())
    except Refusal as refusal:
        return refused(request, refusal)
    return redirect("subscriptions:asked")


def _form_page(
    request: HttpRequest, context: dict[str, object], status: int = HTTPStatus.OK
) -> HttpResponse:
    return render(request, f"{_FOLDER}/subscribe.html", context, status=status)


@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """Say what happens next, in the same words for every address."""
    return render(request, f"{_FOLDER}/asked.html")


@require_http_methods(_PAGE)
@unlisted
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show what was asked for and a button; pressing it subscribes."""
    subject_key = _subject_of(token)
    if request.method == "POST":
        subscriber = enrolment.confirm(subject_key, at=timezone.now())
        own = sign(SubjectKey(subscriber.subject_key))
        return redirect("subscriptions:welcome", token=own)
    waiting = enrolment.open_request(subject_key)
    return render(request, f"{_FOLDER}/confirm.html", _question(waiting, token))


@require_http_methods(_PAGE)
@unlisted
def refuse(request: HttpRequest, token: str) -> HttpResponse:
    """Let whoever got the question by mistake never get one again."""
    subject_key = _subject_of(token)
    if request.method == "POST":
        enrolment.refuse(subject_key)
        return redirect("subscriptions:refused")
    waiting = enrolment.open_request(subject_key)
    return render(request, f"{_FOLDER}/refuse.html", _question(waiting, token))


@require_safe
def never_again(request: HttpRequest) -> HttpResponse:
    """Say that no mail goes to this address any more."""
    return render(request, f"{_FOLDER}/never_again.html")


@require_http_methods(_PAGE)
@unlisted
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """Show a button that ends a subscription; a POST ends it, from wherever it comes.

    A mail program posts here by itself when its user presses its own button. It gets no
    redirect and needs no cookie (RFC 8058); doing it again does no harm.
    """
    try:
        key = links.read_leave_token(token)
    except links.LinkSpent:
        raise LinkUsed from None
    if request.method == "POST":
        is_one_click = request.POST.get("List-Unsubscribe") == "One-Click"
        method = "mail:one-click" if is_one_click else "link:leave"
        leaving.leave(key, method=method, at=timezone.now())
        return render(request, f"{_FOLDER}/left.html")
    found = Subscription.objects.filter(key=key).select_related("subscriber").first()
    if found is None:
        return render(request, f"{_FOLDER}/left.html")
    context = {
        "token": token,
        "name": name_of_subscription(found),
        "address": masked(found.subscriber.email),
    }
    return render(request, f"{_FOLDER}/leave.html", context)


def _subject_of(token: str) -> str:
    try:
        return links.read_confirm_token(token)
    except links.LinkSpent:
        raise LinkUsed from None


def _question(waiting: Enrolment, token: str) -> dict[str, object]:
    return {
        "token": token,
        "address": masked(waiting.email),
        "is_change": waiting.subscriber_id is not None,
        "lines": lines_of(waiting),
        "requested_at": waiting.requested_at,
    }
