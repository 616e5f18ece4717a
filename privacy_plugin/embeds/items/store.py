"""Store embedded items; contacts nobody."""

from __future__ import annotations

from django.db import IntegrityError, OperationalError, transaction

from privacy_plugin.embeds.embed_url import AddressRefused
from privacy_plugin.embeds.models import EmbeddedItem, ItemState, compute_url_digest
from privacy_plugin.embeds.providers import provider_registry
from privacy_plugin.validation.web_urls import get_web_host

LONGEST_HOST = 80  # with the key of a provider it must fit into that of an activity


def get_known_items(urls: list[str]) -> dict[str, EmbeddedItem]:
    """Return what is known about these addresses, by address, in one query."""
    if not urls:
        return {}
    digests = {compute_url_digest(url.strip()): url for url in urls}
    found = EmbeddedItem.objects.filter(digest__in=list(digests))
    return {digests[item.digest]: item for item in found}


def get_item(url: str) -> EmbeddedItem:
    """Return what is known about an address; nothing is written.

    An item that nobody has noted has no number. Raises AddressRefused.
    """
    url = url.strip()
    host = get_web_host(url)
    if not host:
        raise AddressRefused
    noted = EmbeddedItem.objects.at(url).first()
    return noted if noted is not None else _new(url, host)


def _new(url: str, host: str) -> EmbeddedItem:
    found = provider_registry.match_url(url)
    has_provider = found is not None and len(host) <= LONGEST_HOST
    return EmbeddedItem(
        url=url,
        digest=compute_url_digest(url),
        provider=found.provider.key if found and has_provider else "",
        host=host,
        state=ItemState.NEW if has_provider else ItemState.LINK,
    )


def register_item(url: str) -> EmbeddedItem:
    """Return what is known about an address, and remember it from now on.

    That writes: not for a request that reads. Raises AddressRefused.
    """
    item = get_item(url)
    if item.is_saved:
        return item
    try:
        with transaction.atomic():
            item.save(force_insert=True)
    except IntegrityError:  # somebody else noted it at the same moment
        return EmbeddedItem.objects.at(url.strip()).get()
    except OperationalError:  # nothing can be written now: it is noted another time
        return item
    return item
