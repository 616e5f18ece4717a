"""Render a comment's text as safe HTML that keeps every character (decision 45).

A subset of Markdown (emphasis, links, quotes, code, lists) by markdown-it with narrowed
rules, so that everyday text stays as typed. Raw HTML is shown as text; nh3 sanitises
the result by an allow-list. Source: CommonMark; Google's ``rel="ugc"`` for readers'
links.
"""

from __future__ import annotations

import re
from threading import local

import nh3
from linkify_it import LinkifyIt  # type: ignore[import-untyped] # it ships no types
from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_core import StateCore

from privacy_plugin.comments.text import markdown_blocks as blocks
from privacy_plugin.comments.text import markdown_inline as inline
from privacy_plugin.validation.web_urls import MAX_URL_LENGTH, WEB_SCHEMES

LINK_REL = "nofollow ugc noopener"
TAGS = {"p", "br", "em", "strong", "a", "blockquote", "ul", "ol", "li", "code", "pre"}
IMPORTED_TAGS = TAGS | {"b", "i", "del", "ins", "s", "q", "cite", "abbr", "sub", "sup"}
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}, "li": {"value"}}

_COMPLETE = re.compile(r"https?://[^/?#\s]|mailto:[^@\s]+@", re.IGNORECASE)
_BEYOND_URL = re.compile(r"[\s\xab\xbb\u2018-\u201f\u2039\u203a]")  # quotation marks
_HOST_LETTER = re.compile(r"[\w.-]")
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+")


class _Parsers(local):
    """One parser per thread, because the linkifier has state."""

    def __init__(self) -> None:
        self.markdown = _build_parser()


def _build_parser() -> MarkdownIt:
    options = {"maxNesting": 100, "breaks": True, "linkify": True}
    parser = MarkdownIt("zero", options).enable(
        [
            *("autolink", "backticks", "blockquote", "code", "emphasis", "escape"),
            *("fence", "link", "linkify", "list", "newline"),
        ]
    )
    parser.normalizeLinkText = lambda link: link  # type: ignore[method-assign] # as typed
    parser.validateLink = lambda url: bool(_COMPLETE.match(url))  # type: ignore[method-assign] # complete or none
    _set_rules(parser)
    _set_addresses(parser)
    return parser


def _set_rules(parser: MarkdownIt) -> None:
    block, words = parser.block.ruler, parser.inline.ruler
    interrupting: RuleOptionsType = {"alt": ["paragraph", "blockquote", "list"]}
    block.at("blockquote", blocks.quote_rule, interrupting)
    block.at("list", blocks.list_rule, {"alt": ["paragraph", "blockquote"]})
    block.at("fence", blocks.fence_rule, interrupting)
    block.before("list", "separator", blocks.separator_rule, interrupting)
    block.before("list", "zero_number", blocks.zero_number_rule, {"alt": ["list"]})
    words.at("emphasis", inline.emphasis_rule)
    words.at("escape", inline.escape_rule)
    words.at("link", inline.link_rule)
    words.at("backticks", inline.backtick_rule)
    words.at("linkify", inline.linkify_rule)
    parser.core.ruler.after("block", "keep_numbers", _keep_numbers)


def _keep_numbers(state: StateCore) -> None:
    blocks.keep_numbers(state.tokens)


def _set_addresses(parser: MarkdownIt) -> None:
    """Find complete web addresses, and those that begin with ``www.``."""
    finder = parser.linkify
    if finder is None:
        msg = "markdown-it did not load linkify-it"
        raise RuntimeError(msg)
    finder.set({"fuzzy_link": False, "fuzzy_email": False})
    for schema in ("ftp:", "mailto:", "//"):
        finder.add(schema, None)
    finder.add("http:", {"validate": _length_of_url})
    finder.add("www.", {"validate": _length_of_www, "normalize": _complete_www})


def _length_of_url(_finder: object, text: str, position: int) -> int:
    """Return how much of the text after ``http:`` belongs to the address."""
    return _length_after("http:", text, position)


def _length_of_www(_finder: object, text: str, position: int) -> int:
    """Return how much of the text after ``www.`` belongs to the address."""
    begin = position - len("www.")
    is_inside = begin > 0 and _HOST_LETTER.match(text, begin - 1)
    if is_inside or not _HOST.match(text, position):
        return 0
    return _length_after("http://", text, position)


def _length_after(prefix: str, text: str, begin: int) -> int:
    """Return how much of the text from `begin` on continues an address.

    What is too long for one is text: to read all of it at each sign takes quadratic
    time.
    """
    end = begin + MAX_URL_LENGTH
    beyond = _BEYOND_URL.search(text, begin, end)
    if beyond is None and end < len(text):
        return 0
    words = text[begin : beyond.start() if beyond else None]
    found = _default_finder.match_at_start(prefix + words)
    return len(found.raw) - len(prefix) if found else 0


def _complete_www(_finder: object, match: object) -> None:
    match.url = f"https://{match.url}"  # type: ignore[attr-defined] # it ships no types


_default_finder = LinkifyIt()
_parsers = _Parsers()


def render(text: str) -> str:
    """Return the HTML of a comment; the same text gives the same HTML."""
    return _clean(_parsers.markdown.render(text), TAGS)


def sanitize(html: str) -> str:
    """Return HTML written elsewhere, reduced to what a comment may hold."""
    return _clean(html, IMPORTED_TAGS)


def _clean(html: str, tags: set[str]) -> str:
    return nh3.clean(
        html,
        tags=tags,
        attributes=ATTRIBUTES,
        url_schemes={*WEB_SCHEMES, "mailto"},
        link_rel=LINK_REL,
        strip_comments=True,
    ).strip()
