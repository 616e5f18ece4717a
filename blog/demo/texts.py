"""Read the demo's texts and turn them into the blocks of a page.

A file is a header in TOML between two lines of plus signs, and Markdown below it. A
quotation may end with a line that begins with a dash: its source. A paragraph that is
nothing but a link becomes a link card.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

CONTENT = Path(__file__).parent / "content"
PICTURES = Path(__file__).parent / "images"
LANGUAGES = ("en", "de")
_FENCE = "+++\n"
_DASH = "—"  # what stands before the source of a quotation
_QUOTES = {"en": "“”‘’", "de": "»«›‹"}  # noqa: RUF001 - each language's own

Block = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Text:
    """Hold a text: the same `key` in every language, its header and its blocks."""

    key: str
    header: dict[str, Any]
    blocks: list[Block]


def get_site_data(language: str) -> dict[str, Any]:
    """Return the blog's name, its authors, categories and pictures in a language."""
    return _read_toml(CONTENT / language / "site.toml")


def get_comments(language: str) -> dict[str, list[dict[str, Any]]]:
    """Return what readers wrote: ``comment`` for the past, ``just_now`` for today."""
    return _read_toml(CONTENT / language / "comments.toml")


def get_posts(language: str) -> list[Text]:
    """Return the posts of a language, the oldest first."""
    folder = CONTENT / language / "posts"
    return [_read_text(path, language) for path in sorted(folder.glob("*.md"))]


def get_about_page(language: str) -> Text:
    return _read_text(CONTENT / language / "about.md", language)


def _read_toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _read_text(path: Path, language: str) -> Text:
    _empty, header, body = path.read_text(encoding="utf-8").split(_FENCE, 2)
    return Text(path.stem, tomllib.loads(header), parse_blocks(body, language))


def parse_blocks(markdown: str, language: str) -> list[Block]:
    """Return the blocks of a text; neighbouring paragraphs and lists become one."""
    parser = _build_parser(language)
    found: list[Block] = []
    for tokens in _split_elements(parser.parse(markdown)):
        block = _convert_block(tokens, parser)
        is_more_text = found and block["type"] == found[-1]["type"] == "paragraph"
        if is_more_text:
            found[-1]["value"] += block["value"]
        else:
            found.append(block)
    return found


def _build_parser(language: str) -> MarkdownIt:
    options = {"typographer": True, "quotes": _QUOTES[language]}
    return MarkdownIt("commonmark", options).enable(["table", "smartquotes"])


def _split_elements(tokens: list[Token]) -> Iterator[list[Token]]:
    """Yield the tokens of each element of the outermost level."""
    element: list[Token] = []
    for token in tokens:
        element.append(token)
        if token.level == 0 and token.nesting <= 0:
            yield element
            element = []


def _convert_block(tokens: list[Token], parser: MarkdownIt) -> Block:
    first = tokens[0]
    if first.type == "heading_open":
        level = str(max(2, int(first.tag[1:])))
        return _build_block("heading", text=_plain_text(tokens[1]), level=level)
    if first.type == "fence":
        language = first.info.strip() or "text"
        code = first.content.rstrip("\n")
        return _build_block("code", code=code, language=language, caption="")
    if first.type == "blockquote_open":
        return _convert_quote(tokens)
    if first.type == "table_open":
        return _convert_table(tokens)
    if first.type == "paragraph_open" and (card := _convert_link_card(tokens[1])):
        return card
    return {
        "type": "paragraph",
        "value": parser.renderer.render(tokens, parser.options, {}),
    }


def _build_block(type_: str, **value: Any) -> Block:
    return {"type": type_, "value": value}


def _convert_quote(tokens: list[Token]) -> Block:
    lines = [_plain_text(token) for token in tokens if token.type == "inline"]
    has_source = lines[-1].startswith(_DASH)
    source = lines.pop().lstrip(_DASH).strip() if has_source else ""
    return _build_block("quote", quote="\n\n".join(lines), source=source, url="")


def _convert_table(tokens: list[Token]) -> Block:
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(_plain_text(token))
    return _build_block(
        "table",
        data=rows,
        table_header_choice="row",
        first_row_is_table_header=True,
        first_col_is_header=False,
        table_caption="",
        cell=[],
        mergeCells=[],
    )


def _convert_link_card(inline: Token) -> Block | None:
    children = inline.children or []
    kinds = [child.type for child in children]
    if not children or kinds[0] != "link_open" or kinds[-1] != "link_close":
        return None
    if kinds.count("link_open") > 1:
        return None
    link = children[0]
    return _build_block(
        "embed",
        url=str(link.attrGet("href")),
        title=_plain_text(inline),
        note=str(link.attrGet("title") or ""),
    )


def _plain_text(inline: Token) -> str:
    """Return the words of an element, without emphasis."""
    words = (
        " " if child.type == "softbreak" else child.content
        for child in inline.children or []
    )
    return "".join(words)
