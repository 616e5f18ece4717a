"""The response inside a gate's frame: the provider, or the question.

Only this response may load a provider, from the hosts its activity declares. A GET
shows the question unless a press seconds ago granted the load (``grant``) or this
browser's remembered consent is active, and the request comes from a frame of our own
page. A link to this URL therefore loads nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from urllib.parse import urlencode, urlsplit

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
from privacy_plugin.disclosure.render.document import Disclosure, disclose
from privacy_plugin.egress.csp import admit
from privacy_plugin.embeds.conf import embeds_conf
from privacy_plugin.embeds.embed_url import AddressRefused
from privacy_plugin.embeds.gates import grant
from privacy_plugin.embeds.gates.gate import find_loadable, get_shape_class
from privacy_plugin.embeds.gates.token import GateName, GateUnknown, unsign
from privacy_plugin.embeds.items.store import get_item, register_item
from privacy_plugin.embeds.models import EmbeddedItem, LoadCount
from privacy_plugin.embeds.providers.activity import activity_key
from privacy_plugin.embeds.providers.provider import EmbedProvider, ProviderInvalid
from privacy_plugin.http.same_origin import same_origin_only
from privacy_plugin.processing import UnknownActivity
from privacy_plugin.rights.withdrawal import withdraw
from privacy_plugin.validation.web_urls import is_loopback_url

ONCE, ALWAYS, STOP = "once", "always", "stop"
# although the browser asks for privacy (GPC)
ALWAYS_DESPITE_GPC = "always-despite-gpc"
EDITORS = "wagtailadmin.access_admin"


class FrameNotice(StrEnum):
    """What has just happened, shown above the question."""

    STOPPED = "stopped"
    WITHDRAWN = "withdrawn"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class FrameContext:
    """The data of one gate: item, provider, disclosure."""

    item: EmbeddedItem
    provider: EmbedProvider
    disclosure: Disclosure
    heading: str
    address: str
    action: str

    @property
    def shape(self) -> str:
        return get_shape_class(self.provider, self.item)


@xframe_options_sameorigin  # also the page that asks to press once more
@same_origin_only(
    interstitial="privacy_plugin/embeds/interstitial.html",
    foreign="privacy_plugin/embeds/cross_origin.html",
)
@require_http_methods(["GET", "HEAD", "POST"])
def frame(request: HttpRequest, token: str) -> HttpResponse:
    """Load the provider if the reader asked for it, or say what would happen.

    A POST writes and redirects; a GET writes nothing.
    """
    try:
        frame_context = get_frame_context(request, unsign(token))
    except (GateUnknown, ProviderInvalid, UnknownActivity):
        return _missing(request)
    if request.method == "POST":
        return _decide(request, frame_context)
    return _show(request, frame_context)


def _show(request: HttpRequest, frame_context: FrameContext) -> HttpResponse:
    """Load it where a press or a remembered consent allows it now; else ask."""
    notice = request.GET.get("notice", "")
    may_load = request.method == "GET" and is_own_frame_request(request)
    if notice or not may_load or is_prefetch(request):
        return render_prompt(request, frame_context, notice=notice)
    key, now = frame_context.disclosure.key, timezone.now()
    granted = grant.redeem(request)
    if granted is not None:
        if _version(frame_context, granted.digest) is None:
            return render_prompt(request, frame_context, notice=FrameNotice.CHANGED)
        is_remembered = choice.is_active(request, key, at=now)
        return render_player(
            request,
            frame_context,
            is_remembered=is_remembered,
            offers_always=granted.offers_always,
        )
    if choice.permits(request, key, at=now):
        return render_player(request, frame_context, is_remembered=True)
    return render_prompt(request, frame_context)


def _decide(request: HttpRequest, frame_context: FrameContext) -> HttpResponse:
    if not frame_context.item.is_saved:
        register_item(frame_context.item.url)
    decision = request.POST.get("decision", "")
    if decision == STOP:
        return _stop(request, frame_context)
    if decision not in {ONCE, ALWAYS, ALWAYS_DESPITE_GPC}:
        return _see(frame_context)
    version = _version(frame_context, request.POST.get("digest", ""))
    if version is None:
        return _see(frame_context, notice=FrameNotice.CHANGED)
    return _grant(request, frame_context, decision, version)


def get_frame_context(request: HttpRequest, name: GateName) -> FrameContext:
    """Return what stands behind a gate.

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
    title = name.title or item.title or item.link
    return FrameContext(item, match.provider, disclosure, title, address, request.path)


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
    referrer = _origin_of(request.headers.get("Referer", ""))
    return referrer == f"{request.scheme}://{request.get_host()}"


