"""SVG: XML, in which drawing programs note who drew what, where and with what.

Source: SVG 2, § 5.10 (metadata); the vocabularies of Inkscape, Sodipodi and Adobe.
"""

from __future__ import annotations

import io
from functools import partial
from xml.etree import ElementTree as ET

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from blog.media.image_metadata.errors import UnreadableImage
from blog.media.image_metadata.inline import (
    Strip,
    holds_address,
    strip_address,
    strip_css,
)
from blog.media.image_metadata.raster import RASTER

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
_DRAWN = frozenset(
    (SVG, XLINK, "http://www.w3.org/1999/xhtml", "http://www.w3.org/1998/Math/MathML")
)
_XML = "http://www.w3.org/XML/1998/namespace"
_UNSEEN = ("metadata", "script")
_LISTS = frozenset(("values", "srcset", "srcdoc"))
_DEEPEST = 4


def is_svg(content: bytes) -> bool:
    """Say whether the file begins like an SVG."""
    return b"<svg" in content[:4096] or b":svg" in content[:4096]


def strip(content: bytes, *, depth: int = 0) -> bytes:
    """Return what is drawn; comments, notes, scripts and foreign words are left out.

    A file in which nothing of that stands comes back as it is. Of drawings in drawings,
    which each may hold the next, only a few levels are read.
    """
    if depth > _DEEPEST:
        raise UnreadableImage
    try:
        root = fromstring(content)
    except (ET.ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise UnreadableImage from error
    if root.tag != f"{{{SVG}}}svg":
        raise UnreadableImage
    before = ET.canonicalize(from_file=io.BytesIO(content), with_comments=True)
    _clean(root, partial(_strip_picture, depth=depth + 1))
    ET.register_namespace("", SVG)
    ET.register_namespace("xlink", XLINK)
    text = ET.tostring(root, encoding="unicode")
    if b"<!DOCTYPE" not in content and ET.canonicalize(text) == before:
        return content
    return text.encode()


def _clean(element: ET.Element, strip_picture: Strip) -> None:
    for name, value in list(element.attrib.items()):
        if _is_note(name):
            del element.attrib[name]
        else:
            element.set(name, _clean_value(_local(name), value, strip_picture))
    kept: ET.Element | None = None
    for child in list(element):
        if _local(child.tag) in _UNSEEN or _namespace(child.tag) not in _DRAWN:
            _remove(element, child, after=kept)
        else:
            _clean(child, strip_picture)
            kept = child
    if _local(element.tag) == "style":
        element.text = strip_css("".join(element.itertext()), strip_picture)
        del element[:]


def _is_note(name: str) -> bool:
    """Say whether an attribute is for programs or scripts only."""
    if _namespace(name) not in _DRAWN | {_XML, ""}:
        return True
    return name.lower().startswith(("on", "data-"))


def _clean_value(name: str, value: str, strip_picture: Strip) -> str:
    if name == "style":
        return strip_css(value, strip_picture)
    if name in _LISTS and holds_address(value):
        raise UnreadableImage
    cleaned = strip_address(value, strip_picture)
    if cleaned is value and "url(" in value.lower():
        return strip_css(value, strip_picture)
    return cleaned


def _remove(parent: ET.Element, child: ET.Element, *, after: ET.Element | None) -> None:
    """Take out an element and leave the text behind it where it is drawn."""
    if after is None:
        parent.text = (parent.text or "") + (child.tail or "")
    else:
        after.tail = (after.tail or "") + (child.tail or "")
    parent.remove(child)


def _namespace(name: str) -> str:
    """Return the vocabulary a name is from, empty for an attribute without one."""
    return name[1:].partition("}")[0] if name.startswith("{") else ""


def _local(name: str) -> str:
    """Return a name without its vocabulary."""
    return name.rpartition("}")[2].lower()


def _strip_picture(content: bytes, *, depth: int) -> bytes:
    """Return a picture within the drawing without its metadata."""
    for is_format, strip_raster in RASTER:
        if is_format(content):
            return strip_raster(content)
    if is_svg(content):
        return strip(content, depth=depth)
    raise UnreadableImage
