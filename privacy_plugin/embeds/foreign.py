"""Make foreign HTML inert: nothing in it acts, and none of it contacts another host.

Whatever an editor pastes or an import brings along goes through here when it is saved,
when it is loaded and when it is shown. What would be embedded stays in it as a mark
(see ``replacing``) until it is shown; ``shown_html`` then puts there what stands for
it. Cleaning what was cleaned changes nothing.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe

from privacy_plugin.embeds.addresses import is_ours
from privacy_plugin.embeds.gate import gate_html, prefetch
from privacy_plugin.embeds.normal import (
    HARMLESS,
    VOID,
    Piece,
    is_plain,
    tokens,
)
from privacy_plugin.embeds.replacing import replaced

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
_SCHEMES = {"http", "https", "mailto", "tel"}
_ENTITY = re.compile(r"<(?:a|embed)\s([^<>]*)>")
_NAMED = re.compile(r'([\w-]++)="[^"]*"')
_STYLE = re.compile(r"[\w\s:;,.#%-]*\Z")
_MARK = re.compile(r"<embed((?: [\w-]+=\"[^\"]*\")*)\s*/?>")
_URL = re.compile(r' url="([^"]*)"')
_WRAPPED = re.compile(r"<(figure|div|p)(?: [^>]*)?>\s*(<embed [^>]*>)\s*</\1>")
_UNSAFE_NAMES = frozenset(
    {"action", "background", "data", "formaction", "href", "ping", "poster", "src"}
    | {"srcdoc", "srcset", "style"},
)


@lru_cache(maxsize=256)
def inert_html(source: str, *, base: str = "") -> str:
    """Return `source` without anything that acts, or that asks another host.

    With `base`, an absolute address, every address in it is made complete, as a feed
    needs it.
    """
    return nh3.clean(
        replaced(source),
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        allowed_classes=_CLASSES,
        attribute_filter=_filtered,
        url_schemes=_SCHEMES,
        link_rel="noopener",
        url_relative=("rewrite_with_base", base) if base else None,
    )


def inert_rich_text(source: str) -> str:
    """Return stored rich text without what its editor would never have let in.

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
        replaced(source, further=named),
        tags=_TAGS | {"mark"},
        attributes=attributes,
        generic_attribute_prefixes={"data-"},
        attribute_filter=_filtered,
        url_schemes=_SCHEMES,
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
        return value if is_ours(value) else None
    if attribute == "style":
        return value if _STYLE.match(value) else None
    return value


def embedded(source: str) -> list[str]:
    """Return the addresses of what inert HTML embeds, in order."""
    found = (_URL.search(match[1]) for match in _MARK.finditer(source))
    return [html.unescape(match[1]) for match in found if match]


def shown_html(source: str) -> SafeString:
    """Clean `source` once more, and show what its marks stand for.

    That is a gate on a page that is being served, and elsewhere a link.
    """
    inert = inert_html(source)
    prefetch(embedded(inert))
    shown = _MARK.sub(lambda match: "".join(map(gate_html, embedded(match[0]))), inert)
    return mark_safe(shown)  # noqa: S308 - just cleaned


def parted(source: str) -> Iterator[tuple[bool, str]]:
    """Part HTML at the embeds that stand by themselves: whether it is one, and it.

    An embed is its address, everything else inert HTML. What stands within a list or a
    table stays where it is.
    """
    inert = _WRAPPED.sub(r"\2", _WRAPPED.sub(r"\2", inert_html(source)))
    depth, text = 0, ""
    for token in tokens(inert):
        is_mark = token.name == "embed" and token.piece is Piece.START
        if is_mark and not depth:
            yield from ((False, text.strip()),) if text.strip() else ()
            yield True, token.read().get("url", "")
            text = ""
            continue
        if token.name not in VOID and token.piece is not Piece.TEXT:
            depth += 1 if token.piece is Piece.START else -1
        text += token.source
    if text.strip():
        yield False, text.strip()
