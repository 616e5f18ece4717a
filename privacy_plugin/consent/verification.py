"""Verify the whole ledger, for example after a restore: texts, event chains, triggers.

Source: GDPR Art. 7(1) (proof of consent), Art. 32(1)(c) (restoring availability).
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connections
from django.db.models import Exists, OuterRef

from privacy_plugin.consent import append_only, ledger
from privacy_plugin.consent.models import ConsentEvent, ConsentRecord
from privacy_plugin.disclosure.models import DisclosureVersion
from privacy_plugin.disclosure.render.document import compute_digest


def find_problems() -> Iterator[str]:
    """Yield a sentence for each thing that does not prove what it should.

    None of them names a person. Reads every text and every event once.
    """
    connection = connections[ConsentRecord.objects.db]
    for trigger in sorted(append_only.missing(connection)):
        yield f"The trigger {trigger} is missing."
    for version in DisclosureVersion.objects.order_by("pk").iterator(500):
        content = {"facts": version.facts, "document": version.document}
        if (
            compute_digest(content) != version.digest
            or compute_digest(version.facts) != version.facts_digest
        ):
            yield f"The text {version.digest} is not what it was when it was shown."
    events = ConsentEvent.objects.filter(record=OuterRef("pk"))
    for record in ConsentRecord.objects.filter(~Exists(events)).iterator(500):
        yield f"The record {record.pk} has no decision."
    yield from _broken_chains()


def _broken_chains() -> Iterator[str]:
    """Yield the records whose events are not those that were written, in order."""
    events = (
        ConsentEvent.objects.order_by("record", "pk")
        .select_related("record__version")
        .defer("record__version__facts", "record__version__document")
    )
    record, previous, is_reported = None, "", False
    for event in events.iterator(2000):
        if event.record_id != record:
            record, previous, is_reported = event.record_id, "", False
        is_chained = event.previous_hash == previous
        if not is_reported and not (is_chained and ledger.is_event_intact(event)):
            yield f"The decisions of record {record} are not those that were made."
            is_reported = True
        previous = event.hash
