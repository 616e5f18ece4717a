"""How many statements a comment and its check cost, with however many others there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from privacy_plugin.comments.models import ModerationEvent
from privacy_plugin.comments.spam_check import runner
from privacy_plugin.consent.ledger import is_intact
from privacy_plugin.consent.models import ConsentRecord
from tests.support.comment_writer import CHECK, RECHECK

MOST_TO_POST = 24  # a site's texts and settings are read as well
MOST_TO_CHECK = 42


def count_statements(action: Callable[[], object]) -> int:
    """Return how many statements `action` takes, without those of transactions."""
    with CaptureQueriesContext(connection) as captured:
        action()
    words = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    return sum(not one["sql"].startswith(words) for one in captured)


def test_a_comment_with_two_consents_takes_few_statements(reader, checker):
    reader.write(CHECK, RECHECK)  # the texts are stored from now on

    taken = count_statements(lambda: reader.write(CHECK, RECHECK, text="Another one"))

    assert taken <= MOST_TO_POST


def test_a_check_takes_few_statements(reader, checker):
    first, second = (reader.write(CHECK, text=text) for text in ("One", "Two"))
    now = timezone.now
    runner.run_check(first.pk, at=now())

    taken = count_statements(lambda: runner.run_check(second.pk, at=now()))

    assert taken <= MOST_TO_CHECK


def test_consents_of_a_new_person_are_proofs_like_others(reader, checker):
    comment = reader.write(CHECK, RECHECK)

    records = ConsentRecord.objects.filter(subject_key=comment.subject_key)
    assert {record.activity for record in records} == {CHECK, RECHECK}
    assert all(is_intact(record) for record in records)


def test_the_history_of_a_comment_keeps_its_order(reader, checker):
    comment = reader.write(CHECK, RECHECK)

    events = ModerationEvent.objects.filter(comment=comment).order_by("pk")
    assert list(events.values_list("type", "reason")) == [
        ("submitted", ""),
        ("consent_given", CHECK),
        ("consent_given", RECHECK),
        ("held", "checked"),
        ("check_queued", ""),
    ]


@pytest.mark.parametrize("agreed", [(), (RECHECK,)])
def test_without_consent_to_the_check_nothing_of_the_client_is_stored(
    reader, checker, agreed
):
    comment = reader.write(*agreed)

    assert not hasattr(comment, "check_context")
    assert comment.spam_check.reason == "no_consent"
