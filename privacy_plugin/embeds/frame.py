"""What the frame of a gate shows: the provider, if the reader asked; else why not.

Only here may a provider be loaded, and only from the hosts its activity declares. A
GET shows the disclosure, unless this browser remembers a consent that counts and the
request comes from a frame of our own page: a link to this address loads nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import swapper
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods

from privacy_plugin.conf import conf
from privacy_plugin.consent import choice
from privacy_plugin.consent.errors import NothingToWithdraw
from privacy_plugin.disclosure.controller import controller_for
from privacy_plugin.disclosure.document import Disclosure, disclose
from privacy_plugin.disclosure.errors import NoticeError
from privacy_plugin.disclosure.models import DisclosureVersion
from privacy_plugin.disclosure.notice import recognise
from privacy_plugin.egress.address import is_loopback_address
from privacy_plugin.egress.csp import admit
from privacy_plugin.embeds import catalogue
from privacy_plugin.embeds.activity import key_of
from privacy_plugin.embeds.errors import ProviderInvalid
from privacy_plugin.embeds.gate import shape_of, site_of
from privacy_plugin.embeds.models import EmbeddedItem, ItemState, LoadCount
from privacy_plugin.embeds.provider import Provider
from privacy_plugin.embeds.token import GateName, GateUnknown, unsign
from privacy_plugin.processing import UnknownActivity
from privacy_plugin.rights.origin import own_origin_only
from privacy_plugin.rights.withdrawal import withdraw

ONCE, ALWAYS, STOP = "once", "always", "stop"
INSIST = "insist"  # always, although the browser asks for privacy (GPC)
EDITORS = "wagtailadmin.access_admin"


@dataclass(frozen=True, slots=True)
class Opening:
    """Hold what stands behind one gate: the item, who provides it, what is told."""

    item: EmbeddedItem
    provider: Provider
    disclosure: Disclosure
    address: str
    action: str

    @property
    def heading(self) -> str:
        """Return the title, or the address while nobody knows one."""
        return self.item.title or self.item.url

    @property
    def shape(self) -> str:
        """Return the class that gives the frame its size."""
        return shape_of(self.provider)


@xframe_options_sameorigin  # also the page that asks to press once more
@own_origin_only
@require_http_methods(["GET", "HEAD", "POST"])
def frame(request: HttpRequest, token: str) -> HttpResponse:
    """Load the provider if the reader asked for it, or say what would happen."""
    try:
        opening = open_gate(request, unsign(token))
    except (GateUnknown, ProviderInvalid, UnknownActivity):
        return _missing(request)
    if request.method != "POST":
        is_allowed = comes_from_our_frame(request) and choice.permits(
            request, opening.disclosure.key, at=timezone.now()
        )
        if not is_allowed:
            return asking(request, opening)
        return loaded(request, opening, is_remembered=True)
    decision = request.POST.get("decision", "")
    if decision == STOP:
        return _stop(request, opening)
    if decision not in {ONCE, ALWAYS, INSIST}:
        return asking(request, opening)
    return _load(request, opening, decision)


def open_gate(request: HttpRequest, name: GateName) -> Opening:
    """Return what stands behind a gate.

    Raises GateUnknown for an item that is gone, a page that is not published or not for
    this reader, and a preview that is not an editor's; ProviderInvalid or
    UnknownActivity where nobody knows the provider any more.
    """
    item = EmbeddedItem.objects.filter(pk=name.item_id).first()
    if item is None or item.state == ItemState.LINK or not _may_see(request, name):
        raise GateUnknown
    found, controller = catalogue.whose(item), controller_for(request)
    if found is None or not controller.is_complete:
        raise GateUnknown
    address = found.provider.frame_for(item.url, site=site_of(request))
    if not address:
        raise GateUnknown
    key = key_of(found.provider, found.host)
    disclosure = disclose(key, controller=controller)
    return Opening(item, found.provider, disclosure, address, request.path)


def _may_see(request: HttpRequest, name: GateName) -> bool:
    if name.page_id is not None:
        pages = swapper.load_model("wagtailcore", "Page")._default_manager
        page = pages.filter(pk=name.page_id, live=True).first()
        return page is not None and all(
            one.accept_request(request) for one in page.get_view_restrictions()
        )
    user = getattr(request, "user", None)
    return name.place == "any" or bool(user and user.has_perm(EDITORS))


def comes_from_our_frame(request: HttpRequest) -> bool:
    """Say whether the browser itself says so. Source: W3C Fetch Metadata."""
    return (
        request.headers.get("Sec-Fetch-Dest") == "iframe"
        and request.headers.get("Sec-Fetch-Site") == "same-origin"
    )


def _load(request: HttpRequest, opening: Opening, decision: str) -> HttpResponse:
    """Load it once, or always; show the question again if the text has changed."""
    version = _shown_text(request, opening)
    if version is None:
        return asking(request, opening, is_stale=True)
    now = timezone.now()
    if decision == ONCE or (decision == ALWAYS and choice.has_gpc(request)):
        return _load_once(request, opening, offers_always=decision == ALWAYS, at=now)
    response = loaded(request, opening, is_remembered=True)
    choice.remember(request, response, version, method="button:always", at=now)
    return response


def _load_once(
    request: HttpRequest, opening: Opening, *, offers_always: bool, at: datetime
) -> HttpResponse:
    """Load it; let the browser forget an earlier "always" that counts no more."""
    key = opening.disclosure.key
    is_remembered = choice.stands(request, key, at=at)
    response = loaded(
        request, opening, is_remembered=is_remembered, offers_always=offers_always
    )
    if not is_remembered and choice.cookie_name(key) in request.COOKIES:
        choice.forget(response, key)
    return response


def _shown_text(request: HttpRequest, opening: Opening) -> DisclosureVersion | None:
    try:
        return recognise(
            opening.disclosure.key,
            request.POST.get("digest", ""),
            controller=opening.disclosure.controller,
        )
    except NoticeError:
        return None


def _stop(request: HttpRequest, opening: Opening) -> HttpResponse:
    """Unload it, take back what was remembered, and forget it."""
    known = choice.read(request, opening.disclosure.key)
    if known is not None:
        try:
            withdraw(
                known.subject,
                known.activity,
                method="button:stop",
                at=timezone.now(),
            )
        except NothingToWithdraw:
            known = None
    response = asking(request, opening, has_stopped=True, was_remembered=bool(known))
    choice.forget(response, opening.disclosure.key)
    return response


def loaded(
    request: HttpRequest,
    opening: Opening,
    *,
    is_remembered: bool = False,
    offers_always: bool = False,
) -> HttpResponse:
    """Show the provider's frame, and below it how to stop."""
    if conf.embeds_count:
        LoadCount.objects.add(opening.disclosure.key, on=timezone.localdate())
    stand_in = conf.embeds_stand_in.rstrip("/")
    stand_in = stand_in if is_loopback_address(stand_in) else ""
    context = {
        "opening": opening,
        "source": _played_by(stand_in, opening.address),
        "is_remembered": is_remembered,
        "offers_always": offers_always,
        "has_stand_in": bool(stand_in),
    }
    response = render(request, "privacy_plugin/embeds/loaded.html", context)
    admit(
        response,
        opening.disclosure.activity,
        instead=[_origin_of(stand_in)] if stand_in else (),
    )
    return response


def _played_by(stand_in: str, address: str) -> str:
    return f"{stand_in}/{address.removeprefix('https://')}" if stand_in else address


def _origin_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def asking(
    request: HttpRequest,
    opening: Opening,
    *,
    is_stale: bool = False,
    has_stopped: bool = False,
    was_remembered: bool = False,
) -> HttpResponse:
    """Say what would happen, and ask; nothing is loaded."""
    context = {
        "opening": opening,
        "is_stale": is_stale,
        "has_stopped": has_stopped,
        "was_remembered": was_remembered,
        "has_gpc": choice.has_gpc(request),
        "is_framed": request.headers.get("Sec-Fetch-Dest") == "iframe",
    }
    status = 409 if is_stale else 200
    response = render(
        request, "privacy_plugin/embeds/asking.html", context, status=status
    )
    admit(response, None)
    return response


def _missing(request: HttpRequest) -> HttpResponse:
    response = render(request, "privacy_plugin/embeds/missing.html", status=404)
    admit(response, None)
    return response
