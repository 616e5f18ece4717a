"""Sanitise a whole post for mail: text and links, nothing that is loaded (decision 41).

Every page type's HTML goes through here. An image becomes its alternative text with a
link, and a paragraph of the class ``embed-card`` or ``link-card`` a card.
"""

from __future__ import annotations

import nh3
from bs4 import BeautifulSoup, Tag
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from privacy_plugin.validation.web_urls import LINK_SCHEMES

_CARDS = {"embed-card", "link-card"}
_BOXES = {
    "address", "article", "aside", "details", "figcaption", "figure", "footer",
    "header", "section", "summary",
}  # fmt: skip
_RENAMED = dict.fromkeys(_BOXES, "div") | {"h1": "h2"}  # a mail has its own title
_STYLED = {"figure", "figcaption"}
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
    sound = source.encode(errors="replace").decode()  # half a letter is none
    # Twice: what is taken out the first time may have held two things apart.
    soup = BeautifulSoup(_cleaned(_cleaned(sound, base), base), "html.parser")
    for picture in soup.find_all("img"):
        _replace_picture(picture, base)
    for link in soup.find_all("a", href=False):
        link.unwrap()
    for paragraph in soup.find_all("p", class_=True):
        _shape_card(paragraph)
    for span in soup.find_all("span"):
        span.unwrap()
    for table in soup.find_all("table"):
        box = Tag(name="div", attrs={"class": "table", "role": "region"})
        table.wrap(box).attrs |= {"tabindex": "0", "aria-label": _("Table")}
    for box in soup.find_all(list(_RENAMED)):
        if box.name in _STYLED:
            box["class"] = box.name
        box.name = _RENAMED[box.name]
    has_words = any(letter.isalnum() for letter in soup.get_text())
    return mark_safe(str(soup).strip() if has_words else "")  # noqa: S308 - of what nh3 let through


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


def _replace_picture(picture: Tag, base: str) -> None:
    """Write what a picture shows; one without words is mere decoration."""
    words = picture.get("alt")
    if words is not None and not str(words).strip():
        picture.decompose()
        return
    line = _("Picture: %(words)s") % {"words": words} if words else _("A picture")
    if base and not picture.find_parent("a", href=True):
        link = Tag(name="a", attrs={"href": base})
        link.string = line
        picture.replace_with(link)
    else:
        picture.replace_with(line)


def _shape_card(paragraph: Tag) -> None:
    """Put what a card says about its link on a line of its own."""
    classes = paragraph.get_attribute_list("class")
    del paragraph["class"]
    if not _CARDS & set(classes):
        return
    paragraph["class"] = "card"
    for words in paragraph.find_all("span"):
        words.name = "small"
        words.insert_before(Tag(name="br", can_be_empty_element=True))
