"""The mail server goes away while readers subscribe, and comes back: nothing lost."""

from __future__ import annotations

from collections import Counter

import pytest

from privacy_plugin.egress.models import Outcome, Transmission
from privacy_plugin.subscriptions.models import Delivery, PendingSubscription
from privacy_plugin.subscriptions.processing import POSTS
from tests.support import factories
from tests.support.reader import Reader
from tests.support.servers.mailbox import link_in


def go_away(box, how: str) -> None:
    """Let the server be away in one of the ways in which servers are."""
    if how == "closed":
        box.stop()
    elif how == "refuses the sender":
        box.temper.at_sender = "451 Out of disk space"
    elif how == "refuses everybody":
        box.temper.to_all = "450 Try again later"
    else:
        box.temper.at_data = "452 Out of disk space"


def come_back(box, how: str) -> None:
    """Let the server take mail again."""
    box.temper.at_sender = box.temper.to_all = box.temper.at_data = ""
    if how == "closed":
        box.start()


@pytest.mark.parametrize(
    "how", ["closed", "refuses the sender", "refuses everybody", "refuses the text"]
)
def test_outage_of_two_days_postpones_every_mail_and_doubles_none(
    how, index, box, work, clock
):
    emails = [f"reader{number}@example.org" for number in range(3)]
    for email in emails:
        factories.subscriber(email)
    factories.subscriber("digest@example.org", frequency="daily")
    clock.tick(minutes=1)
    go_away(box, how)

    factories.post(title="Written during the outage")
    for number in range(48):
        if number % 24 == 0:
            asking = Reader(clock, address=f"91.198.174.{number + 1}")
            form = asking.open("/subscriptions/")
            answer = asking.press(
                form, "Subscribe", tick=[POSTS], email=f"new{number}@example.org"
            )
            assert answer.status == 200
        work()
        clock.tick(hours=1)
    assert box.raw == []
    assert set(Delivery.objects.values_list("state", flat=True)) == {"queued"}
    come_back(box, how)
    for _time in range(5):
        work()
        clock.tick(hours=1)

    assert Counter(box.recipients) == Counter(
        [*emails, "digest@example.org", "new0@example.org", "new24@example.org"]
    )
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
    assert not Transmission.objects.filter(outcome=Outcome.UNCERTAIN).exists()
    for mail in box.mails:
        if mail["To"].startswith("new"):
            page = Reader(clock).open(link_in(mail, "/confirm/"))
            Reader(clock).press(page, "Yes, send me this")
    assert not PendingSubscription.objects.exists()
