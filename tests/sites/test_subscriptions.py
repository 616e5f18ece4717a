"""Mail of one site never reaches a subscriber of another, nor speaks in its name."""

from __future__ import annotations

import pytest
from django.test import Client
from wagtail.models import Site

from privacy_plugin.consent import ledger
from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.subscriptions import maintenance
from privacy_plugin.subscriptions.models import (
    Delivery,
    Kind,
    Mailing,
    PendingSubscription,
    Reason,
    Subscriber,
    Suppression,
)
from privacy_plugin.subscriptions.newsletter_page import get_page_reference
from privacy_plugin.subscriptions.processing import POSTS
from privacy_plugin.subscriptions.signup import double_opt_in
from privacy_plugin.subscriptions.subscribers import unsubscribe
from tests.subscriptions.conftest import clock, index, work
from tests.support import factories
from tests.support.comment_writer import CommentWriter
from tests.support.factories.disclosures import default_site_id, disclose
from tests.support.factories.second_site import CONTROLLER, HOST, SecondSite
from tests.support.servers.mailbox import html_of, link_in

__all__ = ["clock", "index", "work"]

EMAIL = "ada@example.org"
pytestmark = pytest.mark.django_db


def request_for(site: Site, digest: str) -> double_opt_in.SubscriptionRequest:
    """Return what a form on a site asks for."""
    choice = double_opt_in.SubscriptionChoice(kind=Kind.POSTS, digest=digest)
    return double_opt_in.SubscriptionRequest(
        email=EMAIL, choices=(choice,), language="de", site=site
    )


def subscribed(second: SecondSite, box, clock) -> Subscriber:
    """Subscribe on the second site by its form, mail and button; return who it is."""
    shown = disclose(POSTS, controller=second.controller, language="de")
    double_opt_in.request_subscription(
        request_for(second.site, shown.digest), at=clock.now
    )
    maintenance.run_maintenance(at=clock.tick(minutes=1))
    waiting = PendingSubscription.objects.get()
    return double_opt_in.confirm_subscription(
        waiting.subject_key, at=clock.tick(minutes=1)
    )


def test_post_reaches_subscribers_of_its_site_only(
    index, second_site, box, work, clock
):
    factories.subscriber("home@example.org", language="de")
    factories.subscriber("there@example.org", language="de", site=second_site.site)
    clock.tick(minutes=1)

    second_site.post()
    work()

    assert [mail["To"] for mail in box.mails] == ["there@example.org"]
    mail = box.one()
    assert HOST in mail["List-ID"]
    assert "Nebenan" in mail["From"]
    assert CONTROLLER in html_of(mail)
    for link in (link_in(mail, "/leave/"), link_in(mail, "/mine/")):
        assert link.startswith(f"http://{HOST}/")
    assert "Nobody in particular" not in html_of(mail)


def test_digest_holds_posts_of_one_site(index, second_site, box, work, clock):
    for site in (Site.objects.get(is_default_site=True), second_site.site):
        factories.subscriber(EMAIL, language="de", frequency="daily", site=site)
    clock.tick(minutes=1)
    factories.german_post(factories.post(title="At home"), title="Zu Hause")
    second_site.post(title="Gegenüber")
    clock.tick(days=2)

    work()

    told = {mail["List-ID"]: html_of(mail) for mail in box.mails}
    assert len(told) == 2
    for list_id, words in told.items():
        is_there = HOST in list_id
        assert ("Gegenüber" in words) is is_there
        assert ("Zu Hause" in words) is not is_there


def test_request_and_consent_name_the_controller_of_their_site(
    index, second_site, box, clock
):
    subscriber = subscribed(second_site, box, clock)

    question = box.one()
    assert "Nebenan" in question["Subject"]
    assert link_in(question, "/confirm/").startswith(f"http://{HOST}/")
    assert subscriber.site == second_site.site
    (entry,) = ledger.get_current_consents(
        SubjectKey(subscriber.subject_key), at=clock.now
    )
    assert entry.version.site_id == second_site.site.pk
    assert CONTROLLER in str(entry.version.document)


