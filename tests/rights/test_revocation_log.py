"""What was taken back since a backup is taken back again after it was restored."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone

from privacy_plugin.comments.authors import actions as author_actions
from privacy_plugin.comments.models import Comment
from privacy_plugin.consent import ledger
from privacy_plugin.consent.models import ConsentRecord
from privacy_plugin.consent.subject import SubjectKey, new_subject_key
from privacy_plugin.subscriptions.models import Reason, Subscriber, Suppression
from privacy_plugin.subscriptions.subscribers.unsubscribe import (
    unsubscribe,
    unsubscribe_from_everything,
)
from tests.support import factories
from tests.support.factories.disclosures import default_site_id


@pytest.fixture
def log(settings, tmp_path):
    path = tmp_path / "revocations.jsonl"
    settings.PRIVACY_REVOCATION_LOG = str(path)
    return path


def lose(take_back, log):
    """Take something back, then restore the database to the state before it.

    The log is outside of the database and keeps what the commit had written to it.
    """
    with transaction.atomic():
        kept = transaction.get_connection().run_on_commit
        before = len(kept)
        take_back()
        after_commit = [entry[1] for entry in kept[before:]]
        transaction.set_rollback(True)
    for write in after_commit:
        write()
    assert log.exists()


def test_withdrawn_consent_is_withdrawn_again_after_a_restore(db, log):
    subject, now = new_subject_key(), timezone.now()
    with factories.declared(factories.sending()):
        factories.consent(subject=subject)
        lose(
            lambda: ledger.withdraw(subject, "test.sending", method="link", at=now), log
        )
        assert ledger.permits(subject, "test.sending", at=now)

        call_command("privacy_reapply", str(log))
        call_command("privacy_reapply", str(log))

        assert not ledger.permits(subject, "test.sending", at=timezone.now())
    call_command("privacy_verify")


def test_deleted_comment_is_deleted_again_after_a_restore(db, log):
    comment = factories.comment(text="Written, then deleted")
    lose(lambda: author_actions.erase(comment, at=timezone.now()), log)
    assert Comment.objects.filter(pk=comment.pk, text__startswith="Written").exists()

    call_command("privacy_reapply", str(log))

    assert not Comment.objects.filter(text__startswith="Written").exists()


def test_ended_subscription_is_ended_again_after_a_restore(db, log):
    subscriber = factories.subscriber()
    key = subscriber.subscriptions.get().key
    lose(lambda: unsubscribe(key, method="mail", at=timezone.now()), log)
    assert Subscriber.objects.exists()

    call_command("privacy_reapply", str(log))

    assert not Subscriber.objects.exists()


def test_never_again_is_kept_after_a_restore(db, log):
    subscriber = factories.subscriber()
    email = subscriber.email
    now = timezone.now()
    lose(
        lambda: unsubscribe_from_everything(
            subscriber, method="mail", at=now, reason=Reason.REFUSED
        ),
        log,
    )
    assert not Suppression.objects.blocks(email, site_id=default_site_id())

    call_command("privacy_reapply", str(log))

    assert Suppression.objects.blocks(email, site_id=default_site_id())
    assert not Subscriber.objects.exists()


def test_the_log_holds_no_address_and_is_not_readable_by_others(db, log):
    subscriber = factories.subscriber(email="reader@example.org")
    lose(
        lambda: unsubscribe_from_everything(
            subscriber, method="mail", at=timezone.now()
        ),
        log,
    )

    assert "reader" not in log.read_text()
    assert log.stat().st_mode & 0o077 == 0


def test_what_was_rolled_back_is_not_logged(transactional_db, log):
    subject = new_subject_key()
    with factories.declared(factories.sending()):
        factories.consent(subject=subject)
        with transaction.atomic():
            ledger.withdraw(subject, "test.sending", method="link", at=timezone.now())
            transaction.set_rollback(True)

    assert not log.exists()


def test_a_log_that_cannot_be_written_takes_nothing_back_from_a_withdrawal(
    transactional_db, settings, tmp_path
):
    settings.PRIVACY_REVOCATION_LOG = str(tmp_path)  # a folder
    subject, now = new_subject_key(), timezone.now()
    with factories.declared(factories.sending()):
        factories.consent(subject=subject)

        ledger.withdraw(subject, "test.sending", method="link", at=now)

        assert not ledger.permits(subject, "test.sending", at=timezone.now())


def test_only_what_came_after_the_backup_is_applied_and_odd_lines_are_named(
    db, log, capsys
):
    subject, now = new_subject_key(), timezone.now()
    with factories.declared(factories.sending()):
        factories.consent(subject=subject)
        old, new = now - timedelta(days=2), now
        line = {"verb": "withdraw", "key": subject, "detail": "test.sending"}
        log.write_text(
            json.dumps(line | {"at": old.isoformat()})
            + '\n{"at": "2026\n[]\n'
            + json.dumps(line | {"at": new.isoformat(), "verb": "unheard-of"})
            + "\n"
        )

        with pytest.raises(CommandError, match="3 lines"):
            call_command(
                "privacy_reapply",
                str(log),
                since=now - timedelta(days=1),
            )

        assert ledger.permits(subject, "test.sending", at=timezone.now())
    printed = capsys.readouterr().err
    assert "Line 2 " in printed
    assert "Line 3 " in printed
    assert "unheard-of" in printed


def test_no_log_is_an_error_that_says_what_to_do(db, tmp_path):
    with pytest.raises(CommandError, match="PRIVACY_REVOCATION_LOG"):
        call_command("privacy_reapply", str(tmp_path / "none"))


def test_verify_names_an_event_that_is_gone(db, capsys):
    with factories.declared(factories.sending()):
        record = factories.consent(subject=SubjectKey("one-subject"))
    call_command("privacy_verify")
    orphan = ConsentRecord.objects.create(
        subject_key="another",
        activity=record.activity,
        version=record.version,
        created_at=record.created_at,
    )

    with pytest.raises(CommandError, match="1 problems"):
        call_command("privacy_verify")

    assert str(orphan.pk) in capsys.readouterr().err
