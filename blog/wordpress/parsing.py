"""Parse foreign XML in a stream, without trusting it.

Rests on defusedxml: no document type, no entities, nothing fetched. Besides, the file
has a size limit, each entry has one, and so has the nesting. Memory holds one entry at
a time. Control characters, which WordPress writes although XML forbids them, are
dropped before they reach the parser. Namespaces carry WordPress's version in their
address, so they are recognised by family; elements of other families are ignored, and
cannot pass for WordPress's.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO
from xml.parsers.expat import ExpatError, errors

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, ParseError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from blog.wordpress.errors import WxrError

CHUNK_BYTES = 64 * 1024
FILE_LIMIT_BYTES = 1024 * 1024 * 1024
ENTRY_LIMIT_BYTES = 32 * 1024 * 1024
DEPTH_LIMIT = 20

_OUTER = 2  # rss and channel stand around every entry

_CONTROL = bytes(set(range(32)) - {9, 10, 13})
_NAMESPACE = re.compile(r"\{(?P<uri>[^}]*)\}(?P<name>.*)", re.DOTALL)
_FAMILIES = (
    (re.compile(r"https?://wordpress\.org/export/1\.\d/\Z"), "wp:"),
    (re.compile(r"https?://wordpress\.org/export/1\.\d/excerpt/\Z"), "excerpt:"),
    (re.compile(r"https?://purl\.org/rss/1\.0/modules/content/\Z"), "content:"),
    (re.compile(r"https?://purl\.org/dc/elements/1\.1/\Z"), "dc:"),
)


@dataclass(slots=True)
class Node:
    """Hold one element below the channel, with what is in it."""

    name: str
    line: int
    attributes: dict[str, str]
    pieces: list[str] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)

    @property
    def text(self) -> str:
        """Return its own text, without the white space around it."""
        return "".join(self.pieces).strip()

    def value(self, name: str) -> str:
        """Return the text of the first child of that name, or an empty string."""
        return next((node.text for node in self.children if node.name == name), "")


def family_name(tag: str) -> str:
    """Return the name with its family's prefix, or nothing for a foreign family."""
    match = _NAMESPACE.match(tag)
    if match is None:
        return tag
    for pattern, prefix in _FAMILIES:
        if pattern.match(match["uri"]):
            return prefix + match["name"]
    return ""


class _Collector:
    """Collect the children of rss/channel, each whole, and forget them once taken."""

    def __init__(self) -> None:
        self.build_line: Callable[[], int] = int
        self.open: list[Node] = []
        self.done: deque[Node] = deque()
        self.saw_channel = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        node = Node(family_name(tag), self.build_line(), dict(attributes))
        self._check_place(node)
        self.open.append(node)

    def _check_place(self, node: Node) -> None:
        depth = len(self.open)
        if depth == 0 and node.name != "rss":
            reason = _("This is no WordPress export: it does not begin with <rss>.")
            raise WxrError(reason, line=node.line)
        if depth == 1 and node.name == "channel":
            self.saw_channel = True
        if depth >= DEPTH_LIMIT:
            reason = _(
                "Elements are nested more deeply than WordPress ever nests them."
            )
            raise WxrError(reason, line=node.line)

    def data(self, text: str) -> None:
        if len(self.open) > _OUTER:
            self.open[-1].pieces.append(text)

    def end(self, _tag: str) -> None:
        node = self.open.pop()
        if len(self.open) == _OUTER:
            if self.open[1].name == "channel":
                self.done.append(node)
        elif len(self.open) > _OUTER and node.name:
            self.open[-1].children.append(node)

    def close(self) -> None:
        """Do nothing; the parser expects the method."""


_PLAIN_WORDS = {
    errors.XML_ERROR_NO_ELEMENTS: gettext_noop(
        "The file ends before it is complete; it may have been cut off.",
    ),
    errors.XML_ERROR_UNCLOSED_TOKEN: gettext_noop(
        "The file ends in the middle of an element; it may have been cut off.",
    ),
    errors.XML_ERROR_UNCLOSED_CDATA_SECTION: gettext_noop(
        "The file ends in the middle of a text; it may have been cut off.",
    ),
    errors.XML_ERROR_TAG_MISMATCH: gettext_noop(
        "An element is closed here that is not the one left open.",
    ),
    errors.XML_ERROR_UNDEFINED_ENTITY: gettext_noop(
        "An abbreviation like &name; is used that XML does not know.",
    ),
    errors.XML_ERROR_INVALID_TOKEN: gettext_noop(
        "There is something here that XML does not allow.",
    ),
}


def _in_plain_words(code: int) -> str:
    name = errors.messages[code]
    if name in _PLAIN_WORDS:
        return _(_PLAIN_WORDS[name])
    return _("The XML is not well-formed (%(detail)s).") % {"detail": name}


class _Parser:
    """Feed a stream to the defused parser and translate its complaints."""

    def __init__(self) -> None:
        self.collector = _Collector()
        self.parser = DefusedXMLParser(target=self.collector, forbid_dtd=True)
        self.collector.build_line = self.line

    def line(self) -> int:
        return int(self.parser.parser.CurrentLineNumber)

    def feed(self, chunk: bytes, *, is_last: bool) -> None:
        try:
            self.parser.feed(chunk)
            if is_last:
                self.parser.close()
        except DefusedXmlException as error:
            reason = _(
                "The file declares a document type or entities. WordPress never does, "
                "and they can be used for attacks, so the file is refused.",
            )
            raise WxrError(reason, line=self.line()) from error
        except (ParseError, ExpatError) as error:
            line = error.position[0] if isinstance(error, ParseError) else error.lineno
            raise WxrError(_in_plain_words(error.code), line=line) from error
        except (LookupError, ValueError) as error:
            reason = _("The file is written in an encoding that cannot be read.")
            raise WxrError(reason, line=self.line()) from error


def entries(
    stream: IO[bytes],
    *,
    file_limit: int = FILE_LIMIT_BYTES,
    entry_limit: int = ENTRY_LIMIT_BYTES,
) -> Iterator[Node]:
    """Yield each child of the channel, whole, in the order of the file.

    The limits are in bytes. Raises WxrError at the first thing that is wrong, after
    having yielded what stood before it.
    """
    parser = _Parser()
    total = since_entry = 0
    while True:
        chunk = stream.read(CHUNK_BYTES)
        total += len(chunk)
        since_entry += len(chunk)
        if total > file_limit:
            reason = _("The file is larger than %(limit)d bytes.")
            raise WxrError(reason % {"limit": file_limit}, line=parser.line())
        if since_entry > entry_limit:
            reason = _("One entry is larger than %(limit)d bytes.")
            raise WxrError(reason % {"limit": entry_limit}, line=parser.line())
        parser.feed(chunk.translate(None, _CONTROL), is_last=not chunk)
        while parser.collector.done:
            since_entry = 0
            yield parser.collector.done.popleft()
        if not chunk:
            break
    if not parser.collector.saw_channel:
        raise WxrError(_("This is no WordPress export: it has no <channel>."))
