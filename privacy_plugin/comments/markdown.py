"""Turn what a reader wrote into HTML that cannot do harm.

A small part of Markdown (emphasis, links, quotes, code, lists) through markdown-it;
raw HTML stays visible as text; nh3 then lets through a list of tags and nothing else.
Source: CommonMark; Google's ``rel="ugc"`` for links that readers set.
"""

from __future__ import annotations

import nh3
from markdown_it import MarkdownIt

LINK_REL = "nofollow ugc noopener"
SCHEMES = {"http", "https", "mailto"}
TAGS = {"p", "br", "em", "strong", "a", "blockquote", "ul", "ol", "li", "code", "pre"}
IMPORTED_TAGS = TAGS | {"b", "i", "del", "ins", "s", "q", "cite", "abbr", "sub", "sup"}
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}}

_parser = MarkdownIt(
    "zero",
    {"html": False, "linkify": False, "typographer": False, "breaks": True},
).enable(
    [
        "autolink",
        "backticks",
        "blockquote",
        "code",
        "emphasis",
        "entity",
        "escape",
        "fence",
        "link",
        "list",
        "newline",
    ]
)


def render(text: str) -> str:
    """Return the HTML of a comment; the same text gives the same HTML."""
    return _clean(_parser.render(text), TAGS)


def sanitize(html: str) -> str:
    """Return HTML written elsewhere, reduced to what a comment may hold."""
    return _clean(html, IMPORTED_TAGS)


def _clean(html: str, tags: set[str]) -> str:
    return nh3.clean(
        html,
        tags=tags,
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel=LINK_REL,
        strip_comments=True,
    ).strip()
