"""The response inside a gate's frame: the provider, or the question.

Only this response may load a provider, from the hosts its activity declares. A GET
shows the question unless a press seconds ago granted the load (``grant``) or this
browser's remembered consent is active, and the request comes from a frame of our own
page. A link to this URL therefore loads nothing.
"""

from __future__ import annotations

from enum import StrEnum
from http import HTTPStatus
from urllib.parse import urlencode

import swapper
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods

from privacy_plugin.consent import choice
from privacy_plugin.consent.errors import NothingToWithdraw
from privacy_plugin.disclosure.controller import get_request_controller
from privacy_plugin.disclosure.errors import NoticeError
from privacy_plugin.disclosure.models import DisclosureVersion
from privacy_plugin.disclosure.notice import get_shown_version
from privacy_plugin.disclosure.render.document import disclose
from privacy_plugin.egress.csp import admit
from privacy_plugin.embeds.conf import embeds_conf
from privacy_plugin.embeds.embed_url import AddressRefused
from privacy_plugin.embeds.gates import grant
from privacy_plugin.embeds.gates.gate import Gate, find_loadable
from privacy_plugin.embeds.gates.token import GateName, GateUnknown, unsign
from privacy_plugin.embeds.items.store import get_item, register_item
from privacy_plugin.embeds.models import EmbeddedItem, LoadCount
from privacy_plugin.embeds.providers.activity import activity_key
from privacy_plugin.embeds.providers.provider import ProviderInvalid
from privacy_plugin.http.same_origin import same_origin_only
from privacy_plugin.processing import UnknownActivity
from privacy_plugin.rights.withdrawal import withdraw
from privacy_plugin.validation.web_urls import get_origin, is_loopback_url

ONCE, ALWAYS, STOP = "once", "always", "stop"
# although the browser asks for privacy (GPC)
ALWAYS_DESPITE_GPC = "always-despite-gpc"
EDITORS = "wagtailadmin.access_admin"


class FrameNotice(StrEnum):
    """What has just happened, shown above the question."""

    STOPPED = "stopped"
    WITHDRAWN = "withdrawn"
    CHANGED = "changed"


@xframe_options_sameorigin  # also the page that asks to press once more
@same_origin_only(
    interstitial="privacy_plugin/embeds/interstitial.html",
    foreign="privacy_plugin/embeds/cross_origin.html",
)
@require_http_methods(["GET", "HEAD", "POST"])
def frame(request: HttpRequest, token: str) -> HttpResponse:
    """Render the provider if the reader asked for it, otherwise the question.

    A POST writes and redirects; a GET writes nothing.
    """
    try:
        gate = get_gate(request, unsign(token))
    except (GateUnknown, ProviderInvalid, UnknownActivity):
        return _missing(request)
    if request.method == "POST":
        return _decide(request, gate)
    return _show(request, gate)


def _show(request: HttpRequest, gate: Gate) -> HttpResponse:
    notice = request.GET.get("notice", "")
    may_load = request.method == "GET" and is_own_frame_request(request)
    if notice or not may_load or is_prefetch(request):
        return render_prompt(request, gate, notice=notice)
    key, now = gate.disclosure.key, timezone.now()
    granted = grant.redeem(request)
    if granted is not None:
        if _version(gate, granted.digest) is None:
            return render_prompt(request, gate, notice=FrameNotice.CHANGED)
        is_remembered = choice.is_active(request, key, at=now)
        return render_player(
            request,
            gate,
            is_remembered=is_remembered,
            offers_always=granted.offers_always,
        )
    if choice.permits(request, key, at=now):
        return render_player(request, gate, is_remembered=True)
    return render_prompt(request, gate)


def _decide(request: HttpRequest, gate: Gate) -> HttpResponse:
    if not gate.item.is_saved:
        register_item(gate.item.url)
    decision = request.POST.get("decision", "")
    if decision == STOP:
        return _stop(request, gate)
    if decision not in {ONCE, ALWAYS, ALWAYS_DESPITE_GPC}:
        return _see(gate)
    version = _version(gate, request.POST.get("digest", ""))
    if version is None:
        return _see(gate, notice=FrameNotice.CHANGED)
    return _grant(request, gate, decision, version)


def get_gate(request: HttpRequest, name: GateName) -> Gate:
    """Return the context of a gate.

    Raises GateUnknown for an item that is gone, a page that is not published or not for
    this reader, and a preview that is not an editor's; ProviderInvalid or
    UnknownActivity where nobody knows the provider any more.
    """
    item = _item(name)
    if item is None or not _may_see(request, name):
        raise GateUnknown
    found = find_loadable(item, request)
    if found is None:
        raise GateUnknown
    match, address = found
    key = activity_key(match.provider, match.host)
    disclosure = disclose(key, controller=get_request_controller(request))
    return Gate(
        item=item,
        provider=match.provider,
        disclosure=disclosure,
        title=name.title or item.title,
        anchor=name.anchor,
        action=request.path,
        frame_url=address,
    )


