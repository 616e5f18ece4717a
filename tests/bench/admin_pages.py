"""How long an editor waits for lists, reports and files of very large tables."""

from __future__ import annotations

import statistics
import time
from typing import Any

import httpx
from django.conf import settings
from django.test import Client
from django.utils import timezone

from privacy_plugin.admin.consents import counts
from tests.support import factories

GETS = 5
PAGES = {
    "start page": "/admin/",
    "queue": "/admin/comments/",
    "queue, search": "/admin/comments/?state=all&q=wonder",
    "queue, last page": "/admin/comments/?state=all&p={last_page}",
    "bulk, all": "/admin/bulk/privacy_comments/comment/spam/?id=all",
    "consents": "/admin/privacy/consents/",
    "transmissions": "/admin/privacy/transmissions/",
    "retention": "/admin/privacy/retention/",
    "subscribers": "/admin/subscriptions/people/",
    "deliveries": "/admin/subscriptions/deliveries/",
}
FILES = {
    f"{name}, {kind}": f"{PAGES[name]}?export={kind}"
    for name in ("consents", "transmissions", "deliveries")
    for kind in ("csv", "xlsx")
}


def measure(address: str, *, last_page: int = 2000) -> dict[str, Any]:
    """Return milliseconds of pages, seconds to the first rows and to all of a file."""
    pages = {name: url.format(last_page=last_page) for name, url in PAGES.items()}
    counts.update_counts(at=timezone.now())
    login = Client()
    factories.editor(name="administrator")
    login.login(username="administrator", password="administrator")
    name = settings.SESSION_COOKIE_NAME
    headers = {"Cookie": f"{name}={login.cookies[name].value}"}
    with httpx.Client(base_url=address, headers=headers, timeout=300) as client:
        return {
            "pages_ms": {key: _page(client, url) for key, url in pages.items()},
            "files_seconds": {key: _file(client, url) for key, url in FILES.items()},
        }


def _page(client: httpx.Client, url: str) -> float:
    times = []
    for _number in range(GETS):
        began = time.perf_counter()
        client.get(url).raise_for_status()
        times.append(time.perf_counter() - began)
    return round(statistics.median(times) * 1000)


def _file(client: httpx.Client, url: str) -> dict[str, float]:
    began, first, size = time.perf_counter(), 0.0, 0
    with client.stream("GET", url) as answer:
        answer.raise_for_status()
        for part in answer.iter_bytes():
            size += len(part)
            first = first or time.perf_counter() - began
    return {"first": round(first, 2), "all": round(time.perf_counter() - began, 1)}
