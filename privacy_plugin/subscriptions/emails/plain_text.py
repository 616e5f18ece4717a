"""The plain text of a mail, read out of its HTML, so that both say the same.

Lists, quotations and code look as people type them. An address stands behind the words
it belongs to. Source: RFC 3676, section 4.5 (quotations); RFC 5322, section 2.1.1.
"""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from html.parser import HTMLParser
from itertools import pairwise, takewhile

from privacy_plugin.validation.control_characters import (
    LINES,
    replace_control_characters,
)

_WIDTH = 72
_DEEPEST = 24  # what is nested deeper is not moved further to the right
_BLOCKS = frozenset(
    {
        "blockquote", "caption", "dd", "div", "dl", "dt", "h1", "h2", "h3", "h4", "h5",
        "h6", "hr", "li", "ol", "p", "pre", "table", "tr", "ul",
    }
)  # fmt: skip
_CELLS = frozenset({"td", "th"})
_UNSEEN = frozenset({"head", "style", "title"})
_INDENTS = {"blockquote": "> ", "dd": "  ", "pre": "    "}
_QUOTE = re.compile(r".*>")
_END = re.compile("\x02([^\x03]*)\x03")
_LINK = re.compile("\x01([^\x02]*)\x02([^\x03]*)\x03")


def plain_text(html: str) -> str:
    """Return what a person reads, in lines, with each address after its link.

    An element with ``data-plain="no"`` is left out: what only helps who sees the HTML.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    written = [(block, text) for block in reader.blocks if (text := block.written())]
    parts = [text for _block, text in written[:1]]
    for (before, _text), (block, text) in pairwise(written):
        empty = "" if block.is_tight else f"{_quoted(before, block)}\n"
        parts.append(f"\n{empty}{text}")
    return "".join(parts) + "\n"


@dataclass
class _Block:
    """Hold a paragraph, and what stands before its first line and its others.

    A tight one follows without an empty line: an entry of a list, a row of a table.
    """

    first: str
    rest: str
    is_tight: bool = False
    is_code: bool = False
    words: str = ""

    def written(self) -> str:
        """Return its lines, none longer than can be read; addresses stay whole."""
        if self.is_code:
            words = _with_addresses(self.words)
            lines = words.strip("\n").rstrip().split("\n")
            indents = [self.first, *[self.rest] * len(lines)]
            pairs = zip(indents, lines, strict=False)
            return "\n".join(f"{indent}{line}".rstrip() for indent, line in pairs)
        words = _with_addresses(self.words.strip())
        lines = [line.strip() for line in words.splitlines()]
        indents = [self.first, *[self.rest] * len(lines)]
        return "\n".join(
            textwrap.fill(
                line,
                _WIDTH,
                initial_indent=indent,
                subsequent_indent=self.rest,
                break_long_words=False,
                break_on_hyphens=False,
            )
            for line, indent in zip(filter(None, lines), indents, strict=False)
        )


class _Reader(HTMLParser):
    """Collect the words block by block."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks = [_Block("", "")]
        self._indents: list[str] = []
        self._numbers: list[int | None] = []
        self._unseen: list[str] = []
        self._href = ""
        self._cells = 0
        self._columns = 0
        self._is_first = False  # of a list or a table
        self._is_code = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a block, a cell or a link."""
        values = {name: value or "" for name, value in attrs}
        if tag in _UNSEEN or values.get("data-plain") == "no":
            self._unseen.append(tag)
        elif self._unseen:
            return
        elif tag in _CELLS:
            self._begin_cell()
        elif tag == "br":
            self._say(" " if self._cells else "\n")
        elif tag == "a" and not self._is_code:
            self._href = values.get("href", "")
            self._say("\x01" if self._href else "")
        elif tag in _BLOCKS:
            self._begin_block(tag, values)

    def handle_endtag(self, tag: str) -> None:
        """End a block or a cell, or put the address behind the words of a link."""
        if self._unseen:
            if tag == self._unseen[-1]:
                self._unseen.pop()
        elif tag == "a":
            self._say(f"\x02{self._href}\x03" if self._href else "")
            self._href = ""
        elif tag in _CELLS:
            self._cells = max(0, self._cells - 1)
        elif tag in _BLOCKS:
            self._end_block(tag)

    def handle_data(self, data: str) -> None:
        if self._unseen:
            return
        lines = data.replace("\r\n", "\n").replace("\r", "\n")
        words = replace_control_characters(lines, keep=LINES)
        self._say(words if self._is_code else re.sub(r"\s+", " ", words))

    def _say(self, words: str) -> None:
        block = self.blocks[-1]
        is_double = block.words.endswith((" ", "\n")) and not self._is_code
        block.words += words.lstrip(" ") if is_double else words

    def _begin_block(self, tag: str, values: dict[str, str]) -> None:
        if self._cells:
            self._say(" ")
            return
        mark = ""
        if tag in {"ul", "ol"}:
            start = values.get("start", "1")
            number = int(start[:6]) if start.isdecimal() else 1
            self._is_first = not self._numbers
            self._numbers.append(number if tag == "ol" else None)
        elif tag == "li":
            mark = self._mark()
            self._indents.append(" " * len(mark))
        elif tag in _INDENTS:
            self._indents.append(_INDENTS[tag])
        self._is_code = self._is_code or tag == "pre"
        is_tight = tag == "dd" or (tag in {"li", "tr"} and not self._is_first)
        self._is_first = tag == "table" or (self._is_first and tag in {"ul", "ol"})
        self._columns = 0
        self._break(mark, is_tight=is_tight)
        if tag == "hr":
            self._say("* * *")
            self._break("")

    def _end_block(self, tag: str) -> None:
        if self._cells:
            self._say(" ")
            return
        if tag in {"ul", "ol"} and self._numbers:
            self._numbers.pop()
        elif (tag == "li" or tag in _INDENTS) and self._indents:
            self._indents.pop()
        self._is_code = self._is_code and tag != "pre"
        self._break("")

    def _begin_cell(self) -> None:
        self._cells += 1
        self._columns += 1
        if self._columns > 1:
            self._say(" | ")

    def _mark(self) -> str:
        """Return what stands before the next entry of the innermost list."""
        number = self._numbers[-1] if self._numbers else None
        if number is None:
            return "- "
        self._numbers[-1] = number + 1
        return f"{number}. "

    def _break(self, mark: str, *, is_tight: bool = False) -> None:
        """Begin a new paragraph, in the place of an empty one without a mark."""
        rest = "".join(self._indents)[:_DEEPEST]
        first = rest[: len(rest) - len(mark)] + mark
        last = self.blocks[-1]
        if not last.words.strip():
            self.blocks.pop()
            if not mark and last.first != last.rest:
                first = last.first + rest[len(last.rest) :]
                is_tight = last.is_tight
        self.blocks.append(_Block(first, rest, is_tight, self._is_code))


def _quoted(one: _Block, other: _Block) -> str:
    """Return what stands on the empty line within a quotation, empty outside one."""
    same = takewhile(
        lambda pair: pair[0] == pair[1], zip(one.rest, other.rest, strict=False)
    )
    quote = _QUOTE.match("".join(letter for letter, _same in same))
    return quote[0] if quote else ""


def _with_addresses(words: str) -> str:
    """Put addresses behind what they belong to, on a line of their own where alone."""
    alone = _LINK.fullmatch(words)
    if alone and _needs_address(alone):
        return f"{alone[1].strip()}\n{alone[2]}".strip()
    words = _LINK.sub(_in_line, words).replace("\x01", "")
    return _END.sub(r" <\1>", words)  # a link around several paragraphs ends here


def _in_line(link: re.Match[str]) -> str:
    return f"{link[1]} <{link[2]}>" if _needs_address(link) else link[1]


def _needs_address(link: re.Match[str]) -> bool:
    """Say whether the address says more than the words."""
    return link[1].strip() not in {link[2], link[2].removeprefix("mailto:")}
