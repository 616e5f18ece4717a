"""The plain text of a mail, read out of its HTML, so that both say the same."""

from __future__ import annotations

import re
import textwrap
from html.parser import HTMLParser

_WIDTH = 72
_BLOCKS = frozenset(
    {"p", "div", "h1", "h2", "h3", "li", "ul", "ol", "tr", "blockquote"}
)
_UNSEEN = frozenset({"head", "style", "title"})


def plain_text(html: str) -> str:
    """Return what a person reads, in lines, with each address after its link.

    An element with ``data-plain="no"`` is left out: what only helps who sees the HTML.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return "\n\n".join(block for block in reader.blocks() if block) + "\n"


class _Reader(HTMLParser):
    """Collect the words block by block."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[str] = [""]
        self._unseen: list[str] = []
        self._href = ""
        self._words = ""

    def blocks(self) -> list[str]:
        """Return each block in lines of a readable length; addresses stay whole."""
        return [_wrapped(" ".join(part.split(" "))) for part in self._parts]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a block or a link."""
        values = dict(attrs)
        if tag in _UNSEEN or values.get("data-plain") == "no":
            self._unseen.append(tag)
        elif self._unseen:
            return
        elif tag in _BLOCKS:
            self._parts.append("- " if tag == "li" else "")
        elif tag == "br":
            self._parts[-1] += "\n"
        elif tag == "a":
            self._href, self._words = values.get("href") or "", ""

    def handle_endtag(self, tag: str) -> None:
        """End a block, or put the address behind the words of a link."""
        if self._unseen:
            if tag == self._unseen[-1]:
                self._unseen.pop()
        elif tag == "a" and self._href:
            words = self._words.strip()
            separator = "" if words == self._href else "\n"
            self._parts[-1] += separator + ("" if words == self._href else self._href)
            self._href = ""
        elif tag in _BLOCKS:
            self._parts.append("")

    def handle_data(self, data: str) -> None:
        """Add words."""
        if self._unseen:
            return
        words = re.sub(r"\s+", " ", data)
        if self._href:
            self._words += words
        self._parts[-1] += words


def _wrapped(block: str) -> str:
    lines = [line.strip() for line in block.splitlines()]
    return "\n".join(
        textwrap.fill(line, _WIDTH, break_long_words=False, break_on_hyphens=False)
        for line in lines
        if line
    )
