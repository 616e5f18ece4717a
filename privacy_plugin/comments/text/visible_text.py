"""The visible text of a comment, computed from its HTML.

Used by everything that judges a comment: the form, the word lists, duplicates, the
number of links, the spam checker and the moderator's excerpt.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from html.parser import HTMLParser

_BLOCKS = {"p", "blockquote", "ul", "ol", "li", "pre"}
_BLANK = "\u115f\u1160\u2800\u3164\uffa0"  # letters and signs that are drawn as nothing


def is_visible(text: str) -> bool:
    """Say whether a person sees anything of `text`."""
    return any(
        unicodedata.category(letter)[0] not in "CZM" and letter not in _BLANK
        for letter in text
    )


def comparable(text: str) -> str:
    """Return `text` in the one form in which spellings that look alike are equal.

    Normal form, case and white space do not count, nor do characters nobody sees.
    """
    folded = unicodedata.normalize(
        "NFKC", unicodedata.normalize("NFKC", text).casefold()
    )
    return " ".join("".join(c for c in folded if not _is_ignorable(c)).split())


def _is_ignorable(letter: str) -> bool:
    if letter in _BLANK or letter == "\u034f" or "\ufe00" <= letter <= "\ufe0f":
        return True
    return unicodedata.category(letter) in {"Cf", "Cn", "Co"}


@dataclass(frozen=True, slots=True)
class Link:
    """A link's URL and text."""

    address: str
    words: str


@dataclass(frozen=True)
class VisibleText:
    """The visible text of a piece of HTML.

    `words` are the characters, with numbers and bullets of lists and a ``>`` before
    quotes. `links` are all links in order.
    """

    html: str

    @cached_property
    def words(self) -> str:
        """Return the text without the addresses behind its links."""
        return _parsed(self.html, with_addresses=False).result()

    @cached_property
    def with_addresses(self) -> str:
        """Return the text, and after the words of each link where it leads."""
        return _parsed(self.html, with_addresses=True).result()

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Return the links that a press would follow."""
        return tuple(_parsed(self.html, with_addresses=False).links)


def _parsed(html: str, *, with_addresses: bool) -> _Parser:
    parser = _Parser(with_addresses=with_addresses)
    parser.feed(html)
    parser.close()
    return parser


@dataclass
class _List:
    """Counts the items of a list; `number` is None for bullets."""

    number: int | None


class _Parser(HTMLParser):
    """Collects the lines of sanitised HTML."""

    def __init__(self, *, with_addresses: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.with_addresses = with_addresses
        self.links: list[Link] = []
        self.lines: list[str] = []
        self.line = ""
        self.marker = ""
        self.quotes = 0
        self.pre = 0
        self.lists: list[_List] = []
        self.address: str | None = None
        self.words = ""

    def result(self) -> str:
        self._end_line()
        text = "\n".join(self.lines)
        return re.sub(r"\n{3,}", "\n\n", text).strip("\n")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "br":
            self._end_line(even_if_empty=True)
        elif tag in _BLOCKS:
            self._end_line()
            self._open_block(tag, values)
        elif tag == "a" and values.get("href"):
            self.address, self.words = values["href"], ""

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._end_line()
            self._close_block(tag)
        elif tag == "a" and self.address is not None:
            self._end_link(self.address)

    def handle_data(self, data: str) -> None:
        self.words += data
        if self.pre:
            first, *others = data.split("\n")
            self._add(first)
            for other in others:
                self._end_line(even_if_empty=True)
                self._add(other)
        else:
            self._add_flowing(data.replace("\n", " "))

    def _add_flowing(self, text: str) -> None:
        text = text if self.line else text.lstrip(" ")
        if text:
            self._add(text)

    def _add(self, text: str) -> None:
        if not self.line:
            self.line, self.marker = self.marker, ""
        self.line += text

    def _open_block(self, tag: str, values: dict[str, str | None]) -> None:
        if tag == "blockquote":
            self.quotes += 1
        elif tag == "pre":
            self.pre += 1
        elif tag == "ol":
            self.lists.append(_List(_number(values.get("start"), 1)))
        elif tag == "ul":
            self.lists.append(_List(None))
        elif tag == "li":
            self.marker += self._item_marker(values.get("value"))

    def _item_marker(self, value: str | None) -> str:
        current = self.lists[-1] if self.lists else _List(None)
        if current.number is None:
            return "• "
        number = _number(value, current.number)
        current.number = number + 1
        return f"{number}. "

    def _close_block(self, tag: str) -> None:
        if tag == "blockquote":
            self.quotes = max(0, self.quotes - 1)
        elif tag == "pre":
            self.pre = max(0, self.pre - 1)
        elif tag in {"ol", "ul"} and self.lists:
            self.lists.pop()
        if tag in {"p", "pre", "blockquote"} and not self.lists:
            self.lines.append("")

    def _end_line(self, *, even_if_empty: bool = False) -> None:
        if self.line or even_if_empty:
            self.lines.append("> " * self.quotes + self.line.rstrip())
        self.line = ""

    def _end_link(self, address: str) -> None:
        self.links.append(Link(address, self.words))
        named = (self.words, f"mailto:{self.words}", f"https://{self.words}")
        if self.with_addresses and address not in named:
            self._add(f" <{address}>")
        self.address = None


def _number(text: str | None, default: int) -> int:
    try:
        return int(text or "")
    except ValueError:
        return default
