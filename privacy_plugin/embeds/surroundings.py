"""Where an embed is being shown: on a page somebody reads, or anywhere else.

Wagtail renders rich text without telling for whom. The middleware remembers the
request for as long as it lasts; only while a page is served or previewed are embeds
shown as gates. In feeds, mails, commands and the API they are links: what cannot ask a
reader does not offer to load anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse

from privacy_plugin.disclosure.controller import controller_for
from privacy_plugin.disclosure.document import Disclosure, disclose
from privacy_plugin.embeds import catalogue
from privacy_plugin.embeds.models import EmbeddedItem

ANYWHERE = "any"
PREVIEW = "draft"
PAGE = "p"


@dataclass(slots=True)
class Surroundings:
    """Hold for whom embeds are shown, and what has been worked out for them already.

    `place` is where a gate belongs: ``p17`` on the page with that number, ``draft`` in
    a preview, ``any`` where a site shows embeds in views of its own.
    """

    request: HttpRequest
    place: str
    known: dict[str, EmbeddedItem] = field(default_factory=dict)
    disclosures: dict[str, Disclosure] = field(default_factory=dict)
    numbers: int = 0
    _providers: catalogue.Providers | None = None

    @property
    def providers(self) -> catalogue.Providers:
        """Return every provider, asked for once."""
        if self._providers is None:
            self._providers = catalogue.providers()
        return self._providers

    def disclosure(self, key: str) -> Disclosure:
        """Return what is told about an activity, put into words once.

        Raises UnknownActivity.
        """
        if key not in self.disclosures:
            controller = controller_for(self.request)
            self.disclosures[key] = disclose(key, controller=controller)
        return self.disclosures[key]

    def next_number(self) -> int:
        """Return a number no other gate of this page has."""
        self.numbers += 1
        return self.numbers


_request: ContextVar[HttpRequest | None] = ContextVar("embeds_request", default=None)
_here: ContextVar[Surroundings | None] = ContextVar("embeds_here", default=None)
_items: ContextVar[dict[str, EmbeddedItem] | None] = ContextVar(
    "embeds_items", default=None
)


def current() -> Surroundings | None:
    """Return the page embeds are being shown on; None where they are links."""
    here = _here.get()
    if here is not None:
        return here
    request = _request.get()
    if request is not None and getattr(request, "is_preview", False):
        here = Surroundings(request, PREVIEW)
        _here.set(here)
    return here


def kept() -> dict[str, EmbeddedItem] | None:
    """Return the items this request has asked for already, by address.

    A feed has some as well, where embeds are links; outside a request there are none.
    """
    here = current()
    return here.known if here is not None else _items.get()


def serve(page: Any, request: HttpRequest) -> None:
    """Note that this page is being served to this request."""
    if _request.get() is request:
        _here.set(Surroundings(request, f"{PAGE}{page.pk}"))


@contextmanager
def shown_to(request: HttpRequest, place: str = ANYWHERE) -> Iterator[Surroundings]:
    """Show embeds as gates in a view of the site's own, for this request."""
    here = Surroundings(request, place)
    token = _here.set(here)
    try:
        yield here
    finally:
        _here.reset(token)


@contextmanager
def as_links() -> Iterator[None]:
    """Show embeds as links: in a feed, a mail, an export."""
    request, here = _request.set(None), _here.set(None)
    try:
        yield
    finally:
        _request.reset(request)
        _here.reset(here)


class EmbedsMiddleware:
    """Remember the request for as long as its answer is being made."""

    sync_capable = True
    async_capable = False

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Take what comes next."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and forget the request."""
        token, here, items = _request.set(request), _here.set(None), _items.set({})
        try:
            with catalogue.read_once():
                return self.get_response(request)
        finally:
            _request.reset(token)
            _here.reset(here)
            _items.reset(items)
