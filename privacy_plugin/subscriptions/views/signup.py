"""Subscribe and confirm; no cookie, and each effect needs a POST."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe
from wagtail.models import Site

from privacy_plugin.consent.subject import SubjectKey, sign
from privacy_plugin.disclosure.controller import get_request_controller
from privacy_plugin.disclosure.render.language import get_page_language
from privacy_plugin.egress.mail.email_addresses import mask
from privacy_plugin.http.client_ip import get_rate_limit_ip
from privacy_plugin.http.same_origin import same_origin_required
from privacy_plugin.http.site_redirect import redirect_to_site
from privacy_plugin.subscriptions.emails import links
from privacy_plugin.subscriptions.errors import (
    RateLimited,
    SubscriptionError,
)
from privacy_plugin.subscriptions.signup import double_opt_in
from privacy_plugin.subscriptions.signup.names import (
    get_requested_items,
)
from privacy_plugin.subscriptions.views.shared import (
    build_subscribe_form,
    get_form_context,
    private_link_page,
    render_error,
    require_form,
)

_FOLDER = "privacy_plugin/subscriptions"
_PAGE = ["GET", "HEAD", "POST"]


@same_origin_required
@require_http_methods(_PAGE)
def subscribe(request: HttpRequest) -> HttpResponse:
    """Show the form, or take it and say the same whatever the address is."""
    site, controller = Site.find_for_request(request), get_request_controller(request)
    data = request.POST if request.method == "POST" else None
    target = request.GET.get("about", "") if data is None else data.get("target", "")
    form = build_subscribe_form(controller, data=data, target=target)
    try:
        require_form(form)
    except SubscriptionError as refusal:
        return render_error(request, refusal)
    if not form.is_valid():
        status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
        return _form_page(request, get_form_context(form), status=status)
    asked = double_opt_in.SubscriptionRequest(
        email=form.cleaned_data["email"],
        choices=form.get_choices(),
        language=get_page_language(),
        site=site,
        address=get_rate_limit_ip(request),
    )
    try:
        double_opt_in.request_subscription(asked, at=timezone.now())
    except RateLimited as refusal:  # what was entered stays, to be sent again later
        form.add_error(None, str(refusal.sentence))
        return _form_page(request, get_form_context(form), status=refusal.status)
    except SubscriptionError as refusal:
        return render_error(request, refusal)
    return redirect("subscriptions:confirmation_sent")


def _form_page(
    request: HttpRequest, context: dict[str, object], status: int = HTTPStatus.OK
) -> HttpResponse:
    return render(request, f"{_FOLDER}/subscribe.html", context, status=status)


@require_safe
def confirmation_sent(request: HttpRequest) -> HttpResponse:
    """Say what happens next, in the same words for every address."""
    return render(request, f"{_FOLDER}/confirmation_sent.html")


@require_http_methods(_PAGE)
@private_link_page
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show the requested subscriptions; a POST confirms them."""
    subject_key = links.read_confirm_token(token)
    if request.method == "POST":
        subscriber = double_opt_in.confirm_subscription(subject_key, at=timezone.now())
        own = sign(SubjectKey(subscriber.subject_key))
        return redirect("subscriptions:welcome", token=own)
    return _render_pending(request, "confirm", subject_key, token)


@require_http_methods(_PAGE)
@private_link_page
def decline(request: HttpRequest, token: str) -> HttpResponse:
    """Suppress an address whose owner did not ask for mail."""
    subject_key = links.read_confirm_token(token)
    if request.method == "POST":
        double_opt_in.decline_subscription(subject_key)
        return redirect("subscriptions:declined")
    return _render_pending(request, "decline", subject_key, token)


@require_safe
def declined(request: HttpRequest) -> HttpResponse:
    return render(request, f"{_FOLDER}/declined.html")


def _render_pending(
    request: HttpRequest, page: str, subject_key: str, token: str
) -> HttpResponse:
    pending = double_opt_in.get_pending(subject_key)
    context = {
        "token": token,
        "address": mask(pending.email),
        "is_change": pending.subscriber_id is not None,
        "lines": get_requested_items(pending),
        "requested_at": pending.requested_at,
    }
    elsewhere = redirect_to_site(request, pending.site_id)
    return elsewhere or render(request, f"{_FOLDER}/{page}.html", context)
