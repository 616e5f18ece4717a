"""Sanitise untrusted HTML: no scripts, no requests to other hosts (decision 12).

Applied when a value is saved, loaded and rendered. Embeds stay in it as placeholders
(see ``rewrite``); ``render_html`` renders them. Sanitising is idempotent.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import lru_cache

import nh3
from bs4.dammit import EntitySubstitution
from bs4.element import PageElement, Tag
from bs4.formatter import HTMLFormatter
from django.utils.safestring import SafeString, mark_safe

from privacy_plugin.embeds.gates.gate import prefetch_items, render_gate
from privacy_plugin.embeds.html.parse import HARMLESS, is_plain, parse_html
from privacy_plugin.embeds.html.rewrite import rewrite_html
from privacy_plugin.embeds.html.source_urls import is_own_file
from privacy_plugin.validation.web_urls import LINK_SCHEMES

_TAGS = set(HARMLESS | {"audio", "embed", "source", "track", "video"})
_MEDIA = {"src", "controls", "height", "poster", "preload", "width"}
_ATTRIBUTES: dict[str, set[str]] = {
    **nh3.ALLOWED_ATTRIBUTES,
    "a": {"href", "hreflang", "title"},
    "abbr": {"title"},
    "audio": _MEDIA,
    "embed": {"embedtype", "url"},
    "hr": set(),
    "img": {"src", "alt", "width", "height"},
    "source": {"src", "type"},
    "time": {"datetime"},
    "track": {"src", "kind", "label", "srclang"},
    "video": _MEDIA,
}
_CLASSES = {
    name: {"alignleft", "alignright", "aligncenter", "wp-caption", "wp-caption-text"}
    for name in ("div", "figure", "figcaption", "img", "p")
}
_RICH = {"class", "dir", "id", "lang", "style", "title"}
_RICH_ATTRIBUTES = _ATTRIBUTES | {
    "*": _RICH,
    "a": {"href", "hreflang", "linktype", "rel", "target", "uuid"},
    "embed": {"alt", "embedtype", "format", "id", "url"},
}
_ENTITY = re.compile(r"<(?:a|embed)\s([^<>]*)>")
_NAMED = re.compile(r'([\w-]++)="[^"]*"')
_STYLE = re.compile(r"[\w\s:;,.#%-]*\Z")
_MARK = re.compile(r"<embed((?: [\w-]+=\"[^\"]*\")*)\s*/?>")
_URL = re.compile(r' url="([^"]*)"')
_WRAPPERS = 2
_FORMATTER = HTMLFormatter(
    EntitySubstitution.substitute_xml, void_element_close_prefix=""
)
_UNSAFE_NAMES = frozenset(
    {"action", "background", "data", "formaction", "href", "ping", "poster", "src"}
    | {"srcdoc", "srcset", "style"}
)


@lru_cache(maxsize=256)
def sanitize_html(source: str, *, base: str = "") -> str:
    """Return `source` without anything that acts, or that asks another host.

    With `base`, an absolute address, every address in it is made complete, as a feed
    needs it.
    """
    return nh3.clean(
        rewrite_html(source),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        allowed_classes=_CLASSES,
        attribute_filter=_filtered,
        url_schemes=set(LINK_SCHEMES),
        link_rel="noopener",
        url_relative=("rewrite_with_base", base) if base else None,
    )


def sanitize_rich_text(source: str) -> str:
    """Return stored rich text without anything its editor would not produce.

    What Wagtail's own features store is left as it is, to the letter.
    """
    if not source or is_plain(source):
        return source
    return _cleaned_rich_text(source)


@lru_cache(maxsize=256)
def _cleaned_rich_text(source: str) -> str:
    named = _names_of_entities(source)
    attributes = {
        **_RICH_ATTRIBUTES,
        "a": _RICH_ATTRIBUTES["a"] | named,
        "embed": _RICH_ATTRIBUTES["embed"] | named,
    }
    cleaned = nh3.clean(
        rewrite_html(source, further=named),
        tags=_TAGS | {"mark"},
        attributes=attributes,
        generic_attribute_prefixes={"data-"},
        attribute_filter=_filtered,
        url_schemes=set(LINK_SCHEMES),
        link_rel=None,
    )
    return _MARK.sub(r"<embed\1/>", cleaned)


def _names_of_entities(source: str) -> frozenset[str]:
    """Return the attributes that entities of other apps have here, harmless ones."""
    found: set[str] = set()
    for match in _ENTITY.finditer(source):
        names = _NAMED.findall(match[1])
        if "embedtype" in names or "linktype" in names:
            found.update(names)
    return frozenset(
        name for name in found - _UNSAFE_NAMES if not name.lower().startswith("on")
    )


def _filtered(_tag: str, attribute: str, value: str) -> str | None:
    """Let an attribute through, or not; the last word about what is loaded."""
    if attribute in {"src", "poster"}:
        return value if is_own_file(value) else None
    if attribute == "style":
        return value if _STYLE.match(value) else None
    return value


def find_embed_urls(source: str) -> list[str]:
    """Return the addresses of what inert HTML embeds, in order."""
    found = (_URL.search(match[1]) for match in _MARK.finditer(source))
    return [html.unescape(match[1]) for match in found if match]


def render_html(source: str) -> SafeString:
    """Sanitise `source` again, and render its embeds.

    That is a gate on a page that is being served, and elsewhere a link.
    """
    inert = sanitize_html(source)
    prefetch_items(find_embed_urls(inert))
    shown = _MARK.sub(
        lambda match: "".join(map(render_gate, find_embed_urls(match[0]))), inert
    )
    return mark_safe(shown)  # noqa: S308 - just cleaned


def split_at_embeds(source: str) -> Iterator[tuple[bool, str]]:
    """Split HTML at stand-alone embeds; yield whether a part is one, and the part.

    An embed is its address, everything else inert HTML. What stands within a list or a
    table stays where it is.
    """
    text = ""
    for node in parse_html(sanitize_html(source)).contents:
        if url := _get_only_embed(node):
            yield from ((False, text.strip()),) if text.strip() else ()
            yield True, url
            text = ""
        elif isinstance(node, Tag):
            text += node.decode(formatter=_FORMATTER).replace("\xa0", "&nbsp;")
        else:
            text += html.escape(str(node), quote=False).replace("\xa0", "&nbsp;")
    if text.strip():
        yield False, text.strip()


def _get_only_embed(node: PageElement) -> str:
    """Return the URL of a stand-alone embed in at most two wrappers."""
    for _level in range(_WRAPPERS + 1):
        if not isinstance(node, Tag):
            return ""
        if node.name == "embed":
            return str(node.get("url", ""))
        inner = [
            one for one in node.contents if isinstance(one, Tag) or str(one).strip()
        ]
        if node.name not in {"div", "figure", "p"} or len(inner) != 1:
            return ""
        node = inner[0]
    return ""
