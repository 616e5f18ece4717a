"""Which addresses shared caches may keep, and what they have to forget.

An address is noted before its answer leaves, with the keys of what it shows. A change
marks the addresses that it concerns in its own transaction (``files.commits``), so that
none is lost; the worker then purges them by ``wagtail.contrib.frontend_cache``.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db import DatabaseError
from django.utils.encoding import escape_uri_path
from wagtail.contrib.frontend_cache.utils import PurgeBatch

from privacy_plugin.page_cache.answer import CACHE_CONTROL, Answer
from privacy_plugin.page_cache.changes import stamps
from privacy_plugin.page_cache.changes.databases import MIGRATING
from privacy_plugin.page_cache.changes.scopes import SITE
from privacy_plugin.page_cache.conf import page_cache_conf
from privacy_plugin.page_cache.models import SharedAddress
from privacy_plugin.page_cache.site_addresses import is_site

ADDRESSES = SharedAddress._meta.db_table
LONGEST_URL = 1_000


def let_caches_keep(origin: str, path: str, answer: Answer) -> None:
    """Let shared caches keep the answer to a request without parameters.

    Only if its address is noted, and nothing has changed before it was: from then on,
    each change marks it.
    """
    seconds = page_cache_conf.shared_seconds
    url = origin + escape_uri_path(path)
    control = dict(answer.headers).get("Cache-Control")
    if not seconds or control != CACHE_CONTROL or len(url) > LONGEST_URL:
        return
    try:
        if is_site(origin):
            _note(url, (SITE, *answer.keys))
            if stamps.is_current(answer.stamp, answer.keys):
                answer.share(seconds)
    except DatabaseError:
        return


def _note(url: str, keys: Collection[str]) -> None:
    noted = set(SharedAddress.objects.filter(url=url).values_list("key", flat=True))
    SharedAddress.objects.bulk_create(
        [SharedAddress(key=key, url=url) for key in set(keys) - noted],
        ignore_conflicts=True,
    )


def build_mark(keys: Collection[str]) -> tuple[str, list[str]]:
    """Return the SQL that marks what a change of `keys` concerns."""
    wanted = [SITE] if {SITE, MIGRATING} & set(keys) else sorted(keys)
    places = ", ".join(["%s"] * len(wanted))
    sql = f"UPDATE {ADDRESSES} SET changes = changes + 1 WHERE key IN ({places})"  # noqa: S608
    return sql, wanted


def purge_changed() -> int:
    """Purge what is marked; return how many addresses. Safe to repeat and to kill."""
    marked = list(SharedAddress.objects.filter(changes__gt=0))
    urls = {one.url for one in marked}
    if urls:
        PurgeBatch(urls).purge()
    for one in marked:  # what has changed again meanwhile stays marked
        same = SharedAddress.objects.filter(pk=one.pk, changes=one.changes)
        same.update(changes=0)
    return len(urls)
