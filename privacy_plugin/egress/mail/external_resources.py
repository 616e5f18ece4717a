"""Find what a mail program would load or run; our mails contain nothing of it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_LOADING_TAGS = frozenset(
    {
        "audio", "base", "embed", "form", "iframe", "image", "img", "input", "link",
        "object", "picture", "script", "source", "svg", "video",
    },
)  # fmt: skip
_LOADING_ATTRIBUTES = frozenset({"background", "ping", "poster", "src", "srcset"})
_LOADING_STYLE = re.compile(r"url\s*\(|@import|image-set", re.IGNORECASE)


def find_external_resource(html: str) -> str:
    """Return the first part of a mail that would load something, empty for none."""
    parser = _ExternalResourceParser()
    parser.feed(html)
    parser.close()
    return parser.found


class _ExternalResourceParser(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found = ""
        self._is_style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._is_style = tag == "style"
        if tag in _LOADING_TAGS:
            self.found = self.found or f"<{tag}>"
        for name, value in attrs:
            loads = name in _LOADING_ATTRIBUTES or name.startswith("on")
            if loads or (name == "style" and _LOADING_STYLE.search(value or "")):
                self.found = self.found or f"{name}="

    def handle_data(self, data: str) -> None:
        if self._is_style and _LOADING_STYLE.search(data):
            self.found = self.found or "url() in a style"
