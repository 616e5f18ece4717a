"""Look up title and preview image of an embed by oEmbed, before anybody reads it.

Our server sends the pasted URL and nothing else, in a task after saving, never while a
reader waits. Only a title, two numbers and a local copy of the image are stored. After
a failure the URL serves as the title. Source: https://oembed.com/.
"""

from __future__ import annotations

import html
import json
import re
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.core.files.base import ContentFile
from django.db import transaction
from wagtail.embeds.models import Embed

from privacy_plugin.egress.fetch import FetchError, FetchPolicy, FetchResult, fetch
from privacy_plugin.egress.gateway import authorize_impersonal, transmit
from privacy_plugin.egress.models import Outcome
from privacy_plugin.embeds.conf import embeds_conf
from privacy_plugin.embeds.items import thumbnail
from privacy_plugin.embeds.models import TITLE_LENGTH, EmbeddedItem, ItemState
from privacy_plugin.embeds.providers import provider_registry
from privacy_plugin.embeds.providers.activity import activity_key
from privacy_plugin.embeds.providers.provider import EmbedProvider
from privacy_plugin.processing import ActivityKey, UnknownActivity
from privacy_plugin.validation.control_characters import one_line

_JSON = frozenset({"application/json", "text/javascript", "application/json+oembed"})
_MOST_JSON = 256 * 1024
_MOST_SIDE = 10_000


class LookupFailed(Exception):
    """The lookup failed; holds a short code, never a URL."""


def look_up(item_id: int, *, at: datetime) -> ItemState:
    """Look one item up, store the result, and return the item's state.

    An item that is known, gone, or nobody's is left alone. A failure is final until
    somebody asks again.
    """
    item = EmbeddedItem.objects.filter(pk=item_id, state=ItemState.NEW).first()
    if item is None:
        return ItemState.LINK
    try:
        provider, key = _whose(item)
        picture_url = _ask(item, provider, key, at=at)
    except LookupFailed as failure:
        _keep(item, ItemState.FAILED, failure=str(failure), at=at)
        return ItemState.FAILED
    _keep(item, ItemState.KNOWN, failure="", at=at)
    if picture_url:
        _keep_picture(item, provider, key, picture_url, at=at)
    return ItemState.KNOWN


def _whose(item: EmbeddedItem) -> tuple[EmbedProvider, ActivityKey]:
    found = provider_registry.provider_for(item)
    if found is None:
        raise LookupFailed("nobody")
    if not found.provider.lookup:
        raise LookupFailed("no_lookup")
    return found.provider, activity_key(found.provider, found.host)


def _ask(
    item: EmbeddedItem, provider: EmbedProvider, key: ActivityKey, *, at: datetime
) -> str:
    """Take over title and size; return where a picture lies, empty for nowhere."""
    query = urlencode({"url": item.link, "format": "json"})
    glue = "&" if "?" in provider.lookup else "?"
    wanted = _wanted(provider, _JSON, _MOST_JSON)
    came = _retrieve(f"{provider.lookup}{glue}{query}", wanted, key, at=at)
    try:
        told = json.loads(came.content)
    except (ValueError, RecursionError):
        raise LookupFailed("malformed") from None
    if not isinstance(told, dict):
        raise LookupFailed("malformed")
    item.title = _plain(told.get("title"))
    item.width, item.height = _side(told.get("width")), _side(told.get("height"))
    return str(told.get("thumbnail_url") or "")


def _wanted(provider: EmbedProvider, kinds: frozenset[str], most: int) -> FetchPolicy:
    return FetchPolicy(
        provider.lookup_hosts, kinds, most, stand_in=embeds_conf.test_server_url
    )


def _retrieve(
    url: str, wanted: FetchPolicy, key: ActivityKey, *, at: datetime
) -> FetchResult:
    """Fetch under a permit that lets nothing about a person out, and record it."""
    try:
        permit = authorize_impersonal(key, at=at)
    except UnknownActivity:
        raise LookupFailed("nobody") from None
    with transmit(permit) as exchange:
        try:
            return fetch(url, wanted, exchange)
        except FetchError as failure:
            exchange.set_outcome(Outcome.FAILED, str(failure))
            raise LookupFailed(str(failure)) from None


def _plain(value: object) -> str:
    """Return a title as plain text on one line; anything else is none."""
    if not isinstance(value, str):
        return ""
    return one_line(html.unescape(value))[:TITLE_LENGTH]


def _side(value: Any) -> int | None:
    try:
        side = int(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return side if 0 < side <= _MOST_SIDE else None


def _keep(item: EmbeddedItem, state: ItemState, *, failure: str, at: datetime) -> None:
    item.state, item.failure, item.looked_up_at = state, failure, at
    with transaction.atomic():
        item.save(
            update_fields=(
                "state", "failure", "looked_up_at", "title", "width", "height"
            )
        )  # fmt: skip
        Embed.objects.filter(url=item.url).update(
            title=item.title, html=item.render_link_card(), thumbnail_url=""
        )


def _keep_picture(
    item: EmbeddedItem,
    provider: EmbedProvider,
    key: ActivityKey,
    url: str,
    *,
    at: datetime,
) -> None:
    wanted = _wanted(provider, thumbnail.CONTENT_TYPES, thumbnail.MAX_BYTES)
    secure = re.sub(r"\Ahttp://", "https://", url)
    try:
        came = _retrieve(secure, wanted, key, at=at)
        copy = thumbnail.make_thumbnail(came.content)
    except LookupFailed as failure:
        item.failure = f"picture: {failure}"
    except thumbnail.ThumbnailError:
        item.failure = "picture: none"
    else:
        item.picture.save(f"{item.digest[:20]}.webp", ContentFile(copy), save=False)
    item.save(update_fields=("picture", "failure"))
