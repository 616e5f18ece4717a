"""Measure a publication while many consents rest on the text it replaces.

    python -m tests.bench.publishing            100,000 consents
    python -m tests.bench.publishing 1000       as many as you say

Fills a test database of its own, on whatever DATABASE_URL names. A second thread gives
consents all the while, as comments would, and tells how long the slowest took.
"""

from __future__ import annotations

import os
import resource
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "blog.settings.test")
os.environ.setdefault("PRIVACY_AKISMET_API_KEY", "s3cretkey0f12")
django.setup()

from django.db import connection, connections  # noqa: E402
from django.utils import timezone  # noqa: E402

from privacy_plugin.admin.consents.counts import count_active_consents  # noqa: E402
from privacy_plugin.consent import ledger  # noqa: E402
from privacy_plugin.consent.models import (  # noqa: E402
    ConsentEvent,
    ConsentRecord,
    ConsentState,
)
from privacy_plugin.consent.subject import new_subject_key  # noqa: E402
from privacy_plugin.disclosure.controller import get_site_controller  # noqa: E402
from privacy_plugin.disclosure.models import DisclosureVersion  # noqa: E402
from privacy_plugin.disclosure.notice import save_version  # noqa: E402
from privacy_plugin.disclosure.render.document import disclose  # noqa: E402
from tests.support.factories import texts  # noqa: E402

KEY = "comments.spam_check"
BATCH = 900
CHANGES = ("wording", "material") * 3


def fill(version: DisclosureVersion, count: int) -> None:
    """Store consents by the thousand, without the ledger's care for each."""
    now = timezone.now()
    until = now + timedelta(days=182)
    for start in range(0, count, BATCH):
        records = [
            ConsentRecord(
                subject_key=new_subject_key(),
                activity=KEY,
                version=version,
                created_at=now,
            )
            for _ in range(min(BATCH, count - start))
        ]
        ConsentRecord.objects.bulk_create(records)
        ConsentEvent.objects.bulk_create(
            ConsentEvent(
                record=record, state=ConsentState.GIVEN, at=now, method="form",
                valid_until=until, ended_at=until, hash="0" * 64,
            )
            for record in records
        )  # fmt: skip


@dataclass
class Readers:
    """Give consents one after the other, and remember the slowest."""

    version: DisclosureVersion
    count: int = 0
    slowest: float = 0.0
    ended: threading.Event = field(default_factory=threading.Event)

    def run(self) -> None:
        """Go on until told to stop."""
        while not self.ended.is_set():
            with timed() as took:
                ledger.give(
                    new_subject_key(), self.version, method="x", at=timezone.now()
                )
            self.slowest = max(self.slowest, took[0])
            self.count += 1
            time.sleep(0.005)
        connections.close_all()


@contextmanager
def timed() -> Iterator[list[float]]:
    """Measure a block, in seconds."""
    took = [0.0]
    begun = time.perf_counter()
    yield took
    took[0] = time.perf_counter() - begun


def memory_mb() -> float:
    """Return the most memory this process has had so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measure(count: int) -> None:
    """Fill, publish several times, and print what it took."""
    text: Any = texts.published(KEY, title="At first")
    controller = get_site_controller(text.site_id)
    version = save_version(disclose(KEY, controller=controller, language="en"))
    fill(version, count)
    with timed() as counting:
        standing = count_active_consents(text.site_id, KEY, at=timezone.now())
    readers = Readers(version)
    thread = threading.Thread(target=readers.run)
    thread.start()
    time.sleep(1)
    alone, readers.slowest, before = readers.slowest, 0.0, memory_mb()
    times = []
    for number, change in enumerate(CHANGES):
        revision = texts.revision_of(text, title=f"No. {number}", change=change)
        with timed() as took:
            revision.publish()
        times.append(took[0])
        text.refresh_from_db()
    readers.ended.set()
    thread.join()
    print(f"{connection.vendor}: {standing} consents, counted in {counting[0]:.2f} s")
    print(f"publication: {min(times) * 1000:.0f} to {max(times) * 1000:.0f} ms")
    print(f"memory: {memory_mb() - before:.1f} MB more")
    print(f"a consent meanwhile: at most {readers.slowest * 1000:.0f} ms")
    print(f"a consent before: at most {alone * 1000:.0f} ms")


if __name__ == "__main__":
    name = connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        measure(int(sys.argv[1]) if sys.argv[1:] else 100_000)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
