"""What is kept goes when its declared time is over, and nothing else goes."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from django.utils import timezone

from privacy_plugin.comments.models import CheckContext, Comment, State
from privacy_plugin.consent import append_only, ledger
from privacy_plugin.consent.models import ConsentEvent, ConsentRecord, ConsentState
from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.egress.models import Transmission
from privacy_plugin.processing import Keep, registry
from privacy_plugin.rights import retention
from privacy_plugin.rights.retention import PurgeIncomplete, purge
from tests.support import factories

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
PROOF = timedelta(days=append_only.PROOF_DAYS)


def period(key: str) -> timedelta:
    """Return how long an activity's rows are kept."""
    keep = registry.get(key).retention
    assert isinstance(keep, Keep)
    return keep.period


def transmission(*, begun_at: datetime, subject: str = "") -> Transmission:
    """Return a sending that was written down."""
    return Transmission.objects.create(
        activity="test.sending",
        recipient="Recipient Ltd",
        subject_key=subject,
        begun_at=begun_at,
    )


def rejected(*, ago: timedelta, **changes: object) -> Comment:
    """Return a comment taken for spam some time ago."""
    return factories.comment(
        state=State.SPAM, rejected_at=timezone.now() - ago, **changes
    )


def test_a_rejected_comment_goes_when_its_quarantine_is_over():
    kept = period("comments.quarantine")
    old, young = rejected(ago=kept + HOUR), rejected(ago=kept - HOUR)
    published = factories.comment(
        state=State.APPROVED, submitted_at=factories.moment(LONG_AGO)
    )

    purge(at=timezone.now())

    assert set(Comment.objects.all()) == {young, published}
    assert old.pk not in Comment.objects.values_list("pk", flat=True)


LONG_AGO = "2001-01-01T00:00:00+00:00"


def test_what_hangs_on_a_rejected_comment_stays_under_an_empty_place():
    old = rejected(ago=period("comments.quarantine") + HOUR, name="Ada")
    reply = factories.comment(parent=old, root=old, depth=1, state=State.APPROVED)

    purge(at=timezone.now())

    old.refresh_from_db()
    assert (old.text, old.html, old.name, old.subject_key) == ("", "", "", "")
    assert Comment.objects.filter(pk=reply.pk).exists()


def test_what_only_a_check_needs_goes_after_its_time():
    kept = period("comments.spam_check")
    old = factories.check_context(factories.comment(), age=kept + HOUR)
    young = factories.check_context(factories.comment(), age=kept - HOUR)

    purge(at=timezone.now())

    assert list(CheckContext.objects.all()) == [young]
    assert Comment.objects.count() == 2
    assert old.pk != young.pk


def test_the_list_of_sendings_is_kept_for_its_time():
    kept, now = period("privacy.transmission_list"), timezone.now()
    transmission(begun_at=now - kept - HOUR)
    young = transmission(begun_at=now - kept + HOUR)

    purge(at=now)

    assert list(Transmission.objects.all()) == [young]


def test_the_proof_of_a_consent_is_kept_after_the_consent_has_ended():
    now = timezone.now()
    lifetime = timedelta(days=182)
    with factories.lifted_triggers():
        factories.consent(at=now - PROOF - lifetime - HOUR)
        young = factories.consent(at=now - PROOF - lifetime + HOUR)

    purge(at=now)

    # That the old one had run out is noticed in the same moment, and long ago.
    assert list(ConsentRecord.objects.all()) == [young]
    states = ConsentEvent.objects.filter(record=young).order_by("pk")
    assert [event.state for event in states] == ["given", ConsentState.EXPIRED]


def test_a_consent_long_expired_goes_with_its_history():
    now = timezone.now()
    given_at = now - PROOF - timedelta(days=183)
    with factories.lifted_triggers():
        record = factories.consent(at=given_at)
    ledger.expire_due(at=given_at + timedelta(days=182))

    purge(at=now)

    assert not ConsentRecord.objects.exists()
    assert not ConsentEvent.objects.exists()
    assert record.version.pk  # the text itself is nobody's data


def test_a_dry_run_counts_and_deletes_nothing():
    rejected(ago=period("comments.quarantine") + HOUR)
    factories.consent(at=timezone.now() - timedelta(days=200))
    events = ConsentEvent.objects.count()

    due = {one.activity: one.count for one in purge(at=timezone.now(), dry_run=True)}

    assert due["comments.quarantine"] == 1
    assert due["privacy.transmission_list"] == 0
    assert Comment.objects.count() == 1
    assert ConsentEvent.objects.count() == events


def test_purging_twice_is_purging_once():
    rejected(ago=period("comments.quarantine") + HOUR)
    now = timezone.now()

    first, second = purge(at=now), purge(at=now)

    assert sum(one.count for one in first) == 1
    assert sum(one.count for one in second) == 0


def test_one_failure_does_not_keep_the_rest(monkeypatch):
    now = timezone.now()
    transmission(begun_at=now - timedelta(days=900))
    context = factories.check_context(factories.comment(), age=timedelta(days=90))
    real = retention.erase_rows

    def fail_on_transmissions(rows) -> None:
        if rows.model is Transmission:
            raise DatabaseError("refused")
        real(rows)

    monkeypatch.setattr(retention, "erase_rows", fail_on_transmissions)

    with pytest.raises(PurgeIncomplete) as failure:
        purge(at=now)

    assert not CheckContext.objects.filter(pk=context.pk).exists()
    assert Transmission.objects.count() == 1
    done = {one.activity for one in failure.value.done}
    assert "comments.spam_check" in done
    assert "privacy.transmission_list" not in done
    out = StringIO()
    with pytest.raises(CommandError, match="refused"):
        call_command("privacy_purge", stdout=out)
    assert "comments.quarantine: 0 privacy_comments.Comment deleted" in out.getvalue()


def test_a_purge_that_is_interrupted_keeps_what_it_has_deleted(monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 2)
    for _number in range(5):
        rejected(ago=period("comments.quarantine") + HOUR)
    real, batches = retention.erase_rows, []

    def fail_at_third(rows):
        batches.append(rows)
        if len(batches) == 3:
            raise DatabaseError("the disk is full")
        real(rows)

    monkeypatch.setattr(retention, "erase_rows", fail_at_third)
    with pytest.raises(PurgeIncomplete):
        purge(at=timezone.now())
    assert Comment.objects.count() == 1

    monkeypatch.setattr(retention, "erase_rows", real)
    purge(at=timezone.now())
    assert not Comment.objects.exists()


def test_the_command_says_what_it_did():
    rejected(ago=period("comments.quarantine") + HOUR)

    for options, verb in (({"dry_run": True}, "would be deleted"), ({}, "deleted")):
        out = StringIO()
        call_command("privacy_purge", stdout=out, **options)
        line = f"comments.quarantine: 1 privacy_comments.Comment {verb}\n"
        assert line in out.getvalue()
    assert not Comment.objects.exists()


def test_many_proofs_go_in_one_run(monkeypatch):
    monkeypatch.setattr("privacy_plugin.consent.models.CHUNK", 2)
    given_at = timezone.now() - PROOF - timedelta(days=183)
    with factories.lifted_triggers():
        for _ in range(5):
            subject = SubjectKey(factories.consent(at=given_at).subject_key)
            ledger.withdraw(subject, "test.sending", method="x", at=given_at)

    due = {one.activity: one.count for one in purge(at=timezone.now())}

    assert due["privacy.consent_proof"] == 5
    assert not ConsentEvent.objects.exists()
