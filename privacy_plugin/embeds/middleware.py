"""Provide the request while embeds are rendered, and number the gates' frames.

Equal gates have equal names, because a page or cached fragment is the same for
everybody. A form finds its frame by name, and browsers take the first one, so repeated
names are numbered in the finished page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from privacy_plugin.embeds.gates.render_context import request_scope

_GATE = re.compile(rb'data-gate="(embed-[0-9a-f]{12})"')
_ASSET = re.compile(
    rb'<link rel="stylesheet" href="[^"]*/privacy_plugin/embeds/embeds[^"]*">\n?'
    rb'|<script type="module" src="[^"]*/privacy_plugin/embeds/gates[^"]*">'
    rb"</script>\n?"
)


class EmbedsMiddleware:
    sync_capable = True
    async_capable = False

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with request_scope(request):
            response = self.get_response(request)
        make_gate_names_unique(response)
        return response


def make_gate_names_unique(response: HttpResponseBase) -> None:
    """Give each gate of an HTML answer a name of its own; load style and script once.

    What is streamed or compressed already is left as it is.
    """
    if response.streaming or response.has_header("Content-Encoding"):
        return
    if not response.get("Content-Type", "").startswith("text/html"):
        return
    content: bytes = response.content  # type: ignore[attr-defined] # not streamed
    if b"data-gate=" not in content:
        return
    response.content = _with_assets_once(_with_own_names(content))  # type: ignore[attr-defined] # see above
    if response.has_header("Content-Length"):
        response["Content-Length"] = str(len(response.content))  # type: ignore[attr-defined] # see above


def _with_own_names(content: bytes) -> bytes:
    gates = list(_GATE.finditer(content))
    if not gates:
        return content
    ends = [gate.start() for gate in gates[1:]] + [len(content)]
    seen: Counter[bytes] = Counter()
    pieces = [content[: gates[0].start()]]
    for gate, end in zip(gates, ends, strict=True):
        name, piece = gate[1], content[gate.start() : end]
        seen[name] += 1
        if seen[name] > 1:
            piece = piece.replace(name, b"%s-%d" % (name, seen[name]))
        pieces.append(piece)
    return b"".join(pieces)


def _with_assets_once(content: bytes) -> bytes:
    seen: set[bytes] = set()

    def first(match: re.Match[bytes]) -> bytes:
        is_first = match[0].strip() not in seen
        seen.add(match[0].strip())
        return match[0] if is_first else b""

    return _ASSET.sub(first, content)
