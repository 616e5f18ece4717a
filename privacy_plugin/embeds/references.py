"""Find what HTML would load from elsewhere: what, from which address.

It sees what a browser would see, and what a script that loads late would. A plain link
is no reference: nobody is contacted before it is followed.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_noop as _

from privacy_plugin.embeds.addresses import absolute, candidates, foreign_host, of_amp
from privacy_plugin.embeds.normal import Piece, Token, is_plain, tokens

DEEPEST = 3


class Kind(StrEnum):
    """Name what would be loaded."""

    EMBED = "embed"
    FRAME = "frame"
    SCRIPT = "script"
    PICTURE = "picture"
    MEDIA = "media"
    OBJECT = "object"
    STYLE = "style"
    CONNECTION = "connection"
    PRELOAD = "preload"
    ICON = "icon"
    REFRESH = "refresh"
    FORM = "form"
    PING = "ping"
    BASE = "base"


KIND_LABELS: dict[Kind, str] = {
    Kind.EMBED: _("embed"),
    Kind.FRAME: _("frame"),
    Kind.SCRIPT: _("script"),
    Kind.PICTURE: _("picture"),
    Kind.MEDIA: _("film or sound"),
    Kind.OBJECT: _("object of a plug-in"),
    Kind.STYLE: _("style sheet or background"),
    Kind.CONNECTION: _("connection made in advance"),
    Kind.PRELOAD: _("file loaded in advance"),
    Kind.ICON: _("icon"),
    Kind.REFRESH: _("automatic forwarding"),
    Kind.FORM: _("form that is sent elsewhere"),
    Kind.PING: _("notice when a link is followed"),
    Kind.BASE: _("base of all addresses"),
}

_BY_ELEMENT: dict[str, Kind] = {
    "iframe": Kind.FRAME,
    "frame": Kind.FRAME,
    "amp-iframe": Kind.FRAME,
    "script": Kind.SCRIPT,
    "img": Kind.PICTURE,
    "input": Kind.PICTURE,
    "amp-img": Kind.PICTURE,
    "video": Kind.MEDIA,
    "audio": Kind.MEDIA,
    "source": Kind.MEDIA,
    "track": Kind.MEDIA,
    "amp-video": Kind.MEDIA,
    "amp-audio": Kind.MEDIA,
    "object": Kind.OBJECT,
    "embed": Kind.OBJECT,
    "applet": Kind.OBJECT,
}
_BY_ATTRIBUTE: dict[str, Kind] = {
    "poster": Kind.PICTURE,
    "background": Kind.PICTURE,
    "srcset": Kind.PICTURE,
    "imagesrcset": Kind.PICTURE,
    "action": Kind.FORM,
    "formaction": Kind.FORM,
    "ping": Kind.PING,
}
_SVG = frozenset({"image", "use", "feimage"})
_BY_RELATION: dict[str, Kind] = {
    "stylesheet": Kind.STYLE,
    "preconnect": Kind.CONNECTION,
    "dns-prefetch": Kind.CONNECTION,
    "preload": Kind.PRELOAD,
    "modulepreload": Kind.PRELOAD,
    "prefetch": Kind.PRELOAD,
    "prerender": Kind.PRELOAD,
    "icon": Kind.ICON,
    "apple-touch-icon": Kind.ICON,
    "mask-icon": Kind.ICON,
    "manifest": Kind.ICON,
}
_CSS = re.compile(
    r"""(?:url\(\s*|@import\s+|image-set\(\s*)["']?([^"'()\s;]+)""", re.IGNORECASE
)
_IN_SCRIPT = re.compile(r"""(?:https?:)?//[\w-]+(?:\.[\w-]+)+[^\s"'`<>\\)]*""")
_REFRESH = re.compile(r"url\s*=\s*[\"']?([^\"']+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reference:
    """Hold one thing that would be loaded from elsewhere."""

    kind: Kind
    url: str
    host: str


def references(source: str) -> Iterator[Reference]:
    """Yield what `source` would load from elsewhere, each thing once."""
    if "<embed" not in source and is_plain(source):
        return
    seen: set[tuple[Kind, str]] = set()
    for kind, value in _in_html(source, 0):
        url = absolute(html.unescape(value))
        host = foreign_host(url)
        if host and (kind, url) not in seen:
            seen.add((kind, url))
            yield Reference(kind, url, host)


def _in_html(source: str, depth: int) -> Iterator[tuple[Kind, str]]:
    for token in tokens(source):
        if token.piece is not Piece.START:
            continue
        if token.name == "style":
            yield from ((Kind.STYLE, url) for url in _CSS.findall(token.text))
        if token.attributes or token.text:
            yield from _in_element(token, token.read(), depth)


def _in_element(
    token: Token, attributes: dict[str, str], depth: int
) -> Iterator[tuple[Kind, str]]:
    name = token.name
    if attributes.get("embedtype"):
        if attributes["embedtype"] == "media":
            yield Kind.EMBED, attributes.get("url", "")
        return
    if name in _BY_ELEMENT:
        yield from ((_BY_ELEMENT[name], url) for url in candidates(attributes))
    if amp := of_amp(name, attributes):
        yield Kind.FRAME, amp
    if attributes.get("srcdoc") and depth < DEEPEST:
        yield from _in_html(attributes["srcdoc"], depth + 1)
    yield from _by_name(name, attributes)
    yield from _by_attribute(attributes)
    if name == "script":
        yield from ((Kind.SCRIPT, url) for url in _IN_SCRIPT.findall(token.text))


def _by_name(name: str, attributes: dict[str, str]) -> Iterator[tuple[Kind, str]]:
    """Yield what only this element would load."""
    address = attributes.get("href") or attributes.get("xlink:href") or ""
    if name == "link":
        for relation in attributes.get("rel", "").lower().split():
            if relation in _BY_RELATION:
                yield _BY_RELATION[relation], address
    elif name == "meta" and attributes.get("http-equiv", "").lower() == "refresh":
        yield from (
            (Kind.REFRESH, url)
            for url in _REFRESH.findall(attributes.get("content", ""))
        )
    elif name == "base":
        yield Kind.BASE, address
    elif name.lower() in _SVG:
        yield Kind.PICTURE, address
    elif name == "param" and attributes.get("name", "").lower() in {"movie", "src"}:
        yield Kind.OBJECT, attributes.get("value", "")


def _by_attribute(attributes: dict[str, str]) -> Iterator[tuple[Kind, str]]:
    """Yield what an attribute would load, whichever element has it."""
    for name, value in attributes.items():
        if name in {"srcset", "imagesrcset"}:
            for one in value.split(","):
                yield Kind.PICTURE, (one.split() or [""])[0]
        elif name in _BY_ATTRIBUTE:
            yield from ((_BY_ATTRIBUTE[name], url) for url in value.split())
        elif name == "style":
            yield from ((Kind.STYLE, url) for url in _CSS.findall(value))
        elif name.startswith("on"):
            yield from ((Kind.SCRIPT, url) for url in _IN_SCRIPT.findall(value))
