"""Replace what would contact another host.

Frames and players become ``<embed embedtype="media" url="…">``, as in Wagtail's rich
text, which loads nothing and is rendered as a gate. External images, video and audio
become links that name their host. The result still has to be sanitised.
"""

from __future__ import annotations

import html
import re
from urllib.parse import unquote, urlsplit

from bs4.element import Tag

from privacy_plugin.embeds.html.parse import VOID, get_attributes, parse_html
from privacy_plugin.embeds.html.source_urls import (
    absolute_url,
    get_amp_url,
    get_embeddable_url,
    get_foreign_host,
    get_quoted_urls,
    get_source_urls,
    is_own_file,
    quoted_url_pattern,
)

DEEPEST = 3  # frames written within frames
MOST_PLAYERS = 32  # players within players that are looked into
NEAR = 12  # elements between a paragraph and what stands in it
_DROPPED = frozenset({"svg", "math"})
_FRAMES = frozenset({"iframe", "frame", "embed", "amp-iframe"})
_PLAYERS = frozenset({"amp-audio", "amp-video", "audio", "video"})
_OBJECTS = frozenset({"applet", "object"})
_PARTS = frozenset({"source", "track"})
_PICTURES = frozenset({"img", "image", "amp-img"})
_EMPTY = re.compile(
    r"<p(?: [^>]*)?>(?:<(?:b|em|i|span|strong)>|</(?:b|em|i|span|strong)>|\s)*</p>"
)
_TINY = frozenset({"0", "1", "0px", "1px"})


def embed_markup(url: str) -> str:
    return f'<embed embedtype="media" url="{html.escape(url)}">'


def rewrite_html(
    source: str, *, further: frozenset[str] = frozenset(), depth: int = 0
) -> str:
    """Return `source` with marks and links; `further` are attributes to keep."""
    return _Rewriter(depth).run(parse_html(source, further=further))


