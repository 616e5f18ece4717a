"""A whole text as a mail may hold it: words, links, and nothing that is loaded.

Whatever a page type hands over goes through here, however carefully it was made. A
picture becomes its alternative text with a link to where it can be seen, and a
paragraph of the class ``embed-card`` or ``link-card`` a card.
"""

from __future__ import annotations

from html.parser import HTMLParser

import nh3
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from privacy_plugin.validation.web_urls import LINK_SCHEMES

_CARDS = {"embed-card", "link-card"}
_BOXES = {
    "address", "article", "aside", "details", "figcaption", "figure", "footer",
    "header", "section", "summary",
}  # fmt: skip
_KEPT = {
    "a", "abbr", "b", "blockquote", "br", "caption", "cite", "code", "dd", "del", "div",
    "dl", "dt", "em", "h2", "h3", "h4", "h5", "h6", "hr", "i", "ins", "kbd", "li",
    "mark", "ol", "p", "pre", "q", "s", "samp", "small", "strong", "sub", "sup",
    "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
_SPANS = {"colspan", "rowspan"}
_ATTRIBUTES = {
    "*": {"dir", "lang"},
    "a": {"href"},
    "img": {"alt"},
    "ol": {"start"},
    "p": {"class"},
    "td": _SPANS,
    "th": _SPANS | {"scope"},
}


def clean_post_html(source: str, *, base: str) -> SafeString:
    """Return HTML for a mail in the active language; `base` is where it is published.

    Every address in it is made complete. Empty where there is nothing to read.
    """
    writer = _Writer(base)
    sound = source.encode(errors="replace").decode()  # half a letter is none
    # Twice: what is taken out the first time may have held two things apart.
    writer.feed(_cleaned(_cleaned(sound, base), base))
    writer.close()
    html = writer.html()
    has_words = any(letter.isalnum() for letter in nh3.clean(html, tags=set()))
    return mark_safe(html if has_words else "")  # noqa: S308 - written from what nh3 let through


def _cleaned(source: str, base: str) -> str:
    return nh3.clean(
        source,
        tags=_KEPT | _BOXES | {"h1", "img", "span"},
        clean_content_tags={"script", "style", "svg", "math", "template", "title"},
        attributes=_ATTRIBUTES,
        url_schemes=set(LINK_SCHEMES),
        link_rel=None,
        url_relative=("rewrite_with_base", base) if base else "deny",
    )


class _Writer(HTMLParser):
    """Write clean HTML down again in the elements a mail has."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self._base = base
        self._parts: list[str] = []
        self._links: list[bool] = []
        self._is_card = False

    def html(self) -> str:
        return "".join(self._parts).strip()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Write the beginning of an element, or what stands for it."""
        values = {name: value or "" for name, value in attrs}
        if tag == "img":
            self._write_picture(values)
        elif tag == "span":
            self._parts.append("<br><small>" if self._is_card else "")
        elif tag == "a":
            self._links.append(bool(values.get("href")))
            self._parts.append(_start("a", values) if self._links[-1] else "")
        elif tag == "p":
            self._is_card = bool(_CARDS & set(values.pop("class", "").split()))
            own = {"class": "card"} if self._is_card else {}
            self._parts.append(_start("p", own | values))
        elif tag == "table":
            name = escape(_("Table"))
            box = f'<div class="table" role="region" tabindex="0" aria-label="{name}">'
            self._parts.append(box + _start("table", values))
        else:
            self._parts.append(_start(_name_in_mail(tag), _class_of(tag) | values))

    def handle_endtag(self, tag: str) -> None:
        """Write the end of an element."""
        if tag == "span":
            self._parts.append("</small>" if self._is_card else "")
        elif tag == "a":
            was_written = self._links.pop() if self._links else False
            self._parts.append("</a>" if was_written else "")
        elif tag == "table":
            self._parts.append("</table></div>")
        elif tag != "img":
            self._is_card = self._is_card and tag != "p"
            self._parts.append(f"</{_name_in_mail(tag)}>")

    def handle_data(self, data: str) -> None:
        self._parts.append(escape(data))

    def _write_picture(self, values: dict[str, str]) -> None:
        """Write what a picture shows; one without words is mere decoration."""
        words = values.get("alt")
        if words is not None and not words.strip():
            return
        line = _("Picture: %(words)s") % {"words": words} if words else _("A picture")
        if any(self._links) or not self._base:
            self._parts.append(escape(line))
        else:
            self._parts.append(format_html('<a href="{}">{}</a>', self._base, line))


def _name_in_mail(tag: str) -> str:
    """Return under which name a mail has an element; its own title is the only h1."""
    if tag == "h1":
        return "h2"
    return "div" if tag in _BOXES else tag


def _class_of(tag: str) -> dict[str, str]:
    """Return how some elements are dressed."""
    return {"class": tag} if tag in {"figure", "figcaption"} else {}


def _start(tag: str, values: dict[str, str]) -> str:
    written = "".join(f' {name}="{escape(value)}"' for name, value in values.items())
    return f"<{tag}{written}>"
