"""Compare a finished request with the permit in use.

Anything undeclared is refused before a connection is opened: scheme, host, method,
path, header, field name, and any value that differs from the permit's.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from typing import NoReturn
from urllib.parse import unquote

import httpx

from privacy_plugin.egress.errors import EgressRefused
from privacy_plugin.egress.http_guard.request_fields import (
    Field,
    UnreadableRequest,
    escape_filename,
    is_readable_type,
    read_fields,
)
from privacy_plugin.egress.permit import Permit
from privacy_plugin.egress.transmission_context import TransmissionContext

_METHODS = frozenset({"GET", "POST", "PUT"})
_HEADERS = frozenset(
    {
        "accept", "accept-encoding", "connection", "content-length", "content-type",
        "host", "user-agent",
    },
)  # fmt: skip
_PATH = re.compile(r"/[A-Za-z0-9/._~-]{0,99}\Z")
_SAID = {  # what these headers say, word for word; no room for a value
    "accept": frozenset({"*/*", "application/json"}),
    "accept-encoding": frozenset({"identity"}),
    "connection": frozenset({"keep-alive"}),
}
_EXTENSIONS = frozenset({"timeout"})  # others replace the address or watch the answer
_LIST = "[]"
_FILENAME = ".filename"
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.\[\]-]{0,59}\Z")


def refuse(context: TransmissionContext, reason: str) -> NoReturn:
    """Note the refusal, also for clients that swallow it, and raise EgressRefused."""
    context.refusal = reason
    raise EgressRefused(reason)


def judge(
    request: httpx.Request,
    context: TransmissionContext,
    *,
    paths: Collection[str],
    secrets: Mapping[str, str],
) -> None:
    """Raise EgressRefused unless all of the request is permitted; note its fields.

    `paths` are the functions of the service that may be called, a declared field in
    braces; `secrets` are the secret headers that are going to be added.
    """
    permit = context.permit
    if context.is_spent:
        refuse(context, "A permit covers one request")
    if request.url.scheme != "https":
        refuse(context, "Only https leaves this machine")
    if request.url.host not in permit.hosts or request.url.port not in (None, 443):
        refuse(context, "The host is not declared for this activity")
    if request.url.userinfo or request.method not in _METHODS:
        refuse(context, "The method or the address is not allowed")
    if request.extensions.keys() - _EXTENSIONS:
        refuse(context, "Extensions of httpx could send what nobody has judged")
    _judge_headers(request, context, secrets)
    fields = _path_fields(request, context, paths)
    try:
        fields += read_fields(request)
    except UnreadableRequest:
        refuse(context, "The body is of no kind that can be judged")
    _judge_fields(fields, context)


def _judge_headers(
    request: httpx.Request, context: TransmissionContext, secrets: Mapping[str, str]
) -> None:
    unknown = sorted({name.lower() for name in request.headers} - _HEADERS)
    if unknown:
        refuse(context, f"Headers are not allowed: {', '.join(unknown)}")
    undeclared = sorted(set(secrets) - context.permit.secret_headers)
    if undeclared:
        refuse(context, f"Secret headers are not declared: {', '.join(undeclared)}")
    parts = {part for secret in secrets.values() for part in (secret, *secret.split())}
    named = {*parts, request.headers.get("user-agent", "")}
    if named & set(context.permit.payload.values()):
        refuse(context, "A value of a person stands where the site names itself")
    if request.headers.get("host") != request.url.netloc.decode("ascii"):
        refuse(context, "The host named is not the host contacted")
    content_type = request.headers.get("content-type")
    if content_type is not None and not is_readable_type(content_type):
        refuse(context, "The body is of no kind that can be judged")
    if any(
        value not in _SAID.get(name.lower(), {value})
        for name, value in request.headers.items()
    ):
        refuse(context, "A header says something of its own")


def _path_fields(
    request: httpx.Request, context: TransmissionContext, paths: Collection[str]
) -> list[Field]:
    path = request.url.raw_path.partition(b"?")[0].decode("ascii")
    if path in paths:
        return []
    for template in paths:
        fields = _match_path(path.split("/"), template.split("/"))
        if fields:
            return fields
    if paths:
        refuse(context, "This function of the service is not named")
    values = set(context.permit.payload.values())
    if not _PATH.match(path) or values & set(unquote(path).split("/")):
        refuse(context, "A path names a function of the service, and no value")
    return []


def _match_path(segments: list[str], template: list[str]) -> list[Field]:
    """Return the fields in the path, none if it does not match."""
    fields: list[Field] = []
    if len(segments) != len(template):
        return []
    for segment, expected in zip(segments, template, strict=True):
        if expected[:1] == "{" and expected[-1:] == "}":
            fields.append((expected[1:-1], unquote(segment)))
        elif segment != expected:
            return []
    return fields


def _judge_fields(fields: list[Field], context: TransmissionContext) -> None:
    permit = context.permit
    expected: dict[str, str | bytes] = {**permit.payload, **permit.files}
    counts = Counter(name for name, _value in fields)
    # Items of a list are one name; of a personal list one item was permitted.
    if any(
        count > 1 and (_LIST not in name or name in expected)
        for name, count in counts.items()
    ):
        refuse(context, "A field is named twice")
    unknown = sorted(counts.keys() - permit.allowed)
    if unknown:
        names = (name if _is_field_name(name, permit) else "…" for name in unknown)
        refuse(context, f"Fields are not declared: {', '.join(names)}")
    if not all(_is_permitted(*field, expected) for field in fields):
        refuse(context, "A value differs from the one the permit was issued for")
    context.sent_names = frozenset(counts)


def _is_permitted(
    name: str, value: str | bytes, expected: Mapping[str, str | bytes]
) -> bool:
    """Compare with the value of the permit; what is not personal may be any."""
    permitted = expected.get(name, value)
    if name.endswith(_FILENAME) and isinstance(permitted, str):
        return value in {permitted, escape_filename(permitted)}
    return value == permitted


def _is_field_name(name: str, permit: Permit) -> bool:
    """Say whether a name may be shown in a message: a JSON key could be personal."""
    return bool(_NAME.match(name)) and name not in permit.payload.values()
