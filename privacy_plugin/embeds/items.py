"""Remember what editors embed. Nothing here contacts anybody."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.db import IntegrityError, OperationalError, transaction

from privacy_plugin.embeds import catalogue
from privacy_plugin.embeds.errors import AddressRefused
from privacy_plugin.embeds.models import EmbeddedItem, ItemState, digest_of_url

LONGEST_URL = 2000
LONGEST_HOST = 80  # with the key of a provider it must fit into that of an activity


def host_of(url: str) -> str:
    """Return the host of an address on the web; raise AddressRefused for none.

    An address is http or https, names a host with a dot, carries no password and no
    port, and has no control characters in it.
    """
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
        odd = parts.username is not None or parts.port not in {None, 80, 443}
    except ValueError:
        raise AddressRefused from None
    if parts.scheme not in {"http", "https"} or odd or len(url) > LONGEST_URL:
        raise AddressRefused
    if not url.isprintable() or " " in url or "." not in host.strip("."):
        raise AddressRefused
    return host


def known(urls: list[str]) -> dict[str, EmbeddedItem]:
    """Return what is known about these addresses, by address, in one query."""
    if not urls:
        return {}
    digests = {digest_of_url(url.strip()): url for url in urls}
    found = EmbeddedItem.objects.filter(digest__in=list(digests))
    return {digests[item.digest]: item for item in found}


def note(url: str) -> EmbeddedItem:
    """Return what is known about an address, beginning with its provider and host.

    Raises AddressRefused.
    """
    url = url.strip()
    host = host_of(url)
    known = EmbeddedItem.objects.at(url).first()
    if known is not None:
        return known
    found = catalogue.match(url)
    has_provider = found is not None and len(host) <= LONGEST_HOST
    item = EmbeddedItem(
        url=url,
        digest=digest_of_url(url),
        provider=found.provider.key if found and has_provider else "",
        host=host,
        state=ItemState.NEW if has_provider else ItemState.LINK,
    )
    try:
        with transaction.atomic():
            item.save(force_insert=True)
    except IntegrityError:  # somebody else noted it at the same moment
        return EmbeddedItem.objects.at(url).get()
    except OperationalError:  # nothing can be written now: it stays a link
        item.state = ItemState.LINK
    return item
