"""Make foreign HTML harmless: no script, no style, no request to another host.

What an import or an editor pastes is cleaned with nh3. What would contact another host
by merely being looked at (a picture, a frame, a film) becomes a link that says where
it leads.
"""

from __future__ import annotations

from urllib.parse import urlsplit

import nh3
from bs4 import BeautifulSoup, Tag
from django.conf import settings
from django.utils.translation import gettext

_TAGS = (nh3.ALLOWED_TAGS - {"area", "article", "center", "map", "nav", "header"}) | {
    "figure",
    "figcaption",
    "tfoot",
}
_CLASSES = {
    name: {"alignleft", "alignright", "aligncenter", "wp-caption", "wp-caption-text"}
    for name in ("div", "figure", "figcaption", "img", "p")
}
_ATTRIBUTES = {
    **nh3.ALLOWED_ATTRIBUTES,
    "a": {"href", "hreflang", "title"},
    "img": {"src", "alt", "width", "height"},
    "abbr": {"title"},
    "time": {"datetime"},
    "hr": set(),
}
_SCHEMES = {"http", "https", "mailto", "tel"}
_LOADERS = ("iframe", "embed", "object", "video", "audio", "source", "picture", "frame")


def host_of(url: str) -> str:
    """Return the host an address leads to, without ``www.``; empty if it is ours."""
    try:
        host = urlsplit(url.strip()).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


def _is_local(url: str) -> bool:
    """Say whether loading `url` asks nobody but this site."""
    media = settings.MEDIA_URL
    return url.startswith((media, settings.STATIC_URL)) and not url.startswith("//")


def _address(element: Tag) -> str:
    """Return what an element would load."""
    inner = element.find(src=True)
    sources = [element.get("src"), element.get("data"), inner and inner.get("src")]
    return next((str(source) for source in sources if source), "")


def _link(soup: BeautifulSoup, element: Tag) -> None:
    """Put a link in the place of an element that would load something."""
    url = _address(element)
    host = host_of(url)
    if not host:
        element.decompose()
        return
    words = str(element.get("alt") or element.get("title") or "").strip()
    link = soup.new_tag("a", href=url if "://" in url else f"https:{url}")
    text = (
        gettext("%(what)s (at %(host)s)") % {"what": words, "host": host}
        if words
        else gettext("See it at %(host)s") % {"host": host}
    )
    link.string = text
    element.replace_with(text if element.find_parent("a") else link)


def clean_html(html: str, *, base: str = "") -> str:
    """Return `html` without anything that acts, or that asks another host.

    Idempotent: cleaning what was cleaned changes nothing. With `base`, an absolute
    address, every address in it is made complete, as a feed needs it.
    """
    soup = BeautifulSoup(html, "html.parser")
    for element in soup.find_all(_LOADERS):
        if not element.decomposed:
            _link(soup, element)
    for picture in soup.find_all("img"):
        if not _is_local(str(picture.get("src", ""))):
            _link(soup, picture)
    return nh3.clean(
        str(soup),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        allowed_classes=_CLASSES,
        url_schemes=_SCHEMES,
        link_rel="noopener",
        url_relative=("rewrite_with_base", base) if base else None,
    )
