"""A subscriber's own page, opened by a signed link: everything they can do is there."""

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

from privacy_plugin.consent.subject import SubjectKey, sign
from privacy_plugin.rights.export import export as everything
from privacy_plugin.rights.views import message, private
from privacy_plugin.subscriptions import changing, enrolment, leaving
from privacy_plugin.subscriptions.forms import AddressForm, ChangeForm
from privacy_plugin.subscriptions.models import Subscriber
from privacy_plugin.subscriptions.wording import name_of_subscription

OwnView = Callable[[HttpRequest, Subscriber, str], HttpResponse]
_FOLDER = "privacy_plugin/subscriptions"


def own(view: OwnView) -> Callable[[HttpRequest, str], HttpResponse]:
    """Hand the view its subscriber; say in a sentence where they have left."""

    @csrf_exempt  # the private link is the secret a forged request would need
    @private
    @wraps(view)
    def opened(request: HttpRequest, subject: SubjectKey) -> HttpResponse:
        subscriber = Subscriber.objects.filter(subject_key=subject).first()
        if subscriber is None:
            return message(
                request,
                _("You get no mail from us"),
                _("Nothing is stored under this link any more."),
                status=410,
            )
        return view(request, subscriber, sign(subject))

    return opened


@require_safe
@own
def mine(request: HttpRequest, subscriber: Subscriber, token: str) -> HttpResponse:
    """Show what somebody gets, and every way to change it."""
    return _mine(request, subscriber, token)


@require_safe
@own
def welcome(request: HttpRequest, subscriber: Subscriber, token: str) -> HttpResponse:
    """Say that it is confirmed, and how to leave again."""
    context = {"token": token, "entries": _entries(subscriber)}
    return render(request, f"{_FOLDER}/welcome.html", context)


@require_POST
@own
def change(request: HttpRequest, subscriber: Subscriber, token: str) -> HttpResponse:
    """Change how often, what about, in which language and time zone."""
    form = _change_form(subscriber, request)
    if not form.is_valid():
        return _mine(request, subscriber, token, change_form=form, status=422)
    changing.change(subscriber, form.cleaned_data)
    return redirect("subscriptions:mine", token=token)


@require_POST
@own
def leave(request: HttpRequest, subscriber: Subscriber, token: str) -> HttpResponse:
    """End one subscription."""
    found = subscriber.subscriptions.filter(key=request.POST.get("key", "")[:64])
    for subscription in found:
        leaving.leave(subscription.key, method="link:manage", at=timezone.now())
    if Subscriber.objects.filter(pk=subscriber.pk).exists():
        return redirect("subscriptions:mine", token=token)
    return redirect("subscriptions:gone")


@require_POST
@own
def renew(request: HttpRequest, subscriber: Subscriber, token: str) -> HttpResponse:
    """Agree anew to one subscription, in the words now in force."""
    key = request.POST.get("key", "")[:64]
    digest = request.POST.get("digest", "")
    changing.renew(subscriber, key, digest, at=timezone.now())
    return redirect("subscriptions:mine", token=token)


@require_POST
@own
def address(request: HttpRequest, subscriber: Subscriber, token: str) -> HttpResponse:
    """Ask at a new address whether it is theirs; until then nothing changes."""
    form = AddressForm(request.POST, auto_id="address-%s", label_suffix="")
    if not form.is_valid():
        return _mine(request, subscriber, token, address_form=form, status=422)
    email = form.cleaned_data["email"]
    enrolment.ask_for_change(subscriber, email, at=timezone.now())
    return redirect("subscriptions:asked")


@require_safe
@own
def export(request: HttpRequest, subscriber: Subscriber, token: str) -> HttpResponse:
    """Hand over everything that is stored about the subscriber."""
    del request, token
    document = everything(SubjectKey(subscriber.subject_key))
    response = JsonResponse(
        document, json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    response["Content-Disposition"] = 'attachment; filename="subscription.json"'
    return response


@require_POST
@own
def erase(request: HttpRequest, subscriber: Subscriber, token: str) -> HttpResponse:
    """End everything and delete it."""
    del request, token
    leaving.leave_all(subscriber, method="link:erase", at=timezone.now())
    return redirect("subscriptions:gone")


@require_safe
def gone(request: HttpRequest) -> HttpResponse:
    """Say that nothing comes any more, and what is left."""
    return render(request, f"{_FOLDER}/left.html")


def _mine(
    request: HttpRequest,
    subscriber: Subscriber,
    token: str,
    *,
    change_form: ChangeForm | None = None,
    address_form: AddressForm | None = None,
    status: int = 200,
) -> HttpResponse:
    blank = AddressForm(auto_id="address-%s", label_suffix="")
    context = {
        "token": token,
        "subscriber": subscriber,
        "entries": _entries(subscriber),
        "change_form": change_form or _change_form(subscriber),
        "address_form": address_form or blank,
    }
    return render(request, f"{_FOLDER}/mine.html", context, status=status)


def _entries(subscriber: Subscriber) -> list[changing.Entry]:
    return [
        changing.entry(one, name_of_subscription(one), at=timezone.now())
        for one in subscriber.subscriptions.order_by("pk").select_related("version")
    ]


def _change_form(
    subscriber: Subscriber, request: HttpRequest | None = None
) -> ChangeForm:
    languages = [
        (code, translation.gettext(str(label))) for code, label in settings.LANGUAGES
    ]
    return ChangeForm(
        request.POST if request else None,
        initial=changing.chosen(subscriber),
        language=subscriber.language,
        languages=languages,
        auto_id="change-%s",
    )
