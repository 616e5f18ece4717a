"""The gate: what a reader sees where something lies elsewhere, until they ask for it.

Title, our own picture, what would happen, and three controls of equal weight. They are
a form that posts into an empty frame of our own origin, so it works without scripts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.safestring import SafeString

from privacy_plugin.consent import choice
from privacy_plugin.disclosure.controller import controller_for
from privacy_plugin.disclosure.document import Disclosure, disclose
from privacy_plugin.embeds import catalogue, items, surroundings
from privacy_plugin.embeds.activity import PREFIX, key_of
from privacy_plugin.embeds.card import card_html
from privacy_plugin.embeds.errors import AddressRefused, ProviderInvalid
from privacy_plugin.embeds.models import EmbeddedItem, ItemState
from privacy_plugin.embeds.provider import Provider
from privacy_plugin.embeds.surroundings import Surroundings
from privacy_plugin.embeds.token import GateName, sign
from privacy_plugin.processing import UnknownActivity

TEMPLATE = "privacy_plugin/embeds/gate.html"


@dataclass(frozen=True, slots=True)
class Gate:
    """Hold what a template needs to show one gate.

    `number` counts the gates of a page, `frame_name` is the name of its empty frame,
    `action` where its form posts to, `cookie` the name of what a browser remembers.
    """

    item: EmbeddedItem
    provider: Provider
    disclosure: Disclosure
    title: str
    number: int
    action: str

    @property
    def anchor(self) -> str:
        """Return a name no other gate of the page has."""
        return f"embed-{self.number}"

    @property
    def is_first(self) -> bool:
        """Say whether it is the first on its page, and brings style and script."""
        return self.number == 1

    @property
    def heading(self) -> str:
        """Return the title, or the address while nobody knows one."""
        return self.title or self.item.url

    @property
    def drawing(self) -> str:
        """Return the path of the drawing that stands for a picture."""
        return f"privacy_plugin/embeds/{self.provider.kind}.svg"

    @property
    def frame_name(self) -> str:
        """Return the name of the frame the form posts into."""
        return f"{self.anchor}-frame"

    @property
    def cookie(self) -> str:
        """Return the name of the cookie that remembers "always"."""
        return choice.cookie_name(self.disclosure.key)

    @property
    def shape(self) -> str:
        """Return the class that gives the frame its size, such as ``ratio-16-9``."""
        return shape_of(self.provider)


def site_of(request: HttpRequest) -> str:
    """Return our own host, without a port, as some providers want to be told."""
    return request.get_host().partition(":")[0]


def shape_of(provider: Provider) -> str:
    """Return the class of a provider's frame: by ratio, or one of four heights."""
    frame = provider.frame
    if frame.height:
        steps = (180, 400, 600)
        size = next((str(one) for one in steps if frame.height <= one), "tall")
        return f"height-{size}"
    wide, high = frame.ratio
    known = {(16, 9), (4, 3), (1, 1), (9, 16), (3, 2)}
    return f"ratio-{wide}-{high}" if (wide, high) in known else "ratio-16-9"


def gate_for(url: str, *, title: str = "") -> Gate | None:
    """Return the gate for an address; None where there can be none.

    That is where no page is being shown, for a provider nobody knows, and for one that
    has no frame. `title` is an editor's own. Raises AddressRefused for what is no
    address on the web.
    """
    here = surroundings.current()
    return _gate(_item(url), here, title) if here is not None else None


def gate_html(url: str, *, title: str = "") -> SafeString:
    """Return the gate for an address, or a link to it where there can be none.

    Empty for what is no address on the web.
    """
    try:
        gate = gate_for(url, title=title)
        if gate is None:
            return card_html(_item(url), title=title)
    except AddressRefused:
        return SafeString("")
    return SafeString(render_to_string(TEMPLATE, {"gate": gate}))


def prefetch(urls: Iterable[str]) -> None:
    """Get what is known about these addresses in one query, for this request."""
    kept = surroundings.kept()
    if kept is not None:
        missing = [url for url in urls if url and url not in kept]
        kept.update(items.known(missing))


def _item(url: str) -> EmbeddedItem:
    kept = surroundings.kept()
    if kept is None:
        return items.note(url)
    if url not in kept:
        kept[url] = items.note(url)
    return kept[url]


def _gate(item: EmbeddedItem, here: Surroundings, title: str) -> Gate | None:
    found = catalogue.whose(item, here.providers)
    if item.state == ItemState.LINK or found is None:
        return None
    if not controller_for(here.request).is_complete:
        return None  # nobody would learn who is responsible
    try:
        if not found.provider.frame_for(item.url, site=site_of(here.request)):
            return None
        name = sign(GateName(item.pk, here.place))
        return Gate(
            item=item,
            provider=found.provider,
            disclosure=here.disclosure(key_of(found.provider, found.host)),
            title=title or item.title,
            number=here.next_number(),
            action=reverse("embeds:frame", args=[name]),
        )
    except (ProviderInvalid, UnknownActivity, NoReverseMatch):
        return None


def preview_of(activity: str, request: HttpRequest | None) -> Gate | None:
    """Return a gate of this activity that loads nothing; None if it has none.

    It shows an item that is embedded from there, or one that does not exist.
    """
    name, _at, host = activity.removeprefix(f"{PREFIX}.").partition("@")
    provider = catalogue.providers().get(name)
    if provider is None or bool(host) != provider.per_host:
        return None
    disclosure = disclose(activity, controller=controller_for(request))
    items = EmbeddedItem.objects.filter(provider=name)
    item = (items.filter(host=host) if host else items).first()
    return Gate(
        item=item or EmbeddedItem(provider=name, host=host, title=provider.name),
        provider=provider.at(host) if host else provider,
        disclosure=disclosure,
        title=item.title if item else provider.name,
        number=1,
        action=reverse("privacy:overview"),
    )
