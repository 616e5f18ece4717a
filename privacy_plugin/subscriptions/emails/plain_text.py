"""The plain text part of a mail, generated from its HTML.

Markdown without emphasis, and with URLs after the words they belong to. Source: RFC
3676, section 4.5 (quotations); RFC 5322, section 2.1.1.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable
from itertools import islice

from bs4 import BeautifulSoup, Tag
from bs4.element import PageElement
from markdownify import MarkdownConverter

from privacy_plugin.validation.control_characters import (
    LINES,
    replace_control_characters,
)

_WIDTH = 72
_MAX_INDENTS = 6  # what is nested deeper is not moved further to the right
_MAX_DEPTH = 60  # of elements: the converter calls itself for each
_INDENTING = ["blockquote", "dd", "li"]
_BLOCKS = {
    "blockquote", "dd", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ol", "p",
    "pre", "ul",
}  # fmt: skip
_UNMARKED = ["b", "code", "del", "em", "i", "kbd", "s", "samp", "strong"]
_INDENT = re.compile(r"(> ?|- |\d{1,9}\. | ){0,40}")
_FIXED = {ord(" "): "\x02", ord("\t"): "\x03"}  # in code, where no line is wrapped
_FREED = {ord(mark): space for space, mark in _FIXED.items()}


def plain_text(html: str) -> str:
    """Return what a person reads, in lines, with each address after its link.

    An element with ``data-plain="no"`` is left out: what only helps who sees the HTML.
    """
    soup = BeautifulSoup(html, "html.parser")
    for tag in soup.select("head, [data-plain=no]"):
        tag.decompose()
    for tag in soup.find_all(True):
        is_indented = tag.name in _INDENTING and len(tag.find_parents(_INDENTING))
        if is_indented >= _MAX_INDENTS or len([*tag.parents]) > _MAX_DEPTH:
            tag.unwrap()
        elif not re.fullmatch(r"[0-9]{1,6}", str(tag.get("start", ""))):
            del tag["start"]
    for words in soup.find_all(string=True):
        words.replace_with(replace_control_characters(words, keep=LINES))
    text = _Converter(
        bullets="-",
        escape_asterisks=False,
        escape_underscores=False,
        strip=_UNMARKED,
        wrap=True,  # by _wrap: the library knows paragraphs only
        wrap_width=None,
    ).convert_soup(soup)
    return "\n".join(map(_wrap, text.split("\n"))).translate(_FREED) + "\n"


def _wrap(line: str) -> str:
    """Break a line as long as it can be read; addresses stay whole."""
    found = _INDENT.match(line)
    indent = found[0] if found else ""
    lines = textwrap.wrap(
        line[len(indent) :],
        _WIDTH,
        initial_indent=indent,
        subsequent_indent=re.sub(r"[^> ]", " ", indent),
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(lines or [indent.rstrip()])


def _is_paragraph(link: Tag) -> bool:
    """Say whether a link is a paragraph of its own."""
    sides = (link.previous_siblings, link.next_siblings)
    others = [one for side in sides for one in _first(side)]
    is_between = all(isinstance(one, Tag) and one.name in _BLOCKS for one in others)
    return link.parent is not None and link.parent.name in _BLOCKS and is_between


def _first(siblings: Iterable[PageElement]) -> list[PageElement]:
    return list(islice((one for one in siblings if one.get_text().strip()), 1))


class _Converter(MarkdownConverter):
    """Write Markdown as people type it in a mail."""

    def convert_a(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        words, href = text.strip(), str(el.get("href", ""))
        if "pre" in parent_tags or words in {"", href, href.removeprefix("mailto:")}:
            return text
        if "\n" in words:  # a link around several paragraphs ends here
            return f"{text.rstrip()}\n\n<{href}>\n\n"
        if _is_paragraph(el):
            return f"{words}\n{href}"
        return f"{text.rstrip()} <{href}>{text[len(text.rstrip()) :]}"

    def convert_br(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return " " if "_inline" in parent_tags else "\n"

    def convert_dd(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"{textwrap.indent(text.strip(), '  ')}\n"

    def convert_hN(self, n: int, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"\n\n{text.strip()}\n\n"

    def convert_pre(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        code = textwrap.indent(text.strip("\n").rstrip(), "    ")
        return f"\n\n{code.translate(_FIXED)}\n\n"

    def convert_tr(self, el: Tag, text: str, parent_tags: set[str]) -> str:
        return f"{' '.join(text.split()).removesuffix('|').rstrip()}\n"