def _item(name: GateName) -> EmbeddedItem | None:
    if not name.url:
        return EmbeddedItem.objects.filter(pk=name.item_id).first()
    try:
        return get_item(name.url)
    except AddressRefused:
        return None


def _may_see(request: HttpRequest, name: GateName) -> bool:
    if name.page_id is not None:
        pages = swapper.load_model("wagtailcore", "Page")._default_manager
        page = pages.filter(pk=name.page_id, live=True).first()
        return page is not None and all(
            one.accept_request(request) for one in page.get_view_restrictions()
        )
    user = getattr(request, "user", None)
    return name.place == "any" or bool(user and user.has_perm(EDITORS))


def is_own_frame_request(request: HttpRequest) -> bool:
    """Say whether the browser says so, by Fetch Metadata or, before it, the referrer.

    A grant alone will do where it says nothing. Source: W3C Fetch Metadata.
    """
    if "Sec-Fetch-Site" in request.headers or "Sec-Fetch-Dest" in request.headers:
        return (
            request.headers.get("Sec-Fetch-Dest") == "iframe"
            and request.headers.get("Sec-Fetch-Site") == "same-origin"
        )
    if grant.PARAMETER in request.GET:
        return True
    referrer = get_origin(request.headers.get("Referer", ""))
    return referrer == f"{request.scheme}://{request.get_host()}"


def is_prefetch(request: HttpRequest) -> bool:
    headers = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")
    said = " ".join(request.headers.get(name, "") for name in headers).lower()
    return "prefetch" in said or "preview" in said


def _see(gate: Gate, **query: str) -> HttpResponse:
    """Redirect to the frame, so that a repeated request is no decision."""
    address = gate.action + (f"?{urlencode(query)}" if query else "")
    response = HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)
    admit(response, None)
    return response


def _grant(
    request: HttpRequest, gate: Gate, decision: str, version: DisclosureVersion
) -> HttpResponse:
    key, now = gate.disclosure.key, timezone.now()
    asks_twice = decision == ALWAYS and choice.has_gpc(request)
    granted = grant.Grant(version.digest, offers_always=asks_twice)
    response = _see(gate, **{grant.PARAMETER: grant.issue(request, granted)})
    if embeds_conf.count_loads:
        LoadCount.objects.add(key, on=timezone.localdate())
    if decision != ONCE and not asks_twice:
        choice.remember(request, response, version, method="button:always", at=now)
    elif choice.cookie_name(key) in request.COOKIES and not choice.is_active(
        request, key, at=now
    ):
        choice.forget(response, key)  # an earlier "always" that counts no more
    return response


def _version(gate: Gate, digest: str) -> DisclosureVersion | None:
    disclosure = gate.disclosure
    try:
        return get_shown_version(
            disclosure.key, digest, controller=disclosure.controller
        )
    except NoticeError:
        return None


def _stop(request: HttpRequest, gate: Gate) -> HttpResponse:
    known = choice.read(request, gate.disclosure.key)
    if known is not None:
        try:
            now = timezone.now()
            withdraw(known.subject, known.activity, method="button:stop", at=now)
        except NothingToWithdraw:
            known = None
    response = _see(
        gate, notice=FrameNotice.WITHDRAWN if known else FrameNotice.STOPPED
    )
    choice.forget(response, gate.disclosure.key)
    return response


def render_player(
    request: HttpRequest,
    gate: Gate,
    *,
    is_remembered: bool = False,
    offers_always: bool = False,
) -> HttpResponse:
    stand_in = embeds_conf.test_server_url.rstrip("/")
    stand_in = stand_in if is_loopback_url(stand_in) else ""
    address = gate.frame_url
    context = {
        "gate": gate,
        "source": stand_in + address.removeprefix("https:/") if stand_in else address,
        "is_remembered": is_remembered,
        "offers_always": offers_always,
        "has_stand_in": bool(stand_in),
    }
    response = render(request, "privacy_plugin/embeds/player.html", context)
    admit(
        response,
        gate.disclosure.activity,
        instead=[get_origin(stand_in)] if stand_in else (),
    )
    return response


def render_prompt(
    request: HttpRequest, gate: Gate, *, notice: str = ""
) -> HttpResponse:
    context = {
        "gate": gate,
        "notice": notice if notice in set(FrameNotice) else "",
        "has_gpc": choice.has_gpc(request),
    }
    response = render(request, "privacy_plugin/embeds/prompt.html", context)
    admit(response, None)
    return response


def _missing(request: HttpRequest) -> HttpResponse:
    response = render(request, "privacy_plugin/embeds/missing.html", status=404)
    admit(response, None)
    return response
