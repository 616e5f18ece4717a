"""No page of a subscription is a dead end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from privacy_plugin.consent.subject import SubjectKey, sign
from tests.support import factories
from tests.support.reader import read_html

if TYPE_CHECKING:
    from django.test import Client

pytestmark = pytest.mark.django_db


def ways_on(answer) -> set[str]:
    """Return where the links of the page itself lead, without the site's frame."""
    main = read_html(answer.content.decode()).find(".//main")
    return {link.get("href", "") for link in main.iterfind(".//a")}


@pytest.mark.parametrize("name", ["confirmation_sent", "unsubscribed"])
def test_page_without_a_link_of_its_own_leads_to_the_start(client: Client, name):
    assert "/" in ways_on(client.get(reverse(f"subscriptions:{name}")))


@pytest.mark.parametrize("name", ["manage", "welcome"])
def test_page_of_a_subscriber_leads_to_the_start(client: Client, name):
    token = sign(SubjectKey(factories.subscriber().subject_key))

    assert "/" in ways_on(client.get(reverse(f"subscriptions:{name}", args=[token])))


def test_page_of_a_subscription_that_has_ended_leads_to_the_start(client: Client):
    subscriber = factories.subscriber()
    token = sign(SubjectKey(subscriber.subject_key))
    subscriber.delete()

    answer = client.get(reverse("subscriptions:manage", args=[token]))

    assert answer.status_code == 410
    assert "/" in ways_on(answer)


def test_link_that_is_not_valid_leads_to_the_start(client: Client):
    answer = client.get(reverse("subscriptions:manage", args=["forged"]))

    assert answer.status_code == 403
    assert "/" in ways_on(answer)
