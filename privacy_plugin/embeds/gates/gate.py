"""The gate: the click-to-load placeholder of an embed.

Title, local preview image, disclosure, and three controls of equal weight: a form that
posts into an empty frame of our own origin, so it works without JavaScript.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString

from privacy_plugin.consent import choice
from privacy_plugin.disclosure.activities import is_in_force
from privacy_plugin.disclosure.controller import get_request_controller
from privacy_plugin.disclosure.render.document import Disclosure, disclose
from privacy_plugin.embeds.embed_url import AddressRefused
from privacy_plugin.embeds.gates import render_context
from privacy_plugin.embeds.gates.render_context import EmbedRenderContext
from privacy_plugin.embeds.gates.token import GateName, sign
from privacy_plugin.embeds.items import store as items
from privacy_plugin.embeds.models import EmbeddedItem, ItemState
from privacy_plugin.embeds.processing import REMEMBERING
from privacy_plugin.embeds.providers import provider_registry
from privacy_plugin.embeds.providers.activity import activity_key
from privacy_plugin.embeds.providers.provider import EmbedProvider, ProviderInvalid
from privacy_plugin.embeds.providers.provider_registry import ProviderMatch
from privacy_plugin.fragments import get_url_surroundings
from privacy_plugin.memo import Columns, Memo
from privacy_plugin.processing import UnknownActivity

TEMPLATE = "privacy_plugin/embeds/gate.html"


@dataclass(frozen=True, slots=True)
class Gate:
    """The template context of one gate.

    `anchor` is its HTML id, `frame_name` the name of its frame, `action` the form's
    URL, `cookie` the name of the cookie for "always". `frame_url` is the address at the
    provider; only the frame, once a reader has asked, may hold it.
    """

    item: EmbeddedItem
    provider: EmbedProvider
    disclosure: Disclosure
    title: str
    anchor: str
    action: str
    frame_url: str = ""

    @property
    def heading(self) -> str:
        return self.title or self.item.link

    @property
    def drawing(self) -> str:
        return f"privacy_plugin/embeds/{self.provider.kind}.svg"

    @property
    def frame_name(self) -> str:
        return f"{self.anchor}-frame"

    @property
    def cookie(self) -> str:
        return choice.cookie_name(self.disclosure.key)

    def get_fragment_key(self) -> tuple[object, ...]:
        """Return everything a gate shows (see ``fragments``)."""
        item = Columns(_get_columns(self.item))
        texts = self.title, self.anchor, self.action, self.frame_url
        return *texts, item, self.provider, self.disclosure

    @property
    def shape(self) -> str:
        return get_shape_class(self.provider, self.item)


def get_site_host(request: HttpRequest) -> str:
    """Return our host without a port, which some providers require."""
    return request.get_host().partition(":")[0]


_RATIOS = ((16, 9), (4, 3), (3, 2), (1, 1), (9, 16))
_UPRIGHT = (9, 16)


def get_shape_class(provider: EmbedProvider, item: EmbeddedItem) -> str:
    """Return the class of a frame: by ratio, or one of four heights.

    The item's own size counts more than what is usual for its provider.
    """
    frame = provider.frame
    if frame.height:
        steps = (180, 400, 600)
        size = next((str(one) for one in steps if frame.height <= one), "tall")
        return f"height-{size}"
    sides = frame.ratio
    if item.width and item.height:
        sides = (item.width, item.height)
    elif provider.is_portrait(item.url):
        sides = _UPRIGHT
    wanted = math.log(sides[0] / sides[1])
    wide, high = min(
        _RATIOS, key=lambda ratio: abs(math.log(ratio[0] / ratio[1]) - wanted)
    )
    return f"ratio-{wide}-{high}"


def build_gate(url: str, *, title: str = "") -> Gate | None:
    """Return the gate for an address; None where there can be none.

    That is where no page is being shown, for a provider nobody knows, and for one that
    has no frame. `title` is an editor's own. Raises AddressRefused for what is no
    address on the web.
    """
    here = render_context.get_render_context()
    return _gate(_item(url), here, title) if here is not None else None


def render_gate(url: str, *, title: str = "") -> SafeString:
    """Return the gate for an address, or a link to it where there can be none.

    Empty for what is no address on the web.
    """
    try:
        gate = build_gate(url, title=title)
        if gate is None:
            return _item(url).render_link_card(title=title)
    except AddressRefused:
        return SafeString("")
    return SafeString(render_to_string(TEMPLATE, {"gate": gate}))


def prefetch_items(urls: Iterable[str]) -> None:
    """Get what is known about these addresses in one query, for this request."""
    kept = render_context.get_known_items()
    if kept is not None:
        missing = [url for url in urls if url and url not in kept]
        kept.update(items.get_known_items(missing))


def _item(url: str) -> EmbeddedItem:
    kept = render_context.get_known_items()
    if kept is None:
        return items.get_item(url)
    if url not in kept:
        kept[url] = items.get_item(url)
    return kept[url]


def _find_provider(item: EmbeddedItem, request: HttpRequest) -> ProviderMatch | None:
    """Return whose an item is; None for a link, and where nobody may be asked.

    Nobody is responsible then, or what a browser remembers is not in force.
    """
    match = provider_registry.provider_for(item)
    if item.state == ItemState.LINK or match is None:
        return None
    may_ask = get_request_controller(request).is_complete and is_in_force(REMEMBERING)
    return match if may_ask else None


def find_loadable(
    item: EmbeddedItem, request: HttpRequest
) -> tuple[ProviderMatch, str] | None:
    """Return whose an item is, and the address of its frame; None if it is a link.

    Raises ProviderInvalid.
    """
    match = _find_provider(item, request)
    if match is None:
        return None
    address = match.provider.get_frame_url(item.url, site=get_site_host(request))
    return (match, address) if address else None


# By all that a gate consists of, so that an equal one is the same object.
_gates: Memo[Gate | None] = Memo(2_048)
_get_columns = attrgetter(
    *(one.attname for one in EmbeddedItem._meta.fields if one.name != "picture"),
    "picture.name",
)


def _gate(item: EmbeddedItem, here: EmbedRenderContext, title: str) -> Gate | None:
    match = _find_provider(item, here.request)
    if match is None:
        return None
    try:
        disclosure = here.disclosure(activity_key(match.provider, match.host))
    except UnknownActivity:
        return None
    site = get_site_host(here.request)
    known_by = Columns(_get_columns(item)), match.provider, disclosure, here.place
    return _gates.get(
        (*known_by, title, site, *get_url_surroundings()),
        lambda: _build_gate(item, match.provider, disclosure, here.place, title, site),
    )


def _build_gate(  # noqa: PLR0913 - what a gate consists of
    item: EmbeddedItem,
    provider: EmbedProvider,
    disclosure: Disclosure,
    place: str,
    title: str,
    site: str,
) -> Gate | None:
    url = "" if item.pk else item.url
    name = GateName(item.pk or 0, place, title=title, url=url)
    try:
        if not provider.get_frame_url(item.url, site=site):
            return None
        return Gate(
            item=item,
            provider=provider,
            disclosure=disclosure,
            title=title or item.title,
            anchor=name.anchor,
            action=reverse("embeds:frame", args=[sign(name)]),
        )
    except (ProviderInvalid, NoReverseMatch):
        return None


def build_preview(activity: str, request: HttpRequest | None) -> Gate | None:
    """Return a gate of this activity that loads nothing; None if it has none.

    It shows an item that is embedded from there, or one that does not exist.
    """
    match = provider_registry.provider_of(activity)
    if match is None:
        return None
    provider, host = match.provider, match.host
    disclosure = disclose(activity, controller=get_request_controller(request))
    items = EmbeddedItem.objects.filter(provider=provider.key)
    item = (items.filter(host=host) if host else items).first()
    return Gate(
        item=item or EmbeddedItem(host=host, title=provider.name),
        provider=provider,
        disclosure=disclosure,
        title=item.title if item else provider.name,
        anchor=GateName(item.pk if item else 0, "draft").anchor,
        action=reverse("privacy:overview"),
    )
