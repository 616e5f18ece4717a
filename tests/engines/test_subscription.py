"""Subscribe, confirm, manage and leave, in each engine."""

from __future__ import annotations

from django.utils import timezone

from privacy_plugin.consent.models import ConsentEvent
from privacy_plugin.subscriptions import maintenance
from privacy_plugin.subscriptions.models import Subscriber, Subscription
from tests.support import factories
from tests.support.servers.mailbox import link_in


def work() -> None:
    """Do what the worker would do now."""
    maintenance.run_maintenance(at=timezone.now())


def test_subscription_is_asked_for_and_confirmed_by_a_press(
    reader, expect_traces, live_site, box
):
    reader.open(factories.post(title="About allotments").full_url)
    reader.press("Subscribe by email")
    reader.type("E-mail address", "ada@example.org")
    reader.tick("Only if you tick this: I would like a mail about new posts.")
    reader.press("Subscribe", number=2)  # the first opens the box
    reader.sees("check your mailbox")
    work()
    expect_traces()

    reader.open(link_in(box.one(), "/confirm/"))
    reader.reload()
    reader.rest()
    assert not Subscriber.objects.exists()
    expect_traces()

    reader.press("Yes, send me this")
    reader.sees("It is confirmed")
    expect_traces(events=["given"])
    reader.reload()
    reader.back()
    reader.rest()
    assert Subscriber.objects.count() == 1
    expect_traces()


def test_subscription_is_changed_and_ended(reader, expect_traces, live_site, box):
    factories.index()
    factories.subscriber(at=timezone.now())
    factories.post(title="Something new")
    work()
    mail = box.one()
    known = ConsentEvent.objects.count()

    reader.open(link_in(mail, "/mine/"))
    reader.choose("How often", "Once a week")
    reader.press("Save")
    reader.sees("New posts (once a week)")
    assert Subscription.objects.get().frequency == "weekly"

    reader.open(link_in(mail, "/leave/"))
    reader.reload()
    assert Subscription.objects.exists()
    reader.press("Unsubscribe")
    reader.sees("You are unsubscribed")
    reader.back()
    reader.rest()

    assert not Subscriber.objects.exists()
    states = ConsentEvent.objects.order_by("pk").values_list("state", flat=True)
    expect_traces(events=[*states[:known], "withdrawn"])
