"""Signals say what is stored: after the commit, with ids alone."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.utils import timezone

from privacy_plugin.comments.discussions.targets import get_or_create_discussion
from privacy_plugin.comments.models import Comment
from privacy_plugin.comments.moderation import actions
from privacy_plugin.comments.signals import comment_published, comment_state_changed
from privacy_plugin.consent import ledger
from privacy_plugin.consent.signals import consent_given, consent_withdrawn
from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.disclosure.notice import save_version
from privacy_plugin.subscriptions.models import Kind, Mailing, Subscription
from privacy_plugin.subscriptions.processing import POSTS
from privacy_plugin.subscriptions.signals import (
    subscription_confirmed,
    subscription_ended,
)
from privacy_plugin.subscriptions.signup.double_opt_in import confirm_subscription
from privacy_plugin.subscriptions.subscribers.unsubscribe import unsubscribe
from tests.support import factories
from tests.support.factories.disclosures import disclose

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def received():
    """Return what was sent while a test runs: signal by name, and its ids."""
    found = []
    signals = {
        "published": comment_published,
        "changed": comment_state_changed,
        "given": consent_given,
        "withdrawn": consent_withdrawn,
        "confirmed": subscription_confirmed,
        "ended": subscription_ended,
    }
    receivers = []
    for name, signal in signals.items():

        def note(sender, signal, name=name, **ids):
            found.append((name, ids))

        receivers.append((signal, note))
        signal.connect(note)
    yield found
    for signal, note in receivers:
        signal.disconnect(note)


def test_consent_signals_name_the_record(received):
    with factories.declared(factories.sending()):
        record = factories.consent()
        subject = SubjectKey(record.subject_key)
        ledger.withdraw(subject, record.activity, method="test", at=timezone.now())

    assert received == [
        ("given", {"record_id": record.pk}),
        ("withdrawn", {"record_id": record.pk}),
    ]


def test_comment_signals_follow_the_state(received, index):
    comment = factories.comment(state="pending")
    received.clear()

    actions.approve([comment.pk], editor=None, at=timezone.now())
    actions.mark_spam([comment.pk], editor=None, at=timezone.now())

    ids = {"comment_ids": (comment.pk,)}
    assert received == [("changed", ids), ("published", ids), ("changed", ids)]


def test_confirmed_subscription_is_announced_after_the_commit(received, index):
    pending = factories.pending_subscription(kind=Kind.POSTS, target="")
    pending.choices[0]["digest"] = save_version(disclose(POSTS, language="en")).digest
    pending.save()

    with transaction.atomic():
        confirm_subscription(pending.subject_key, at=timezone.now())
        sent_before_commit = list(received)

    subscription = Subscription.objects.get()
    assert sent_before_commit == []
    assert ("confirmed", {"subscription_id": subscription.pk}) in received


def test_subscription_confirmed_again_is_not_announced(received, index):
    factories.subscriber("ada@example.org")
    received.clear()

    factories.subscriber("ada@example.org")

    assert "confirmed" not in dict(received)


def test_rolled_back_confirmation_is_not_announced(received, index):
    with transaction.atomic():
        factories.subscriber("ada@example.org")
        transaction.set_rollback(True)

    assert received == []


def test_published_comment_is_told_to_followers_once(index):
    comment = factories.comment(
        discussion=get_or_create_discussion(index), state="pending"
    )
    target = f"wagtailcore.page:{index.pk}"
    factories.subscriber("ada@example.org", kind=Kind.THREAD, target=target)

    actions.approve([comment.pk], editor=None, at=timezone.now())
    actions.remove([comment.pk], editor=None, at=timezone.now())
    actions.approve([comment.pk], editor=None, at=timezone.now())

    mailing = Mailing.objects.get()
    assert (mailing.source, mailing.target) == (f"comment:{comment.pk}", target)


def test_ended_subscription_is_announced(received, index):
    subscriber = factories.subscriber("ada@example.org")
    subscription = Subscription.objects.get(subscriber=subscriber)
    received.clear()

    unsubscribe(subscription.key, method="test", at=timezone.now())

    assert ("ended", {"subscription_id": subscription.pk}) in received


def test_rolled_back_transaction_sends_nothing(received, index):
    comment = factories.comment(state="pending")
    received.clear()

    with transaction.atomic():
        actions.approve([comment.pk], editor=None, at=timezone.now())
        transaction.set_rollback(True)

    assert received == []


def test_failing_receiver_is_logged_without_its_words(index, caplog):
    def fail(**_ids):
        raise ValueError("words of a comment")

    comment = factories.comment(state="pending")
    comment_published.connect(fail)
    try:
        actions.approve([comment.pk], editor=None, at=timezone.now())
    finally:
        comment_published.disconnect(fail)

    assert Comment.objects.get(pk=comment.pk).state == "approved"
    assert "fail failed on a signal: ValueError" in caplog.text
    assert "words of a comment" not in caplog.text
