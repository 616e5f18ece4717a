"""Turn WordPress's HTML into safe HTML that loads nothing from anywhere.

The block editor's comments are taken out, or classic text gets its paragraphs; then it
is cleaned like all foreign HTML of this blog. What was embedded becomes an embed again,
one that waits for the reader. The page's own title is the only heading of the first
level. Other shortcodes stay as the text they are. Source of the paragraph rules:
``wpautop()`` of WordPress.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import nh3

from blog.wordpress.embeds import marked
from privacy_plugin.embeds.html.sanitize import split_at_embeds

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_BLOCKS = (
    "address|article|aside|blockquote|center|dd|details|div|dl|dt|fieldset|figcaption|"
    "figure|footer|form|h[1-6]|header|hr|iframe|li|main|nav|ol|p|pre|section|summary|"
    "table|tbody|td|tfoot|th|thead|tr|ul"
)
_BLOCK_TAG = re.compile(rf"(</?(?:{_BLOCKS})\b[^>]*>)", re.IGNORECASE)
_PREFORMATTED = re.compile(
    r"<(pre|script|style|textarea)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE
)
_FIRST_HEADING = re.compile(r"<(/?)h1\b", re.IGNORECASE)
_HEADING = re.compile(r"<(/?)h[1-6]\b[^>]*>", re.IGNORECASE)
_LOADING = re.compile(r"<(?:audio|embed|iframe|img|object|video)\b", re.IGNORECASE)
_STARTS_WITH_BLOCK = re.compile(rf"</?({_BLOCKS})\b", re.IGNORECASE)
_HOLD = "\x1a{}\x1a"
_HELD = re.compile(r"\x1a(\d+)\x1a")


@dataclass(frozen=True, slots=True)
class Piece:
    """Hold a part of a post: safe HTML, or the address of an embed with its caption."""

    html: str = ""
    url: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Body:
    """Hold a post's parts, and how many things in it would have been loaded.

    `embedded` of them wait for the reader; `replaced` became links, or went.
    """

    pieces: tuple[Piece, ...]
    embedded: int
    replaced: int

    @property
    def html(self) -> str:
        """Return the safe HTML without the embeds that stand by themselves."""
        return "\n".join(piece.html for piece in self.pieces if piece.html)


def body(content: str) -> Body:
    """Turn a post's content, of the block editor or older, into its parts."""
    loading = len(_LOADING.findall(content))
    found = marked(content)
    content = found.content
    if "<!-- wp:" in content or "<!--wp:" in content:
        content = _COMMENT.sub("", content)
    else:
        content = paragraphs(content)
    content = _FIRST_HEADING.sub(r"<\1h2", content)
    pieces = tuple(
        Piece(url=text, caption=found.captions.get(text, ""))
        if is_embed
        else Piece(html=text)
        for is_embed, text in split_at_embeds(content)
    )
    within = sum(piece.html.count("<embed ") for piece in pieces)
    embedded = within + sum(bool(piece.url) for piece in pieces)
    replaced = max(0, loading - max(0, embedded - found.count))
    return Body(pieces, embedded, replaced)


def comment(content: str) -> str:
    """Give a comment its paragraphs; headings, which it cannot hold, become some.

    Not cleaned yet: whoever stores comments does that for all of them.
    """
    text = _HEADING.sub(r"<\1p>", content)
    return paragraphs(text).replace("</p>\n", "</p>\n\n")


def plain(content: str) -> str:
    """Return the text without any markup, its white space folded."""
    text = nh3.clean(_COMMENT.sub("", content), tags=set())
    return " ".join(html.unescape(text).split())


def paragraphs(text: str) -> str:
    """Give classic text its paragraphs: blank lines part them, other breaks stay.

    Preformatted text is left alone, and so is whatever is a block by itself.
    """
    held: list[str] = []

    def hold(match: re.Match[str]) -> str:
        held.append(match.group())
        return "\n\n" + _HOLD.format(len(held) - 1) + "\n\n"

    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x1a", "")
    text = _PREFORMATTED.sub(hold, _COMMENT.sub("", text))
    text = re.sub(r"<br\s*/?>\s*<br\s*/?>", "\n\n", text, flags=re.IGNORECASE)
    text = _BLOCK_TAG.sub(r"\n\n\1\n\n", text)
    chunks = (chunk.strip() for chunk in re.split(r"\n\s*\n", text))
    marked = "\n".join(_paragraphs_outside_blocks(chunk for chunk in chunks if chunk))
    return _HELD.sub(lambda match: held[int(match.group(1))], marked)


_HOLDS_TEXT = frozenset(
    {"dd", "dt", "figcaption", "h1", "h2", "h3", "h4", "h5", "h6", "li", "p"}
    | {"summary", "td", "th"},
)


def _paragraphs_outside_blocks(chunks: Iterable[str]) -> Iterator[str]:
    """Wrap loose text; a text whose element holds text anyway gets breaks only."""
    open_text = 0
    for chunk in chunks:
        if _HELD.fullmatch(chunk):
            yield chunk
        elif block := _STARTS_WITH_BLOCK.match(chunk):
            if block[1].lower() in _HOLDS_TEXT:
                open_text = max(0, open_text + (-1 if chunk[1] == "/" else 1))
            yield chunk
        elif open_text:
            yield chunk.replace("\n", "<br>\n")
        else:
            yield "<p>" + chunk.replace("\n", "<br>\n") + "</p>"
