"""Find what HTML would load from other hosts.

It covers what browsers and common lazy-loading scripts load. Plain links do not count.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from privacy_plugin.embeds.html.parse import get_attributes, is_plain, parse_html
from privacy_plugin.embeds.html.source_urls import (
    absolute_url,
    get_amp_url,
    get_foreign_host,
    get_source_urls,
)

DEEPEST = 3


class ReferenceKind(models.TextChoices):
    EMBED = "embed", _("embed")
    FRAME = "frame", _("frame")
    SCRIPT = "script", _("script")
    PICTURE = "picture", _("picture")
    MEDIA = "media", _("film or sound")
    OBJECT = "object", _("object of a plug-in")
    STYLE = "style", _("style sheet or background")
    CONNECTION = "connection", _("connection made in advance")
    PRELOAD = "preload", _("file loaded in advance")
    ICON = "icon", _("icon")
    REFRESH = "refresh", _("automatic forwarding")
    FORM = "form", _("form that is sent elsewhere")
    PING = "ping", _("notice when a link is followed")
    BASE = "base", _("base of all addresses")


def _by_word(words: dict[ReferenceKind, str]) -> dict[str, ReferenceKind]:
    return {word: kind for kind, named in words.items() for word in named.split()}


_BY_ELEMENT = _by_word(
    {
        ReferenceKind.FRAME: "iframe frame amp-iframe",
        ReferenceKind.SCRIPT: "script",
        ReferenceKind.PICTURE: "img input amp-img",
        ReferenceKind.MEDIA: "video audio source track amp-video amp-audio",
        ReferenceKind.OBJECT: "object embed applet",
    }
)
_BY_ATTRIBUTE = _by_word(
    {
        ReferenceKind.PICTURE: "poster background srcset imagesrcset",
        ReferenceKind.FORM: "action formaction",
        ReferenceKind.PING: "ping",
    }
)
_SVG = frozenset({"image", "use", "feimage"})
_BY_RELATION = _by_word(
    {
        ReferenceKind.STYLE: "stylesheet",
        ReferenceKind.CONNECTION: "preconnect dns-prefetch",
        ReferenceKind.PRELOAD: "preload modulepreload prefetch prerender",
        ReferenceKind.ICON: "icon apple-touch-icon mask-icon manifest",
    }
)
_CSS = re.compile(
    r"""(?:url\(\s*|@import\s+|image-set\(\s*)["']?([^"'()\s;]+)""", re.IGNORECASE
)
_IN_SCRIPT = re.compile(r"""(?:https?:)?//[\w-]+(?:\.[\w-]+)+[^\s"'`<>\\)]*""")
_REFRESH = re.compile(r"url\s*=\s*[\"']?([^\"']+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reference:
    """One resource that would be loaded from another host."""

    kind: ReferenceKind
    url: str
    host: str


def find_references(source: str) -> Iterator[Reference]:
    """Yield what `source` would load from elsewhere, each thing once."""
    if "<embed" not in source and is_plain(source):
        return
    seen: set[tuple[ReferenceKind, str]] = set()
    for kind, value in _in_html(source, 0):
        url = absolute_url(html.unescape(value))
        host = get_foreign_host(url)
        if host and (kind, url) not in seen:
            seen.add((kind, url))
            yield Reference(kind, url, host)


def _in_html(source: str, depth: int) -> Iterator[tuple[ReferenceKind, str]]:
    for element in parse_html(source).find_all(True):
        text = element.string or "" if element.name in {"script", "style"} else ""
        if element.name == "style":
            yield from ((ReferenceKind.STYLE, url) for url in _CSS.findall(text))
        if element.attrs or text:
            yield from _in_element(element.name, get_attributes(element), text, depth)


def _in_element(
    name: str, attributes: dict[str, str], text: str, depth: int
) -> Iterator[tuple[ReferenceKind, str]]:
    if attributes.get("embedtype"):
        if attributes["embedtype"] == "media":
            yield ReferenceKind.EMBED, attributes.get("url", "")
        return
    if name in _BY_ELEMENT:
        yield from ((_BY_ELEMENT[name], url) for url in get_source_urls(attributes))
    if amp := get_amp_url(name, attributes):
        yield ReferenceKind.FRAME, amp
    if attributes.get("srcdoc") and depth < DEEPEST:
        yield from _in_html(attributes["srcdoc"], depth + 1)
    yield from _by_name(name, attributes)
    yield from _by_attribute(attributes)
    if name == "script":
        yield from ((ReferenceKind.SCRIPT, url) for url in _IN_SCRIPT.findall(text))


def _by_name(
    name: str, attributes: dict[str, str]
) -> Iterator[tuple[ReferenceKind, str]]:
    address = attributes.get("href") or attributes.get("xlink:href") or ""
    if name == "link":
        for relation in attributes.get("rel", "").lower().split():
            if relation in _BY_RELATION:
                yield _BY_RELATION[relation], address
    elif name == "meta" and attributes.get("http-equiv", "").lower() == "refresh":
        yield from (
            (ReferenceKind.REFRESH, url)
            for url in _REFRESH.findall(attributes.get("content", ""))
        )
    elif name == "base":
        yield ReferenceKind.BASE, address
    elif name.lower() in _SVG:
        yield ReferenceKind.PICTURE, address
    elif name == "param" and attributes.get("name", "").lower() in {"movie", "src"}:
        yield ReferenceKind.OBJECT, attributes.get("value", "")


def _by_attribute(attributes: dict[str, str]) -> Iterator[tuple[ReferenceKind, str]]:
    for name, value in attributes.items():
        if name in {"srcset", "imagesrcset"}:
            for one in value.split(","):
                yield ReferenceKind.PICTURE, (one.split() or [""])[0]
        elif name in _BY_ATTRIBUTE:
            yield from ((_BY_ATTRIBUTE[name], url) for url in value.split())
        elif name == "style":
            yield from ((ReferenceKind.STYLE, url) for url in _CSS.findall(value))
        elif name.startswith("on"):
            yield from (
                (ReferenceKind.SCRIPT, url) for url in _IN_SCRIPT.findall(value)
            )
