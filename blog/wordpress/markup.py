"""Turn WordPress's HTML into safe HTML that loads nothing from anywhere.

Three steps: the block editor's comments are taken out, or classic text gets its
paragraphs; whatever would load something from another host (pictures, frames, films,
scripts) becomes a link to it, or goes; nh3 removes what is left of danger. Shortcodes
stay as the text they are. Source of the paragraph rules: ``wpautop()`` of WordPress.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlsplit

import nh3
from django.utils.translation import gettext as _

_BLOCK_COMMENT = re.compile(r"<!--\s*/?wp:.*?-->", re.DOTALL)
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
_STARTS_WITH_BLOCK = re.compile(rf"</?(?:{_BLOCKS})\b", re.IGNORECASE)
_HOLD = "\x1a{}\x1a"
_HELD = re.compile(r"\x1a(\d+)\x1a")

TAGS = frozenset(
    "a abbr b blockquote br caption cite code col colgroup dd del details dfn div dl dt "
    "em figcaption figure h2 h3 h4 h5 h6 hr i ins kbd li mark ol p pre q s samp small "
    "span strong sub summary sup table tbody td tfoot th thead time tr u ul var wbr".split(),
)
ATTRIBUTES = {
    "*": {"lang", "dir"},
    "a": {"href", "title", "hreflang"},
    "abbr": {"title"},
    "del": {"datetime"},
    "ins": {"datetime"},
    "li": {"value"},
    "ol": {"start", "reversed"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope", "abbr"},
    "time": {"datetime"},
}
SCHEMES = {"http", "https", "mailto", "tel"}


@dataclass(frozen=True, slots=True)
class Cleaned:
    """Hold the safe HTML, and how many things of which kind became a link or went."""

    html: str
    linked: int
    removed: int


def body(content: str) -> Cleaned:
    """Turn a post's content, of the block editor or older, into safe HTML."""
    if "<!-- wp:" in content or "<!--wp:" in content:
        content = _BLOCK_COMMENT.sub("", content)
    else:
        content = paragraphs(content)
    return clean(content)


def clean(content: str) -> Cleaned:
    """Replace what would load something by links, then sanitise."""
    rewriter = _Rewriter()
    rewriter.feed(_COMMENT.sub("", content))
    rewriter.close()
    safe = nh3.clean(
        "".join(rewriter.out),
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        url_schemes=SCHEMES,
        link_rel="noopener noreferrer",
    )
    return Cleaned(safe.strip(), rewriter.linked, rewriter.removed)


def plain(content: str) -> str:
    """Return the text without any markup, its white space folded."""
    text = nh3.clean(_COMMENT.sub("", content), tags=set())
    return " ".join(html.unescape(text).split())


def web_address(value: str) -> str:
    """Return the address if it is a well-formed one of the web, or an empty string."""
    value = value.strip()
    if not value or any(character.isspace() for character in value):
        return ""
    try:
        parts = urlsplit(value)
        host = parts.hostname or ""
    except ValueError:
        return ""
    is_web = parts.scheme in {"http", "https"} and "." in host and not parts.username
    return value if is_web and not host.endswith(".") else ""


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


_KEEPS_TEXT = frozenset("figcaption h1 h2 h3 h4 h5 h6 li p summary td th dt dd".split())


def _paragraphs_outside_blocks(chunks: Iterable[str]) -> Iterator[str]:
    """Wrap loose text; a text whose element holds text anyway gets breaks only."""
    open_text = 0
    for chunk in chunks:
        if _HELD.fullmatch(chunk):
            yield chunk
        elif _STARTS_WITH_BLOCK.match(chunk):
            name = re.sub(r"[^a-z0-9]", "", chunk[1:].split(">")[0].split()[0].lower())
            if name in _KEEPS_TEXT:
                open_text = max(0, open_text + (-1 if chunk[1] == "/" else 1))
            yield chunk
        elif open_text:
            yield chunk.replace("\n", "<br>\n")
        else:
            yield "<p>" + chunk.replace("\n", "<br>\n") + "</p>"


_LOADING = frozenset("audio embed iframe img object source video".split())
_SILENT = frozenset("script style noscript template form input button select".split())
_WITH_CONTENT_GONE = frozenset("script style noscript template".split())


class _Rewriter(HTMLParser):
    """Write the HTML anew, with links in place of whatever would be loaded."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.out: list[str] = []
        self.linked = 0
        self.removed = 0
        self.in_link = 0
        self.skipping = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _WITH_CONTENT_GONE:
            self.skipping += 1
            self.removed += 1
        elif self.skipping:
            return
        elif tag in _LOADING:
            self._link(tag, {name: value or "" for name, value in attrs})
        elif tag not in _SILENT:
            self.in_link += tag == "a"
            self.out.append(_opening("h2" if tag == "h1" else tag, attrs))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag in _WITH_CONTENT_GONE:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _WITH_CONTENT_GONE:
            self.skipping = max(0, self.skipping - 1)
        elif not self.skipping and tag not in _LOADING and tag not in _SILENT:
            self.in_link = max(0, self.in_link - (tag == "a"))
            self.out.append(f"</{'h2' if tag == 'h1' else tag}>")

    def handle_data(self, data: str) -> None:
        if not self.skipping:
            self.out.append(data)

    def handle_entityref(self, name: str) -> None:
        self.handle_data(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self.handle_data(f"&#{name};")

    def _link(self, tag: str, attributes: dict[str, str]) -> None:
        address = attributes.get("src") or attributes.get("data", "")
        address = f"https:{address}" if address.startswith("//") else address
        if not web_address(address):
            self.removed += bool(address)
            return
        label = _label(tag, address, attributes.get("alt") or attributes.get("title"))
        self.linked += 1
        if self.in_link:
            self.out.append(html.escape(label))
        else:
            self.out.append(
                f'<a href="{html.escape(address)}">{html.escape(label)}</a>'
            )


def _label(tag: str, address: str, description: str | None) -> str:
    if tag == "img":
        if description:
            return _("Picture: %(description)s") % {"description": description}
        name = urlsplit(address).path.rpartition("/")[2]
        return _("Picture %(name)s") % {"name": name} if name else _("Picture")
    host = urlsplit(address).hostname
    return _("Content at %(host)s") % {"host": host}


def _opening(tag: str, attrs: list[tuple[str, str | None]]) -> str:
    written = "".join(f' {name}="{html.escape(value or "")}"' for name, value in attrs)
    return f"<{tag}{written}>"
