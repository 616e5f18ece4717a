"""Which addresses shared caches may keep, and what they have to forget.

The worker lists the addresses of public pages, as ``wagtail.contrib.frontend_cache``
names them. Only an answer to a listed address may be kept, so that no request writes
anything. The worker purges what the triggers have noted since the last time; an address
that is gone stays listed until then.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from contextlib import suppress
from datetime import datetime, timedelta

import swapper
from django.db import DatabaseError
from django.utils.encoding import escape_uri_path
from wagtail.contrib.frontend_cache.utils import PurgeBatch

from privacy_plugin.page_cache.answer import CACHE_CONTROL, Answer
from privacy_plugin.page_cache.changes import stamps
from privacy_plugin.page_cache.changes.databases import CLOCK, REPLACED
from privacy_plugin.page_cache.changes.scopes import TABLE
from privacy_plugin.page_cache.conf import page_cache_conf
from privacy_plugin.page_cache.models import LastPurge, SharedAddress

LONGEST_URL = 1_000
PAUSE_SECONDS = 10.0
"""How long an answer to an address that is not listed is not asked about again."""
LONGEST_WITHOUT_NOTE = timedelta(hours=1)
BATCH = 1_000


def let_caches_keep(origin: str, path: str, answer: Answer) -> None:
    """Let shared caches keep the answer to a request without parameters.

    Only if its address is listed, and nothing has changed before that was read: each
    later change is purged.
    """
    seconds, now = page_cache_conf.shared_seconds, time.monotonic()
    if not seconds or answer.shared_seconds or now < answer.ask_again_at:
        return
    answer.ask_again_at = now + PAUSE_SECONDS
    if dict(answer.headers).get("Cache-Control") != CACHE_CONTROL:
        return
    url = origin + escape_uri_path(path)
    with suppress(DatabaseError):
        listed = SharedAddress.objects.filter(url=url, is_gone=False).first()
        if (
            listed is not None
            and _can_be_purged(answer.keys, listed.page_id)
            and stamps.is_current(answer.stamp, answer.keys)
        ):
            answer.share(seconds)


def list_addresses() -> None:
    """List the addresses of public pages, and mark those that are gone."""
    found = dict(_find_addresses())
    changed = []
    for row in SharedAddress.objects.all():
        is_gone = row.url not in found
        page_id = found.pop(row.url, row.page_id)
        if (is_gone, page_id) != (row.is_gone, row.page_id):
            row.is_gone, row.page_id = is_gone, page_id
            changed.append(row)
    added = [SharedAddress(url=url, page_id=found[url]) for url in found]
    SharedAddress.objects.bulk_update(changed, ["is_gone", "page_id"], BATCH)
    SharedAddress.objects.bulk_create(added, BATCH, ignore_conflicts=True)


def purge_changed(*, at: datetime) -> int:
    """Purge what has changed; return how many addresses. Safe to repeat and to kill."""
    stamp = stamps.take_stamp() if page_cache_conf.shared_seconds else ""
    if not stamp:
        return 0
    last = LastPurge.objects.first()
    is_known = last is not None and at - last.at < stamps.LIFETIME
    pages = _find_changed_pages(last.stamp) if last and is_known else None
    rows = SharedAddress.objects.order_by("pk")
    if pages is not None:
        rows = rows.filter(page_id__in=pages)
    urls = dict(rows.values_list("pk", "url"))
    if pages is None:
        list_addresses()
    PurgeBatch(urls.values()).purge()
    if pages is None:
        _delete_gone(list(urls))
    if last is None or pages != set() or at - last.at >= LONGEST_WITHOUT_NOTE:
        LastPurge.objects.update_or_create(pk=1, defaults={"stamp": stamp, "at": at})
    return len(urls)


def _delete_gone(purged: list[int]) -> None:
    """Delete those that are gone, and no others than were purged."""
    for start in range(0, len(purged), BATCH):
        numbers = purged[start : start + BATCH]
        SharedAddress.objects.filter(pk__in=numbers, is_gone=True).delete()


def _find_addresses() -> Iterator[tuple[str, int]]:
    """Yield each address of a public page, and the number of the page."""
    model = swapper.load_model("wagtailcore", "Page")
    of_sites = PurgeBatch()  # it remembers where the sites are
    for page in model.objects.live().public().order_by("pk").iterator():
        batch = PurgeBatch(cache_object=of_sites)
        batch.add_page(page)
        for url in batch.urls:
            if len(url) <= LONGEST_URL:
                yield url, page.pk


def _find_changed_pages(stamp: str) -> set[int] | None:
    """Return the numbers of pages that have changed; None for all pages."""
    keys = {key for key in stamps.find_changed(stamp) if not _is_of_table(key)}
    pages = [_find_page(key) for key in keys]
    numbers = {page for page in pages if page is not None}
    return None if None in pages else numbers


def _can_be_purged(keys: Collection[str], page_id: int) -> bool:
    """Say whether a change of any of `keys` purges the addresses of this page."""
    return all(
        not _is_of_table(key) and _find_page(key) in {None, page_id}
        for key in keys
        if not key.startswith(REPLACED)
    )


def _find_page(key: str) -> int | None:
    """Return the number of the page that a key concerns; None for all pages."""
    model = swapper.get_model_name("wagtailcore", "Page").lower()
    start, separator, number = key.rpartition(f":{model}:")
    return int(number) if start and separator and number.isdecimal() else None


def _is_of_table(key: str) -> bool:
    """Say whether it concerns only answers that read a table: they are not kept."""
    return key.startswith(f"{TABLE}:") or key == CLOCK
