"""A subscriber's own page, opened by a signed link."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from privacy_plugin.consent import ledger
from privacy_plugin.consent.subject import SubjectKey, sign
from privacy_plugin.http.site_redirect import redirect_to_site
from privacy_plugin.rights.export import export as everything
from privacy_plugin.rights.views import message, private
from privacy_plugin.subscriptions.emails.render import format_date
from privacy_plugin.subscriptions.models import Kind, Subscriber
from privacy_plugin.subscriptions.processing import ACTIVITIES
from privacy_plugin.subscriptions.signup import double_opt_in, preferences
from privacy_plugin.subscriptions.signup.names import get_subscription_name
from privacy_plugin.subscriptions.subscribers import unsubscribe
from privacy_plugin.subscriptions.views.forms import AddressForm, PreferencesForm

SubscriberView = Callable[[HttpRequest, Subscriber, str], HttpResponse]
_FOLDER = "privacy_plugin/subscriptions"


def subscriber_page(view: SubscriberView) -> Callable[[HttpRequest, str], HttpResponse]:
    """Hand the view its subscriber; say in a sentence where they have left."""

    @csrf_exempt  # the private link is the secret a forged request would need
    @private
    @wraps(view)
    def opened(request: HttpRequest, subject: SubjectKey) -> HttpResponse:
        subscribers = Subscriber.objects.select_related("site")
        subscriber = subscribers.filter(subject_key=subject).first()
        if subscriber is not None and subscriber.site is None:
            return message(
                request,
                _("This site does not exist any more"),
                _(
                    "You get no mail from it, and your address is deleted within a "
                    "day. You need not do anything."
                ),
                status=410,
            )
        if subscriber is None:
            return message(
                request,
                _("This subscription has already ended"),
                _describe_ended(subject),
                status=410,
            )
        elsewhere = redirect_to_site(request, subscriber.site_id)
        return elsewhere or view(request, subscriber, sign(subject))

    return opened


@require_safe
@subscriber_page
def manage_page(
    request: HttpRequest, subscriber: Subscriber, token: str
) -> HttpResponse:
    return _render_page(request, subscriber, token)


@require_safe
@subscriber_page
def welcome(request: HttpRequest, subscriber: Subscriber, token: str) -> HttpResponse:
    context = {"token": token, "entries": _get_statuses(subscriber)}
    return render(request, f"{_FOLDER}/welcome.html", context)


@require_POST
@subscriber_page
def update_preferences(
    request: HttpRequest, subscriber: Subscriber, token: str
) -> HttpResponse:
    form = _build_preferences_form(subscriber, request)
    if not form.is_valid():
        return _render_page(request, subscriber, token, change_form=form, status=422)
    preferences.update_preferences(subscriber, form.cleaned_data, at=timezone.now())
    return redirect("subscriptions:manage", token=token)


@require_POST
@subscriber_page
def unsubscribe_one(
    request: HttpRequest, subscriber: Subscriber, token: str
) -> HttpResponse:
    found = subscriber.subscriptions.filter(key=request.POST.get("key", "")[:64])
    for subscription in found:
        unsubscribe.unsubscribe(
            subscription.key, method="link:manage", at=timezone.now()
        )
    if Subscriber.objects.filter(pk=subscriber.pk).exists():
        return redirect("subscriptions:manage", token=token)
    return redirect("subscriptions:unsubscribed")


@require_POST
@subscriber_page
def renew_consent(
    request: HttpRequest, subscriber: Subscriber, token: str
) -> HttpResponse:
    """Renew the consent to one subscription, with the text now in force."""
    key = request.POST.get("key", "")[:64]
    digest = request.POST.get("digest", "")
    preferences.renew_consent(subscriber, key, digest, at=timezone.now())
    return redirect("subscriptions:manage", token=token)


@require_POST
@subscriber_page
def change_email(
    request: HttpRequest, subscriber: Subscriber, token: str
) -> HttpResponse:
    """Ask at a new address whether it is theirs; until then nothing changes."""
    form = AddressForm(request.POST, auto_id="address-%s", label_suffix="")
    if not form.is_valid():
        return _render_page(request, subscriber, token, address_form=form, status=422)
    email = form.cleaned_data["email"]
    double_opt_in.request_address_change(subscriber, email, at=timezone.now())
    return redirect("subscriptions:confirmation_sent")


@require_safe
@subscriber_page
def export(request: HttpRequest, subscriber: Subscriber, token: str) -> HttpResponse:
    del request, token
    document = everything(SubjectKey(subscriber.subject_key))
    response = JsonResponse(
        document, json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    response["Content-Disposition"] = 'attachment; filename="subscription.json"'
    return response


@require_POST
@subscriber_page
def erase(request: HttpRequest, subscriber: Subscriber, token: str) -> HttpResponse:
    del request, token
    unsubscribe.unsubscribe_from_everything(
        subscriber, method="link:erase", at=timezone.now()
    )
    return redirect("subscriptions:unsubscribed")


def _render_page(
    request: HttpRequest,
    subscriber: Subscriber,
    token: str,
    *,
    change_form: PreferencesForm | None = None,
    address_form: AddressForm | None = None,
    status: int = 200,
) -> HttpResponse:
    blank = AddressForm(auto_id="address-%s", label_suffix="")
    context = {
        "token": token,
        "subscriber": subscriber,
        "entries": _get_statuses(subscriber),
        "change_form": change_form or _build_preferences_form(subscriber),
        "address_form": address_form or blank,
    }
    return render(request, f"{_FOLDER}/manage.html", context, status=status)


def _describe_ended(subject: SubjectKey) -> str:
    """Say which subscription a link was for, as far as the ledger still knows."""
    kinds = {str(activity): Kind(kind) for kind, activity in ACTIVITIES.items()}
    ended = [
        one
        for one in ledger.get_current_consents(subject, at=timezone.now())
        if one.activity in kinds
    ]
    since = _(
        "Do you still get mail from us? Then you have subscribed again since; the link "
        "at the end of the newest mail opens the page for that."
    )
    if not ended:
        return since
    last = max(one.decided_at for one in ended)
    was = _("The link was for: %(names)s. That ended on %(day)s.") % {
        "names": ", ".join(str(kinds[one.activity].label) for one in ended),
        "day": format_date(timezone.localtime(last), translation.get_language() or ""),
    }
    return f"{was} {since}"


def _get_statuses(subscriber: Subscriber) -> list[preferences.SubscriptionStatus]:
    return [
        preferences.get_subscription_status(
            one, get_subscription_name(one), at=timezone.now()
        )
        for one in subscriber.subscriptions.order_by("pk").select_related("version")
    ]


def _build_preferences_form(
    subscriber: Subscriber, request: HttpRequest | None = None
) -> PreferencesForm:
    languages = [
        (code, translation.gettext(str(label))) for code, label in settings.LANGUAGES
    ]
    return PreferencesForm(
        request.POST if request else None,
        initial=preferences.get_preferences(subscriber),
        language=subscriber.language,
        site_id=subscriber.site_id,
        languages=languages,
        auto_id="change-%s",
    )
