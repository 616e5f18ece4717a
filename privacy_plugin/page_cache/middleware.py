"""Answer readers without a session from memory, as long as nothing has changed.

It stands below what concerns each answer (security, static files, compression) and
above everything that makes one (sessions, languages, routing, templates).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from contextlib import suppress
from dataclasses import dataclass
from threading import Lock

from django.conf import settings
from django.core.exceptions import DisallowedHost, TooManyFieldsSent
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.utils import timezone

from privacy_plugin.http.answers import AnswerFacts, collect_facts
from privacy_plugin.page_cache.answer import Answer, get_headers
from privacy_plugin.page_cache.changes import stamps
from privacy_plugin.page_cache.files.writing import offer_file
from privacy_plugin.page_cache.memory import Address, Known, memory
from privacy_plugin.page_cache.queries import QueryRecorder, Tables, find_tables
from privacy_plugin.page_cache.recording import Reads, record_reads
from privacy_plugin.page_cache.shared import let_caches_keep
from privacy_plugin.page_cache.site_addresses import verified_addresses
from privacy_plugin.page_cache.storable import get_varying_headers, is_storable

RECHECK_SECONDS = 60.0
MOST_SECONDS_TO_WAIT = 10.0


@dataclass(frozen=True, slots=True)
class Lookup:
    """What is asked for: the address, and all that might make a difference."""

    request: HttpRequest
    address: Address
    query_string: str

    def get_key(self, known: Known) -> Hashable | None:
        """Return the key of the answer; None where a cookie counts that was sent."""
        request = self.request
        if "HTTP_COOKIE" in request.META and known.cookies & request.COOKIES.keys():
            return None
        query = QueryDict(self.query_string) if self.query_string else {}
        values = tuple(
            tuple(query.getlist(name)) if isinstance(query, QueryDict) else ()
            for name in known.parameters
        )
        headers = tuple(request.META.get(name, "") for name in known.headers)
        return self.address, values, headers


class PageCacheMiddleware:
    """Needs nothing from others; forgets everything when its process ends."""

    sync_capable = True
    async_capable = False

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self._tables: Tables | None = None
        self._lock = Lock()
        self._look_again_at = 0.0

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        lookup = found = tables = None
        with suppress(DatabaseError, DisallowedHost, TooManyFieldsSent):
            lookup = _read_request(request)
            tables = self._get_tables() if lookup else None
            found = _find(lookup) if lookup and tables else None
        if found is not None:
            return found
        if lookup is None or tables is None or request.method == "HEAD":
            return self.get_response(request)
        if memory.passes(lookup.address, lookup.query_string):
            return self.get_response(request)
        return self._make(lookup, tables)

    def _get_tables(self) -> Tables | None:
        """Return what is watched; look again after a while where something is not."""
        if self._tables is None:
            with self._lock:
                now = time.monotonic()
                if self._tables is None and now >= self._look_again_at:
                    self._look_again_at = now + RECHECK_SECONDS
                    self._tables = find_tables()
        return self._tables

    def _make(self, lookup: Lookup, tables: Tables) -> HttpResponseBase:
        """Make an answer, or wait for the thread that makes it already."""
        known = memory.get_known(lookup.address)
        claimed = lookup.get_key(known) if known is not None else None
        if claimed is None:
            claimed = lookup.address, lookup.query_string
        made_elsewhere = memory.claim(claimed)
        if made_elsewhere is not None:
            made_elsewhere.wait(MOST_SECONDS_TO_WAIT)
            return _find(lookup) or self.get_response(lookup.request)
        try:  # another thread may have made it just before
            return _find(lookup) or self._make_and_store(lookup, tables)
        finally:
            memory.release(claimed)

    def _make_and_store(self, lookup: Lookup, tables: Tables) -> HttpResponseBase:
        request = lookup.request
        made_at, stamp = timezone.now().timestamp(), stamps.take_stamp()
        with collect_facts() as facts:
            recorder = QueryRecorder(tables, facts)
            reads = record_reads(request)
            with recorder.record(), verified_addresses():
                response = self.get_response(request)
        if not stamp or recorder.unwatched or facts.must_not_be_stored:
            is_made_for_all = False
        else:
            is_made_for_all = is_storable(request, response, reads)
        if not is_made_for_all or not isinstance(response, HttpResponse):
            # Never because of a cookie: whoever sends one could keep others waiting.
            if response.status_code == 200 and not dict.__len__(request.COOKIES):  # noqa: PLR2004 - OK
                memory.let_pass(lookup.address, lookup.query_string)
            return response
        facts.keys.add(tables.replaced_key)
        answer = _build_answer(response, facts, stamp, made_at)
        if not lookup.query_string:
            let_caches_keep(*lookup.address[:2], answer)
        _store(lookup, reads, get_varying_headers(response), answer)
        return answer.build_response(request)


def _read_request(request: HttpRequest) -> Lookup | None:
    """Return what is asked for; None where the answer is for this request alone."""
    meta = request.META
    if request.method not in {"GET", "HEAD"} or "HTTP_AUTHORIZATION" in meta:
        return None
    if meta.get("CONTENT_LENGTH") not in {None, "", "0"} or connection.in_atomic_block:
        return None
    if "HTTP_COOKIE" in meta and settings.SESSION_COOKIE_NAME in request.COOKIES:
        return None
    origin = f"{request.scheme}://{request.get_host()}"
    address = (origin, request.path, request.path_info)
    return Lookup(request, address, meta.get("QUERY_STRING", ""))


def _find(lookup: Lookup) -> HttpResponse | None:
    """Return what is stored for a request and still true."""
    known = memory.get_known(lookup.address)
    key = lookup.get_key(known) if known is not None else None
    answer = memory.get(key) if key is not None else None
    if answer is None:
        return None
    now = timezone.now().timestamp()
    is_true = answer.made_at <= now < answer.ends_at
    if is_true and stamps.is_current(answer.stamp, answer.keys):
        if known is not None and not lookup.query_string:
            let_caches_keep(*lookup.address[:2], answer)
            offer_file(*lookup.address[:2], known, answer)
        return answer.build_response(lookup.request)
    memory.discard(key, answer)
    return None


def _build_answer(
    response: HttpResponse,
    facts: AnswerFacts,
    stamp: str,
    made_at: float,
) -> Answer:
    last = made_at + stamps.LIFETIME.total_seconds()
    if facts.ends_at is not None:
        last = min(last, facts.ends_at.timestamp())
    return Answer(
        body=response.content,
        headers=get_headers(response),
        stamp=stamp,
        keys=tuple(sorted(facts.keys)),
        made_at=made_at,
        ends_at=last,
    )


def _store(
    lookup: Lookup, reads: Reads, headers: tuple[str, ...], answer: Answer
) -> None:
    read = Known(
        parameters=tuple(reads.parameters),
        cookies=frozenset(reads.cookies),
        headers=headers,
    )
    known = memory.add_known(lookup.address, read)
    key = lookup.get_key(known)
    if key is not None:
        memory.add(key, answer)
        if not lookup.query_string:
            offer_file(*lookup.address[:2], known, answer)
