"""Lists of mails, of requests and of consents: found by what one knows, masked."""

from __future__ import annotations

import tracemalloc
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook
from wagtail.models import Site

from privacy_plugin.subscriptions.models import (
    Delivery,
    DeliveryState,
    Kind,
    Mailing,
    MailingState,
    PendingSubscription,
    Subscriber,
    Subscription,
)
from privacy_plugin.subscriptions.subscribers import unsubscribe
from tests.support import factories

HOME = "/admin/subscriptions/"
DELIVERIES = f"{HOME}deliveries/"
REQUESTS = f"{HOME}requests/"
CONSENTS = "/admin/privacy/consents/"


def person(name: str, *codenames: str) -> Client:
    """Return the browser of an editor with these permissions and no more."""
    made = User.objects.create_user(name, f"{name}@example.com", name)
    for codename in ("access_admin", *codenames):
        made.user_permissions.add(Permission.objects.get(codename=codename))
    client = Client()
    client.force_login(made)
    return client


@pytest.fixture
def manager(index) -> Client:
    """Return the browser of somebody who may manage subscribers and no more."""
    return person("manager", "manage_subscriber")


def mailing(title: str = "About allotments", **changes) -> Mailing:
    """Return something that was told."""
    facts = {
        "kind": Kind.POSTS, "source": f"blog.postpage:{title}", "title": title,
        "url": "http://localhost/", "created_at": timezone.now(),
        "state": MailingState.DONE, "site": Site.objects.first(),
    }  # fmt: skip
    return Mailing.objects.create(**facts | changes)


def delivery(to: Subscriber, of: Mailing, state: str = "sent", **changes) -> Delivery:
    at = timezone.now()
    facts = {
        "subscriber": to, "subscription": to.subscriptions.get(), "mailing": of,
        "state": state, "due_at": at if state == "queued" else None,
        "claimed_at": at if state == "claimed" else None,
        "ended_at": None if state in {"queued", "claimed"} else at,
    }  # fmt: skip
    return Delivery.objects.create(**facts | changes)


def rows(client: Client, address: str, **query: str) -> list[str]:
    """Return the rows of a report as CSV, without its headings."""
    answer: Any = client.get(address, query | {"export": "csv"})
    text = b"".join(answer.streaming_content).decode()
    return text.strip().split("\r\n")[1:]


@pytest.fixture
def mails(index, clock):
    """Return four mails: two mailings, three states, two languages."""
    ada = factories.subscriber("ada.lovelace@example.org")
    ben = factories.subscriber("ben@example.net", language="de")
    first, second = mailing(), mailing("About bees")
    delivery(ada, first)
    delivery(ben, first, DeliveryState.UNCERTAIN, detail="interrupted")
    clock.tick(days=2)
    delivery(ada, second, DeliveryState.FAILED, detail="smtp_550")
    delivery(ben, second, DeliveryState.QUEUED)
    return first, second


def test_each_mail_is_listed_with_a_masked_address(manager, mails):
    html = manager.get(DELIVERIES).content.decode()

    assert html.count("a…@e….org") == 2
    assert "About bees" in html
    assert "smtp_550" in html
    assert "perhaps it arrived, it is never repeated" in html
    assert "lovelace" not in html
    assert "ben@" not in html


def test_mails_are_found_by_state_mailing_language_and_time(manager, mails, clock):
    first, second = mails
    today = clock.now.date()
    before = today - timedelta(days=1)

    def found(**query: str) -> int:
        return len(rows(manager, DELIVERIES, **query))

    assert found() == 4
    assert found(state="uncertain") == 1
    assert found(mailing=str(first.pk), state="sent") == 1
    assert found(mailing=str(second.pk)) == 2
    assert found(language="de") == 2
    assert found(at_from=str(today)) == 2
    assert found(at_to=str(before)) == 2


@pytest.mark.parametrize("export", ["csv", "xlsx"])
def test_a_file_holds_no_whole_address(manager, mails, export):
    answer = manager.get(DELIVERIES, {"export": export})
    whole = b"".join(answer.streaming_content)
    if export == "xlsx":
        sheet = load_workbook(BytesIO(whole)).active
        text = str([[cell.value for cell in row] for row in sheet.iter_rows()])
    else:
        text = whole.decode()

    assert "a…@e….org" in text
    assert "lovelace" not in text
    assert "ben@" not in text


def test_a_title_is_no_formula_in_a_file(manager, mails):
    Mailing.objects.update(title='=HYPERLINK("http://evil.example")')
    Subscriber.objects.filter(language="de").update(email="=cmd@example.net")

    for row in rows(manager, DELIVERIES):
        assert not row.startswith(("=", '"='))
        assert ",=" not in row
        assert ',"=' not in row


