"""Parse untrusted HTML like a browser, into one tree.

nh3 parses it by the HTML standard and serialises it in canonical form; Beautiful Soup
builds a tree of that form, so two parsers cannot disagree. The result is not safe to
render yet.
"""

from __future__ import annotations

import re

import nh3
from bs4 import BeautifulSoup
from bs4.element import Tag

from privacy_plugin.validation.web_urls import LINK_SCHEMES

_LAYOUT = {"area", "article", "center", "map", "nav", "header"}
HARMLESS = (nh3.ALLOWED_TAGS - _LAYOUT) | {"figure", "figcaption", "tfoot"}
VOID = frozenset(
    {"br", "col", "embed", "frame", "hr", "img", "input", "link", "meta", "base"}
    | {"param", "source", "track", "wbr"}
)
_AMP = tuple(
    f"amp-{name}"
    for name in (
        "audio", "dailymotion", "facebook", "iframe", "img", "instagram", "reddit",
        "twitter", "video", "vimeo", "youtube",
    )
)  # fmt: skip
_ACTING = frozenset(
    {"applet", "area", "audio", "base", "body", "button", "embed", "feImage", "form"}
    | {"frame", "image", "img", "input", "link", "math", "meta", "object", "param"}
    | {"picture", "source", "svg", "track", "use", "video", "iframe", "script", "style"}
    | {*_AMP}
)
_DROPPED = {"noembed", "noframes", "plaintext", "textarea", "title", "xmp"}
_ATTRIBUTES = {
    *("abbr", "action", "alt", "background", "cite", "class", "colspan", "content"),
    *("controls", "data", "datetime", "dir", "embedtype", "format", "formaction"),
    *("headers", "height", "href", "hreflang", "http-equiv", "id", "imagesrcset"),
    *("kind", "label", "lang", "linktype", "name", "onclick", "onerror", "onload"),
    *("onmouseover", "ping", "poster", "rel", "reversed", "rowspan", "scope", "span"),
    *("src", "srcdoc", "srclang", "srcset", "start", "style", "target", "title"),
    *("type", "url", "uuid", "value", "width", "xlink:href"),
}
_NOSCRIPT = re.compile(r"</?noscript\b[^<>]*>?", re.IGNORECASE)
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9-]*)[^<>]*>?")
_CLOSED_BY_NEXT = frozenset({"dd", "dt", "li", "option", "p", "td", "th", "tr"})
DEEPEST = 512
# Beautiful Soup keeps a list of void tags that do not say that they end, and looks it
# through at each end tag: slow for thousands of pictures.
_VOID_TAG = re.compile(rf"<((?:area|image|{'|'.join(VOID)})(?: [^<>]*)?)>")
_IFRAME = re.compile(r"(<iframe[^>]*>).*?</iframe>", re.DOTALL)
# Half a character, which JSON can hold, is nothing an answer can be made of.
_HALF = r"\ud800-\udfff"
_VALUE = rf'[^"<>{_HALF}]*+'
_PLAIN = re.compile(
    rf"""(?:[^<{_HALF}]++|</?(?:a|b|blockquote|br|code|del|em|embed|h[1-6]|hr|i|li|mark
        |ol|p|s|small|span|strong|sub|sup|u|ul)
        (?:\s+(?:alt|class|embedtype|format|id|lang|linktype|rel|target|title|url|uuid
        |data-[\w-]+)="{_VALUE}"|\s+href="(?:https?://|mailto:|tel:|/|\#){_VALUE}")*+
        \s*/?>)*+\Z""",
    re.VERBOSE,
)


def is_plain(source: str) -> bool:
    """Say whether HTML is only what Wagtail's editor writes, which loads nothing.

    Whatever is written in any other way is not plain, harmless or not.
    """
    return _PLAIN.match(source) is not None


def parse_html(source: str, *, further: frozenset[str] = frozenset()) -> Tag:
    """Return an element with `source` in it; `further` names attributes to keep.

    What a browser without scripting would see within ``noscript`` is seen too.
    """
    text = _IFRAME.sub(r"\1</iframe>", normalized(source, further=further))
    text = _VOID_TAG.sub(r"<\1/>", text)
    soup = BeautifulSoup(
        f"<root>{text}</root>",
        "html.parser",
        multi_valued_attributes=None,
        preserve_whitespace_tags={"root"},
    )
    return soup.contents[0]  # type: ignore[return-value] # the root, whatever is in it


def get_attributes(element: Tag) -> dict[str, str]:
    """Return the attributes of an element, their values unescaped."""
    return {name: str(value) for name, value in element.attrs.items()}


def normalized(source: str, *, further: frozenset[str] = frozenset()) -> str:
    """Return the same HTML in the one regular form; raise nothing, whatever it is."""
    readable = source.encode("utf-8", "replace").decode()
    return nh3.clean(
        _shallow(_NOSCRIPT.sub("", readable)),
        tags=set(HARMLESS | _ACTING),
        attributes={"*": _ATTRIBUTES | further},
        generic_attribute_prefixes={"data-"},
        clean_content_tags=_DROPPED,
        url_schemes=set(LINK_SCHEMES),
        link_rel=None,
    )


def _shallow(source: str) -> str:
    """Drop tags nested deeper than in any browser.

    Parsing takes time by the square of the depth, so a short text could take minutes.
    """
    if source.count("<") <= DEEPEST:
        return source
    depth = 0

    def judge(match: re.Match[str]) -> str:
        nonlocal depth
        name = match[2].lower()
        if name in VOID | _CLOSED_BY_NEXT or match[0].endswith("/>"):
            return match[0]
        depth = max(0, depth + (-1 if match[1] else 1))
        return "" if depth > DEEPEST and not match[1] else match[0]

    return _TAG.sub(judge, source)
