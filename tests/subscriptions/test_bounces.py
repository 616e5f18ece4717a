"""What a mail service tells of addresses that bounce, or of people who complain."""

from __future__ import annotations

import pytest
from anymail.signals import AnymailTrackingEvent, EventType, RejectReason, tracking

from privacy_plugin.subscriptions.models import Reason, Subscriber, Suppression
from privacy_plugin.subscriptions.subscribers import bounces
from tests.support import factories
from tests.support.factories.disclosures import default_site_id


@pytest.fixture(autouse=True)
def ada(index):
    """Return a subscriber, on a site that listens."""
    bounces.connect()
    yield factories.subscriber("ada@example.org")
    tracking.disconnect(dispatch_uid="privacy_subscriptions")


def tell(kind, reason=None, recipient="ADA@example.org"):
    """Let the mail service tell something."""
    event = AnymailTrackingEvent(
        event_type=kind, reject_reason=reason, recipient=recipient
    )
    tracking.send(sender=object, event=event, esp_name="Test")


@pytest.mark.parametrize(
    ("kind", "reason", "expected"),
    [
        (EventType.COMPLAINED, None, Reason.COMPLAINED),
        (EventType.UNSUBSCRIBED, None, Reason.LEFT),
        (EventType.BOUNCED, RejectReason.BOUNCED, Reason.UNDELIVERABLE),
        (EventType.REJECTED, RejectReason.INVALID, Reason.UNDELIVERABLE),
    ],
)
def test_who_complains_or_bounces_gets_nothing_more(kind, reason, expected):
    tell(kind, reason)

    assert not Subscriber.objects.exists()
    assert Suppression.objects.get().reason == expected


def test_a_full_mailbox_is_given_time(ada):
    tell(EventType.BOUNCED, RejectReason.TIMED_OUT)
    tell(EventType.BOUNCED, RejectReason.TIMED_OUT)
    assert Subscriber.objects.get().failures == 2

    tell(EventType.BOUNCED, RejectReason.TIMED_OUT)

    assert not Subscriber.objects.exists()


@pytest.mark.parametrize("kind", [EventType.OPENED, EventType.CLICKED, EventType.SENT])
def test_what_somebody_reads_is_of_no_interest(kind):
    tell(kind)

    assert Subscriber.objects.get().failures == 0


def test_who_was_never_here_is_kept_off_the_lists():
    tell(EventType.COMPLAINED, recipient="eve@example.org")

    assert Suppression.objects.blocks("eve@example.org", site_id=default_site_id())