class _Rewriter:
    """Walk the tree once, and write what stays or replaces it."""

    def __init__(self, depth: int) -> None:
        self.depth = depth
        self.written: list[str] = []
        self.open: list[str] = []
        self.links = 0  # how many of the open elements are links
        self.players = 0  # how many are players, objects or quotations
        self.last_url = ""  # what was written last, unless a text followed
        self.has_split = False

    def run(self, root: Tag) -> str:
        levels = [(iter(root.contents), False)]
        while levels:
            node = next(levels[-1][0], None)
            if node is None:
                _children, is_player = levels.pop()
                self.players -= is_player
                if levels:
                    self._close(self.open.pop())
            elif not isinstance(node, Tag):
                self._write_text(str(node))
            else:
                players = self.players
                if self._enter(node, get_attributes(node)):
                    levels.append((iter(node.contents), self.players > players))
        text = "".join(self.written)
        return _EMPTY.sub("", text) if self.has_split else text

    def _write_text(self, text: str) -> None:
        if text.strip(" \t\r\n\f"):
            self.last_url = ""
        self.written.append(html.escape(text, quote=False))

    def _write_start(self, name: str, attributes: dict[str, str]) -> None:
        given = (f' {key}="{html.escape(one)}"' for key, one in attributes.items())
        self.written.append(f"<{name}{''.join(given)}>")

    def _close(self, name: str) -> None:
        self.links -= name == "a"
        self.written.append(f"</{name}>")

    def _enter(self, element: Tag, attributes: dict[str, str]) -> bool:
        """Write what becomes of an element; return whether its content follows."""
        name = element.name
        is_dropped = name in _DROPPED
        if name in _PARTS:
            is_dropped = not {"audio", "video"} & {*self.open}
        if is_dropped or self._write_leaf(name, attributes):
            return False
        if self._write_player(element, attributes):
            return False
        self._write_start(name, attributes)
        if name in VOID:
            return False
        self.open.append(name)
        self.links += name == "a"
        return True

    def _write_leaf(self, name: str, attributes: dict[str, str]) -> bool:
        """Write the replacement of an image, a script or a frame, if it is one."""
        if name in _PICTURES:
            self._write_picture(attributes)
        elif name == "script":
            self._write_script(attributes)
        elif name in _FRAMES or (name.startswith("amp-") and name not in _PLAYERS):
            self._write_frame(name, attributes)
        else:
            return False
        return True

    def _write_player(self, element: Tag, attributes: dict[str, str]) -> bool:
        """Write the replacement of a player, an object or a quote, if it must go."""
        name = element.name
        is_player = name in _PLAYERS | _OBJECTS
        pattern = None if is_player else quoted_url_pattern(attributes)
        if not (is_player or pattern) or self.players >= MOST_PLAYERS:
            return False
        if pattern is not None:
            about = [url for url in _get_quoted(element) if pattern.match(url)]
            if about and not self.links:
                self._write_embed(about[-1])
                return True
        elif name in _OBJECTS:
            addresses = filter(None, map(get_embeddable_url, _get_sources(element)))
            if address := next(addresses, ""):
                self._write_embed(address)
                return True
        elif not any(map(is_own_file, _get_sources(element))):
            self._write_link(_get_sources(element), attributes)
            return True
        self.players += 1
        return False

    def _write_frame(self, name: str, attributes: dict[str, str]) -> None:
        if attributes.get("embedtype"):
            if attributes["embedtype"] == "media":
                self._write_embed(get_embeddable_url(attributes.get("url", "")))
            else:
                self._write_start(name, attributes)
            return
        found = filter(None, map(get_embeddable_url, get_source_urls(attributes)))
        address = get_amp_url(name, attributes) or next(found, "")
        if not address and attributes.get("srcdoc") and self.depth < DEEPEST:
            inner = parse_html(
                rewrite_html(attributes["srcdoc"], depth=self.depth + 1)
            ).find_all("embed")
            for embed in inner:
                self._write_embed(str(embed.get("url", "")))
        elif address and not _is_tiny(attributes):
            self._write_embed(address)

    def _write_script(self, attributes: dict[str, str]) -> None:
        """Keep of a script only what it would have shown, where that is known."""
        source = attributes.get("src", "")
        address = get_embeddable_url(source)
        if address and absolute_url(source) != address:
            self._write_embed(address)

    def _write_picture(self, attributes: dict[str, str]) -> None:
        addresses = get_source_urls(attributes) or [attributes.get("href", "")]
        ours = next(filter(is_own_file, addresses), "")
        if ours and ours == attributes.get("src"):
            self._write_start("img", attributes)
        elif ours:
            self._write_start("img", {"src": ours, "alt": attributes.get("alt", "")})
        elif not _is_tiny(attributes):
            self._write_link(addresses, attributes)

    def _write_embed(self, url: str) -> None:
        """Write a mark, outside of any paragraph, since a gate is more than a word."""
        if not url or url == self.last_url:
            return
        self.last_url = url
        if self.links:
            self.written.append(html.escape(get_foreign_host(url)))
            return
        near = self.open[-NEAR:]
        inside = near[near.index("p") :] if "p" in near else []
        self.has_split |= bool(inside)
        closing = "".join(f"</{name}>" for name in reversed(inside))
        opening = "".join(f"<{name}>" for name in inside)
        self.written.append(closing + embed_markup(url) + opening)

    def _write_link(self, addresses: list[str], attributes: dict[str, str]) -> None:
        url = next(
            (absolute_url(one) for one in addresses if get_foreign_host(one)), ""
        )
        if not url or url == self.last_url:
            return
        self.last_url = url
        host = get_foreign_host(url).removeprefix("www.")
        words = attributes.get("alt") or attributes.get("title") or _file_name(url)
        text = html.escape(f"{words.strip()} ({host})" if words.strip() else host)
        if self.links:
            self.written.append(text)
        else:
            self.written.append(f'<a href="{html.escape(url)}">{text}</a>')


def _get_quoted(element: Tag) -> list[str]:
    return [
        url
        for part in (element, *element.find_all(True))
        for url in get_quoted_urls(get_attributes(part))
    ]


def _get_sources(element: Tag) -> list[str]:
    found = get_source_urls(get_attributes(element))
    for part in element.find_all(["embed", "param", "source"]):
        attributes = get_attributes(part)
        if part.name != "param":
            found += get_source_urls(attributes)
        elif attributes.get("name", "").lower() in {"movie", "src"}:
            found.append(attributes.get("value", ""))
    return found


def _is_tiny(attributes: dict[str, str]) -> bool:
    """Say whether nobody is meant to see it: it only counts who reads."""
    return bool({attributes.get("width"), attributes.get("height")} & _TINY)


def _file_name(url: str) -> str:
    try:
        path = urlsplit(url).path
    except ValueError:
        return ""
    return unquote(path.rstrip("/").rpartition("/")[2])[:80]