def is_prefetch(request: HttpRequest) -> bool:
    headers = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")
    said = " ".join(request.headers.get(name, "") for name in headers).lower()
    return "prefetch" in said or "preview" in said


def _see(frame_context: FrameContext, **query: str) -> HttpResponse:
    """Lead to the frame; what a browser repeats by itself is then no decision."""
    address = frame_context.action + (f"?{urlencode(query)}" if query else "")
    response = HttpResponseRedirect(address, status=HTTPStatus.SEE_OTHER)
    admit(response, None)
    return response


def _grant(
    request: HttpRequest,
    frame_context: FrameContext,
    decision: str,
    version: DisclosureVersion,
) -> HttpResponse:
    key, now = frame_context.disclosure.key, timezone.now()
    asks_twice = decision == ALWAYS and choice.has_gpc(request)
    granted = grant.Grant(version.digest, offers_always=asks_twice)
    response = _see(frame_context, **{grant.PARAMETER: grant.issue(request, granted)})
    if embeds_conf.count_loads:
        LoadCount.objects.add(key, on=timezone.localdate())
    if decision != ONCE and not asks_twice:
        choice.remember(request, response, version, method="button:always", at=now)
    elif choice.cookie_name(key) in request.COOKIES and not choice.is_active(
        request, key, at=now
    ):
        choice.forget(response, key)  # an earlier "always" that counts no more
    return response


def _version(frame_context: FrameContext, digest: str) -> DisclosureVersion | None:
    """Return the text with this digest, None for one that is not in force any more."""
    disclosure = frame_context.disclosure
    try:
        return get_shown_version(
            disclosure.key, digest, controller=disclosure.controller
        )
    except NoticeError:
        return None


def _stop(request: HttpRequest, frame_context: FrameContext) -> HttpResponse:
    known = choice.read(request, frame_context.disclosure.key)
    if known is not None:
        try:
            now = timezone.now()
            withdraw(known.subject, known.activity, method="button:stop", at=now)
        except NothingToWithdraw:
            known = None
    response = _see(
        frame_context, notice=FrameNotice.WITHDRAWN if known else FrameNotice.STOPPED
    )
    choice.forget(response, frame_context.disclosure.key)
    return response


def render_player(
    request: HttpRequest,
    frame_context: FrameContext,
    *,
    is_remembered: bool = False,
    offers_always: bool = False,
) -> HttpResponse:
    stand_in = embeds_conf.test_server_url.rstrip("/")
    stand_in = stand_in if is_loopback_url(stand_in) else ""
    address = frame_context.address
    context = {
        "frame_context": frame_context,
        "source": stand_in + address.removeprefix("https:/") if stand_in else address,
        "is_remembered": is_remembered,
        "offers_always": offers_always,
        "has_stand_in": bool(stand_in),
    }
    response = render(request, "privacy_plugin/embeds/player.html", context)
    admit(
        response,
        frame_context.disclosure.activity,
        instead=[_origin_of(stand_in)] if stand_in else (),
    )
    return response


def _origin_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def render_prompt(
    request: HttpRequest, frame_context: FrameContext, *, notice: str = ""
) -> HttpResponse:
    """Say what would happen, and ask; nothing is loaded."""
    context = {
        "frame_context": frame_context,
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
