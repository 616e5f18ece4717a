"""Put something harmless in the place of what would contact another host.

A frame or a player becomes a mark, ``<embed embedtype="media" url="…">``, the form in
which Wagtail's rich text keeps embeds: it loads nothing by itself, and whoever shows
the text puts the gate there. A picture, a film or a sound from elsewhere becomes a link
that names its host. What is our own stays. The result still has to be sanitised.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from privacy_plugin.embeds.addresses import (
    absolute,
    candidates,
    embeddable,
    foreign_host,
    is_ours,
    of_amp,
    quoted_addresses,
    quoted_from,
)
from privacy_plugin.embeds.normal import VOID, Piece, Token, tokens

DEEPEST = 3  # frames written within frames
MOST_HELD = 32  # as many players within players
NEAR = 12  # elements between a paragraph and what stands in it
_DROPPED = frozenset({"svg", "math"})
_FRAMES = frozenset({"iframe", "frame", "embed", "amp-iframe"})
_HELD = frozenset({"amp-audio", "amp-video", "applet", "audio", "object", "video"}) | (
    _DROPPED
)
_PARTS = frozenset({"source", "track"})
_PICTURES = frozenset({"img", "image", "amp-img"})
_EMPTY = re.compile(
    r"<p(?: [^>]*)?>(?:<(?:b|em|i|span|strong)>|</(?:b|em|i|span|strong)>|\s)*</p>"
)
_TINY = frozenset({"0", "1", "0px", "1px"})


@dataclass(slots=True)
class _Held:
    """Hold an element that is decided upon at its end."""

    name: str
    attributes: dict[str, str]
    written: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    pattern: re.Pattern[str] | None = None
    nested: int = 0
    before: str = ""


def mark(url: str) -> str:
    """Return the mark for an embed."""
    return f'<embed embedtype="media" url="{html.escape(url)}">'


def replaced(
    source: str, *, further: frozenset[str] = frozenset(), depth: int = 0
) -> str:
    """Return `source` with marks and links; `further` are attributes to keep."""
    return _Replacing(depth).run(tokens(source, further=further))


class _Replacing:
    """Walk once through the pieces."""

    def __init__(self, depth: int) -> None:
        self.depth = depth
        self.written: list[str] = []
        self.held: list[_Held] = []
        self.open: list[str] = []
        self.links = 0
        self.last = ""
        self.has_parted = False

    def run(self, pieces: Iterable[Token]) -> str:
        for token in pieces:
            if token.piece is Piece.TEXT:
                self._text(token)
            elif token.piece is Piece.END:
                self._end(token)
            else:
                self._start(token)
        while self.held:
            self._decide(self.held.pop())
        text = "".join(self.written)
        return _EMPTY.sub("", text) if self.has_parted else text

    def _write(self, text: str) -> None:
        (self.held[-1].written if self.held else self.written).append(text)

    def _text(self, token: Token) -> None:
        if token.source.strip():
            self.last = ""
        self._write(token.source)

    def _start(self, token: Token) -> None:
        name = token.name
        if name in _HELD and len(self.held) < MOST_HELD:
            self._hold(token, token.read())
        elif name in _FRAMES or name.startswith("amp-"):
            self._frame(token)
        elif name in _PICTURES:
            self._picture(token)
        elif name == "script":
            self._script(token)
        else:
            self._other(token)

    def _other(self, token: Token) -> None:
        attributes = token.read() if token.attributes else {}
        pattern = quoted_from(attributes) if "class" in attributes else None
        if pattern is not None and len(self.held) < MOST_HELD:
            self._hold(token, attributes, pattern)
        elif self.held and self.held[-1].name == token.name:
            self.held[-1].nested += 1
        if self.held:
            self._note(token.name, attributes)
        if token.name in _PARTS and not self._is_in_player():
            return
        if token.name not in VOID:
            self.open.append(token.name)
            self.links += token.name == "a"
        self._write(token.source)

    def _is_in_player(self) -> bool:
        return bool(self.held) and self.held[-1].name in {"audio", "video"}

    def _hold(
        self,
        token: Token,
        attributes: dict[str, str],
        pattern: re.Pattern[str] | None = None,
    ) -> None:
        held = _Held(token.name, attributes, pattern=pattern, before=self.last)
        if pattern is None:
            held.written.append(token.source)
            held.addresses += candidates(attributes)
        self.held.append(held)

    def _note(self, name: str, attributes: dict[str, str]) -> None:
        """Remember what a part of the held element says about where it leads."""
        held = self.held[-1]
        if held.pattern is not None:
            held.addresses += quoted_addresses(attributes)
        elif name in {"source", "embed"}:
            held.addresses += candidates(attributes)
        elif name == "param" and attributes.get("name", "").lower() in {"movie", "src"}:
            held.addresses.append(attributes.get("value", ""))

    def _end(self, token: Token) -> None:
        if self.held and token.name == self.held[-1].name:
            held = self.held[-1]
            if held.nested:
                held.nested -= 1
            elif held.pattern is not None:
                self._close(token)
                self._decide(self.held.pop())
                return
            else:
                held.written.append(token.source)
                self._decide(self.held.pop())
                return
        self._close(token)

    def _close(self, token: Token) -> None:
        if self.open and self.open[-1] == token.name:
            self.open.pop()
            self.links -= token.name == "a"
        self._write(token.source)

    def _decide(self, held: _Held) -> None:
        """Write what becomes of an element whose end has been reached."""
        within, self.last = self.last, held.before
        if held.name in _DROPPED:
            return
        address, is_kept = "", False
        if held.pattern is not None:
            about = [url for url in held.addresses if held.pattern.match(url)]
            address = about[-1] if about and not self.links else ""
            is_kept = not address
        elif held.name in {"object", "applet"}:
            address = next(filter(None, map(embeddable, held.addresses)), "")
            is_kept = not address
        elif not any(map(is_ours, held.addresses)):
            self._link(held.addresses, held.attributes)
        else:
            is_kept = True
        if is_kept:
            self.last = within
            self._write("".join(held.written))
        self._embed(address)

    def _frame(self, token: Token) -> None:
        attributes = token.read()
        if attributes.get("embedtype"):
            if attributes["embedtype"] == "media":
                self._embed(embeddable(attributes.get("url", "")))
            else:
                self._write(token.source)
            return
        if self.held and self.held[-1].name == "object":
            self._note("embed", attributes)
            return
        found = filter(None, map(embeddable, candidates(attributes)))
        address = of_amp(token.name, attributes) or next(found, "")
        if not address and attributes.get("srcdoc") and self.depth < DEEPEST:
            for inner in tokens(replaced(attributes["srcdoc"], depth=self.depth + 1)):
                if inner.name == "embed":
                    self._embed(inner.read().get("url", ""))
        elif address and not _is_tiny(attributes):
            self._embed(address)

    def _script(self, token: Token) -> None:
        """Keep of a script only what it would have shown, where that is known."""
        source = token.read().get("src", "")
        address = embeddable(source)
        if address and absolute(source) != address:
            self._embed(address)

    def _picture(self, token: Token) -> None:
        attributes = token.read()
        addresses = candidates(attributes) or [attributes.get("href", "")]
        ours = next(filter(is_ours, addresses), "")
        if ours and ours == attributes.get("src"):
            self._write(token.source)
        elif ours:
            described = html.escape(attributes.get("alt", ""))
            self._write(f'<img src="{html.escape(ours)}" alt="{described}">')
        elif not _is_tiny(attributes):
            self._link(addresses, attributes)

    def _embed(self, url: str) -> None:
        """Write a mark, outside of any paragraph, since a gate is more than a word."""
        if not url or url == self.last:
            return
        self.last = url
        if self.links:
            self._write(html.escape(foreign_host(url)))
            return
        near = self.open[-NEAR:]
        inside = near[near.index("p") :] if "p" in near else []
        self.has_parted |= bool(inside)
        closing = "".join(f"</{name}>" for name in reversed(inside))
        opening = "".join(f"<{name}>" for name in inside)
        self._write(closing + mark(url) + opening)

    def _link(self, addresses: list[str], attributes: dict[str, str]) -> None:
        """Write a link that says what it is and names the host, in no language."""
        url = next((absolute(one) for one in addresses if foreign_host(one)), "")
        if not url or url == self.last:
            return
        self.last = url
        host = foreign_host(url).removeprefix("www.")
        words = attributes.get("alt") or attributes.get("title") or _file_name(url)
        text = html.escape(f"{words.strip()} ({host})" if words.strip() else host)
        if self.links:
            self._write(text)
        else:
            self._write(f'<a href="{html.escape(url)}">{text}</a>')


def _is_tiny(attributes: dict[str, str]) -> bool:
    """Say whether nobody is meant to see it: it only counts who reads."""
    return bool({attributes.get("width"), attributes.get("height")} & _TINY)


def _file_name(url: str) -> str:
    try:
        path = urlsplit(url).path
    except ValueError:
        return ""
    return unquote(path.rstrip("/").rpartition("/")[2])[:80]
