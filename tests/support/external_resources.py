"""Say what a browser would load from elsewhere if it were shown this HTML.

An opinion independent of the plugin's: parsed by html5lib, and strict. Anything that is
not known to load nothing counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import html5lib

ACTING = {
    "applet", "base", "embed", "feimage", "foreignobject", "form", "frame", "frameset",
    "iframe", "input", "link", "math", "meta", "object", "param", "portal", "script",
    "style", "svg", "template",
}  # fmt: skip
LOADING = {
    "action", "background", "code", "codebase", "data", "dynsrc", "formaction",
    "imagesrcset", "longdesc", "lowsrc", "manifest", "ping", "poster", "profile", "src",
    "srcdoc", "srcset", "usemap",
}  # fmt: skip
OURS = re.compile(r"/(?:media|static)/[^\\]*\Z")


def loads(html: str) -> list[str]:
    """Return each element or attribute that acts or asks another host."""
    tree = html5lib.parse(html, treebuilder="etree", namespaceHTMLElements=False)
    return [found for element in tree.iter() for found in _of(element)]


def _of(element) -> Iterator[str]:
    name = str(element.tag).rpartition("}")[2].lower()
    attributes = {str(key).rpartition("}")[2]: v for key, v in element.attrib.items()}
    if name == "embed":
        if set(attributes) - {"embedtype", "url", "id", "format", "alt", "class"}:
            yield f"embed {sorted(attributes)}"
    elif name in ACTING:
        yield name
    for key, value in attributes.items():
        is_address = key in LOADING or key.startswith("on")
        if is_address and not (key in {"src", "poster"} and OURS.match(value)):
            yield f"{name} {key}={value}"
        if key == "style" and re.search(r"[(@\\]", value):
            yield f"{name} style={value}"
        scheme = re.sub(r"[\x00-\x20]", "", value).lower()
        if key == "href" and scheme.startswith(("javascript:", "data:", "vbscript:")):
            yield f"{name} href={value}"
