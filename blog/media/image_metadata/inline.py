"""Pictures written into a text as `data:` addresses, and style sheets that hold them.

Source: RFC 2397; WHATWG Fetch, "data: URLs"; CSS Syntax Module Level 3.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable
from urllib.parse import unquote_to_bytes

from blog.media.image_metadata.errors import UnreadableImage
from privacy_plugin.validation.web_urls import strip_url

Strip = Callable[[bytes], bytes]

_ADDRESS = re.compile(r"data:([^,]*),([^#]*)(#.*)?\Z", re.IGNORECASE | re.DOTALL)
_INSIDE = re.compile(r"data:\s*(?:[\w.+-]+/|[;,])", re.IGNORECASE)
_PLAIN = re.compile(r"[\w.+-]+/[\w.+-]+(?:;charset=utf-8)?(?:;base64)?", re.IGNORECASE)
_TYPE = re.compile(r"[\w.+-]+/[\w.+-]+")
_BASE64 = re.compile(r";\s*base64\s*\Z", re.IGNORECASE)
_FONTS = (b"wOFF", b"wOF2", b"OTTO", b"true", b"\0\1\0\0")
_CSS = re.compile(
    r"""/\*.*?(?:\*/|\Z)
    | url\(\s*(?P<bare>(?!["'\s])[^)]*)
    | "(?P<double>(?:[^"\\\n]|\\.)*)" | '(?P<single>(?:[^'\\\n]|\\.)*)'""",
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
_ESCAPE = re.compile(r"\\(?:([0-9a-f]{1,6})\s?|(\n)|(.))", re.IGNORECASE | re.DOTALL)


def holds_address(text: str) -> bool:
    """Say whether something in it looks like the beginning of such an address."""
    return bool(_INSIDE.search(_join(text)))


def strip_address(address: str, strip: Strip) -> str:
    """Return a `data:` address with its picture stripped; any other as it is.

    Raises UnreadableImage for content that is neither a picture nor a font.
    """
    joined = strip_url(address)
    if not joined.lower().startswith("data:"):
        return address
    found = _ADDRESS.match(joined)
    if found is None:
        raise UnreadableImage
    kind, data, fragment = found.groups(default="")
    content = unquote_to_bytes(data)
    if _BASE64.search(kind):
        content = _decode(content)
    stripped = content if content.startswith(_FONTS) else strip(content)
    if stripped == content and _PLAIN.fullmatch(kind):
        return address
    named = _TYPE.match(kind)
    encoded = base64.b64encode(stripped).decode()
    return f"data:{named[0] if named else ''};base64,{encoded}{fragment}"


def strip_css(css: str, strip: Strip) -> str:
    """Return a style sheet with its pictures stripped and its comments empty.

    Raises UnreadableImage where an address is written so that it cannot be found.
    """

    def replace(token: re.Match[str]) -> str:
        for name in ("bare", "double", "single"):
            if (address := token[name]) is not None:
                start, end = (at - token.start() for at in token.span(name))
                stripped = strip_address(address, strip)
                return token[0][:start] + stripped + token[0][end:]
        return "/**/"

    if "\\" in css and holds_address(_ESCAPE.sub(_unescape, css)):
        raise UnreadableImage
    if holds_address(_CSS.sub("", css)):
        raise UnreadableImage
    return _CSS.sub(replace, css)


def _unescape(escape: re.Match[str]) -> str:
    code, newline, other = escape.groups()
    if code:
        return chr(min(int(code, 16), 0x10FFFF))
    return "" if newline else other


def _join(text: str) -> str:
    """Return it without the line breaks that addresses may have anywhere."""
    return re.sub(r"[\t\n\r]", "", text)


def _decode(data: bytes) -> bytes:
    data = b"".join(data.split()).rstrip(b"=")
    try:
        return base64.b64decode(data + b"=" * (-len(data) % 4), validate=True)
    except binascii.Error as error:
        raise UnreadableImage from error
