"""Parse the fields of a finished request into names and values.

Query, form (WHATWG URL), JSON (RFC 8259) and multipart (RFC 7578). A field in JSON is
named by its path: ``contact.email``, and ``tags[]`` for each item of a list. A file
part gives two fields: its content, and ``photo.filename``. Ambiguous input is rejected.
"""

from __future__ import annotations

import json
import mimetypes
import re
import secrets
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn
from urllib.parse import parse_qsl

import httpx

FORM = "application/x-www-form-urlencoded"
JSON = frozenset(
    {"application/json", "application/json; charset=utf-8", "application/vnd.api+json"}
)
_ITEMS = "[]"  # of a list
Field = tuple[str, str | bytes]

_TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|[^\s"]+')
# As httpx writes it; a boundary of somebody's own making could hold a value.
_MULTIPART = re.compile(r"multipart/form-data; boundary=([0-9a-f]{32})\Z")
_DISPOSITION = re.compile(
    r'Content-Disposition: form-data; name="([^"\x00-\x1f]*)"'
    r'(?:; filename="([^"\x00-\x1f]*)")?\Z'
)
_PART_TYPE = re.compile(r"Content-Type: ([\w.+-]+/[\w.+-]+)\Z", re.ASCII)
_FILE_TYPES = frozenset({*mimetypes.types_map.values(), "application/octet-stream"})
# How httpx writes these in the name of a file; RFC 7578 section 4.2 leaves it open.
ESCAPE = 0x1B
_ESCAPED = str.maketrans(
    {'"': "%22", "\\": "\\\\"}
    | {chr(code): f"%{code:02X}" for code in range(0x20) if code != ESCAPE}
)


class UnreadableRequest(ValueError):
    """The fields of a request are ambiguous; holds no value."""


def is_readable_type(content_type: str) -> bool:
    return content_type in {FORM, *JSON} or bool(_MULTIPART.match(content_type))


def read_fields(request: httpx.Request) -> list[Field]:
    """Return each field of query and body, in order. Raises UnreadableRequest."""
    query, body = request.url.query, request.read()
    content_type = request.headers.get("content-type", "")
    try:
        fields: list[Field] = [*_read_form(query)]
        if not body:
            return fields
        if content_type == FORM:
            fields += _read_form(body)
        elif content_type in JSON:
            fields += _read_json(body)
        elif boundary := _MULTIPART.match(content_type):
            fields += _read_multipart(body, boundary[1].encode())
        else:
            _refuse()
    except (ValueError, RecursionError):
        raise UnreadableRequest from None
    return fields


def normalize_body(request: httpx.Request) -> tuple[bytes, str]:
    """Return a body that was read, and its type, without what says nothing in it.

    White space between the tokens of JSON goes, the boundary of parts becomes ours.
    """
    content, content_type = request.read(), request.headers.get("content-type", "")
    if content_type in JSON:
        return "".join(_TOKEN.findall(content.decode())).encode(), content_type
    if boundary := _MULTIPART.match(content_type):
        ours = secrets.token_hex(16)
        content = content.replace(f"--{boundary[1]}".encode(), f"--{ours}".encode())
        return content, content_type.replace(boundary[1], ours)
    return content, content_type


def build_document(values: Mapping[str, str]) -> dict[str, Any]:
    """Return what to send as JSON: each value at its path, a list with one item.

    Raises ValueError where one path leads through the value of another.
    """
    document: dict[str, Any] = {}
    for path, value in values.items():
        *parents, last = path.split(".")
        try:
            node = document
            for segment in parents:
                node = _child(node, segment, {})
            is_free = _child(node, last, value) is value
        except (AttributeError, TypeError):
            is_free = False
        if not is_free:
            raise ValueError("A path leads through the value of another")
    return document


def _child(node: dict[str, Any], segment: str, default: Any) -> Any:  # noqa: ANN401
    """Return the existing value, or insert and return `default`."""
    key = segment.removesuffix(_ITEMS)
    if key == segment:
        return node.setdefault(key, default)
    items = node.setdefault(key, [default])
    return items[0] if isinstance(items, list) else None


def escape_filename(name: str) -> str:
    return name.translate(_ESCAPED)


def _refuse(*_anything: object) -> NoReturn:
    raise UnreadableRequest


def _read_form(content: bytes) -> list[tuple[str, str]]:
    return parse_qsl(
        content.decode("ascii"), keep_blank_values=True, strict_parsing=bool(content)
    )


def _read_json(content: bytes) -> list[Field]:
    """Read numbers by their digits: ``42`` and ``"42"`` say the same, ``42.0`` not."""
    document = json.loads(
        content.decode(),
        object_pairs_hook=tuple,  # so that a name given twice is seen twice
        parse_int=str,
        parse_float=str,
        parse_constant=_refuse,
    )
    return list(_leaves(document, ""))


def _leaves(value: object, path: str) -> Iterator[Field]:
    if isinstance(value, tuple | list) and not value:
        yield path, b""  # a name has left, and no text equals its value
    elif isinstance(value, tuple):
        for key, item in value:
            yield from _leaves(item, f"{path}.{key}" if path else key)
    elif isinstance(value, list):
        for item in value:
            yield from _leaves(item, path + _ITEMS)
    elif isinstance(value, bool):
        yield path, str(value).lower()
    else:
        yield path, "" if value is None else str(value)


def _read_multipart(content: bytes, boundary: bytes) -> list[Field]:
    delimiter = b"--" + boundary
    start, end = delimiter + b"\r\n", b"\r\n" + delimiter + b"--\r\n"
    if not content.startswith(start) or not content.endswith(end):
        _refuse()
    inner = content.removeprefix(start).removesuffix(end)
    parts = inner.split(b"\r\n" + start)
    if any(delimiter in part for part in parts):
        _refuse()
    return [field for part in parts for field in _read_part(part)]


def _read_part(part: bytes) -> Iterator[Field]:
    head, separator, content = part.partition(b"\r\n\r\n")
    disposition, *others = head.decode().split("\r\n")
    named = _DISPOSITION.match(disposition)
    types = [_PART_TYPE.match(line) for line in others]
    if not separator or not named or len(types) > 1:
        _refuse()
    if not all(kind and kind[1] in _FILE_TYPES for kind in types):
        _refuse()  # the type says what kind of file it is, and nothing else
    name, filename = named.groups()
    if filename is None:
        yield name, content.decode()
    else:
        yield name, content
        yield f"{name}.filename", filename