@pytest.mark.parametrize(
    "query",
    [
        {"mailing": "nonsense"}, {"mailing": "9" * 30}, {"mailing": "-1"},
        {"mailing": "²"}, {"state": "<script>alert"}, {"at_from": "yesterday"},
        {"language": "xx"}, {"p": "99999"}, {"mailing": "9" * 18},
    ],
)  # fmt: skip
def test_what_cannot_be_understood_breaks_nothing(manager, mails, query):
    answer = manager.get(DELIVERIES, query)

    assert answer.status_code in {200, 404}
    assert "<script>alert" not in answer.content.decode()


def test_an_old_mailing_is_found_by_its_link(manager, mails):
    first, _second = mails
    ada = Subscriber.objects.get(language="en")
    for number in range(101):
        delivery(ada, mailing(f"Post {number}"))

    assert len(rows(manager, DELIVERIES, mailing=str(first.pk))) == 2


def many(count: int) -> None:
    """Make so many mails, each to a subscriber of its own."""
    factories.many_subscribers(count, at=timezone.now())
    one = mailing()
    at = timezone.now()
    Delivery.objects.bulk_create(
        [
            Delivery(
                mailing=one, subscriber_id=subscriber, subscription_id=subscription,
                state="sent", ended_at=at,
            )
            for subscription, subscriber in Subscription.objects.values_list(
                "pk", "subscriber_id"
            )
        ],
        batch_size=500,
    )  # fmt: skip


def test_a_page_costs_the_same_for_few_mails_and_for_many(manager, clock):
    counts = []
    for number in (2, 60):
        Subscriber.objects.all().delete()
        Mailing.objects.all().delete()
        many(number)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert manager.get(DELIVERIES).status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_a_file_is_written_without_holding_all_of_it(manager, clock):
    many(6000)
    answer = manager.get(DELIVERIES, {"export": "csv"})
    tracemalloc.start()
    lines = 0
    for part in answer.streaming_content:
        lines += part.count(b"\n")
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert lines == 6001
    assert peak < 16 * 1024 * 1024, peak


def test_unconfirmed_requests_are_listed_masked(manager, clock):
    PendingSubscription.objects.create(
        email="ada.lovelace@example.org", mailbox="ada.lovelace@example.org",
        choices=[{"kind": "posts", "digest": "0", "topics": []}], language="de",
        requested_at=clock.now, due_at=clock.now,
    )  # fmt: skip

    html = manager.get(REQUESTS).content.decode()

    assert "a…@e….org" in html
    assert "New posts" in html
    assert "lovelace" not in html
    assert len(rows(manager, REQUESTS, language="de", mailed_at="false")) == 1
    assert rows(manager, REQUESTS, mailed_at="true") == []
    assert rows(manager, REQUESTS, requested_at_to="2026-11-01") == []
    assert "lovelace" not in rows(manager, REQUESTS)[0]


def test_consents_of_subscriptions_are_found_by_status_and_time(index, clock):
    both = person("both", "manage_subscriber", "report_consentrecord")
    both_export = person("more", "report_consentrecord", "export_consentrecord")
    ada = factories.subscriber("ada@example.org")
    factories.subscriber("ben@example.net")
    clock.tick(days=2)
    unsubscribe.unsubscribe(
        ada.subscriptions.get().key, method="test", at=timezone.now()
    )
    link = f"{CONSENTS}?feature=subscriptions"

    assert link in both.get(f"{HOME}people/").content.decode()
    assert both.get(link).content.decode().count("/admin/privacy/consents/") >= 2
    query = {"feature": "subscriptions"}
    found = [
        len(rows(both_export, CONSENTS, **query, status=status))
        for status in ("active", "withdrawn")
    ]
    assert found == [1, 1]
    today = str(clock.now.date())
    assert len(rows(both_export, CONSENTS, **query, decided_at_from=today)) == 1
    assert rows(both_export, CONSENTS, feature="comments") == []


def test_a_link_to_consents_is_for_who_may_open_it(manager):
    assert CONSENTS not in manager.get(f"{HOME}people/").content.decode()
    assert CONSENTS not in manager.get("/admin/").content.decode()


@pytest.mark.parametrize("group", ["Privacy officers", "Comment moderators", "Editors"])
def test_other_groups_see_no_mails(index, group):
    made = User.objects.create_user("other", "other@example.com", "other")
    made.groups.set(Group.objects.filter(name=group))
    client = Client()
    client.force_login(made)

    for address in (DELIVERIES, REQUESTS):
        assert client.get(address).status_code == 302
    assert DELIVERIES not in client.get("/admin/").content.decode()
