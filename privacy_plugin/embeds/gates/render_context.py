"""Whether embeds are rendered for a page or for another output.

Wagtail renders rich text without a request. The middleware stores the request while it
lasts; only while a page is served or previewed are embeds rendered as gates. In feeds,
mails, commands and the API they are links.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from typing import Any

from django.http import HttpRequest

from privacy_plugin.disclosure.controller import get_request_controller
from privacy_plugin.disclosure.render.document import Disclosure, disclose
from privacy_plugin.embeds.models import EmbeddedItem
from privacy_plugin.embeds.providers import provider_registry

ANYWHERE = "any"
PREVIEW = "draft"
PAGE = "p"


@dataclass(slots=True)
class EmbedRenderContext:
    """The request for which embeds are rendered, with cached lookups.

    `place` identifies where a gate belongs: ``p17`` for a page, ``draft`` in a preview,
    ``any`` in a site's own views.
    """

    request: HttpRequest
    place: str
    known: dict[str, EmbeddedItem] = field(default_factory=dict)
    disclosures: dict[str, Disclosure] = field(default_factory=dict)

    def disclosure(self, key: str) -> Disclosure:
        """Return the disclosure of an activity, cached.

        Raises UnknownActivity.
        """
        if key not in self.disclosures:
            controller = get_request_controller(self.request)
            self.disclosures[key] = disclose(key, controller=controller)
        return self.disclosures[key]


@dataclass(slots=True)
class _Scope:
    """Hold the request that is being answered, the page it shows, and what is known."""

    request: HttpRequest | None = None
    here: EmbedRenderContext | None = None
    items: dict[str, EmbeddedItem] | None = None


_NOWHERE = _Scope()  # where no request is being answered: never written to
_scope: ContextVar[_Scope] = ContextVar("embeds_scope", default=_NOWHERE)


def get_render_context() -> EmbedRenderContext | None:
    """Return the page embeds are being shown on; None where they are links."""
    scope = _scope.get()
    request = scope.request
    if scope.here is None and request and getattr(request, "is_preview", False):
        scope.here = EmbedRenderContext(request, PREVIEW)
    return scope.here


def get_known_items() -> dict[str, EmbeddedItem] | None:
    """Return the items this request has loaded already, by URL.

    A feed has some as well, where embeds are links; outside a request there are none.
    """
    here = get_render_context()
    return here.known if here is not None else _scope.get().items


def set_served_page(page: Any, request: HttpRequest) -> None:
    """Note that this page is being served to this request."""
    scope = _scope.get()
    if scope.request is request:
        scope.here = EmbedRenderContext(request, f"{PAGE}{page.pk}")


@contextmanager
def _use(scope: _Scope) -> Iterator[None]:
    token = _scope.set(scope)
    try:
        with provider_registry.read_once():
            yield
    finally:
        _scope.reset(token)


@contextmanager
def render_for(
    request: HttpRequest, place: str = ANYWHERE
) -> Iterator[EmbedRenderContext]:
    """Show embeds as gates in a view of the site's own, for this request."""
    here = EmbedRenderContext(request, place)
    with _use(replace(_scope.get(), here=here)):
        yield here


@contextmanager
def render_as_links() -> Iterator[None]:
    """Show embeds as links: in a feed, a mail, an export."""
    with _use(_Scope(items=_scope.get().items)):
        yield


@contextmanager
def request_scope(request: HttpRequest) -> Iterator[None]:
    """Remember the request, what it asks for and the providers until it is answered."""
    with _use(_Scope(request, items={})):
        yield