def test_one_address_has_a_subscription_of_its_own_on_each_site(
    index, second_site, box, clock
):
    home = factories.subscriber(EMAIL)
    there = subscribed(second_site, box, clock)

    assert home.subject_key != there.subject_key
    unsubscribe.unsubscribe_from_everything(there, method="test", at=clock.now)

    assert Subscriber.objects.get() == home
    assert home.subscriptions.exists()


def test_refusing_one_site_says_nothing_to_another(index, second_site, clock):
    here = default_site_id()
    shown = disclose(POSTS, controller=second_site.controller, language="de")
    double_opt_in.request_subscription(
        request_for(second_site.site, shown.digest), at=clock.now
    )
    double_opt_in.decline_subscription(PendingSubscription.objects.get().subject_key)

    assert Suppression.objects.blocks(EMAIL, site_id=second_site.site.pk)
    assert not Suppression.objects.blocks(EMAIL, site_id=here)

    Suppression.objects.note(EMAIL, Reason.UNDELIVERABLE, site_id=None)
    assert Suppression.objects.blocks(EMAIL, site_id=here)


def test_replies_on_the_second_site_can_be_confirmed(index, second_site, box, clock):
    reader = CommentWriter(second_site.post(), clock, Client(headers={"host": HOST}))
    replies = disclose("subscriptions.replies", controller=second_site.controller)
    reader.write(**{"follow-replies": replies.digest, "follow-email": EMAIL})

    waiting = PendingSubscription.objects.get()
    subscriber = double_opt_in.confirm_subscription(waiting.subject_key, at=clock.now)

    assert waiting.site == subscriber.site == second_site.site
    assert subscriber.subscriptions.get().version.site_id == second_site.site.pk


def test_comments_of_another_site_cannot_be_followed_here(index, second_site):
    page = second_site.post()

    form = {"email": EMAIL, "target": get_page_reference(page)}
    shown = disclose("subscriptions.thread")
    form["consent_subscriptions_thread"] = shown.digest
    answer = Client().post(
        "/subscriptions/", form, headers={"sec-fetch-site": "same-origin"}
    )

    assert answer.status_code == 422
    assert not PendingSubscription.objects.exists()


def test_thread_that_moved_to_another_site_is_not_told_in_its_name(
    index, second_site, box, work, clock
):
    page = factories.post()
    factories.subscriber(EMAIL, kind=Kind.THREAD, target=get_page_reference(page))
    page.move(second_site.index, "last-child")
    clock.tick(minutes=1)
    Mailing.objects.create(
        kind=Kind.THREAD, source="comment:1", title="Moved",
        target=get_page_reference(page),
        url="http://second.example/c/1/", created_at=clock.now, site=second_site.site,
    )  # fmt: skip

    work()

    assert not Delivery.objects.exists()
    assert not box.mails


def test_subscriptions_end_with_their_site(index, second_site, box, work, clock):
    there = subscribed(second_site, box, clock)
    link = link_in(make_mail(second_site, box, work, clock), "/mine/")
    second_site.site.delete()

    page = Client().get(link.partition(HOST)[2])
    assert page.status_code == 410
    assert "gibt es nicht mehr" in page.content.decode()
    clock.tick(minutes=1)
    maintenance.run_maintenance(at=clock.now)

    assert not Subscriber.objects.filter(pk=there.pk).exists()
    (entry,) = ledger.get_current_consents(SubjectKey(there.subject_key), at=clock.now)
    assert not entry.is_given


def make_mail(second: SecondSite, box, work, clock):
    """Return the mail about a new post of the second site."""
    clock.tick(minutes=1)
    second.post()
    box.raw.clear()
    work()
    return box.one()
