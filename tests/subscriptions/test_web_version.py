"""A mail about posts can be read in a browser, by whoever has its address."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction, Site

from privacy_plugin.embeds.models import EmbeddedItem
from privacy_plugin.subscriptions.emails.links import (
    EmailFormat,
    EmailReference,
    build_web_version_url,
    read_web_version_token,
)
from privacy_plugin.subscriptions.models import (
    Delivery,
    Extent,
    Mailing,
    Subscriber,
    SubscriptionSettings,
)
from tests.subscriptions.test_full_posts import body, publish
from tests.support import factories
from tests.support.reader import words_of
from tests.support.servers.mailbox import html_of, link_in


def without_feet(words: str) -> str:
    """Return what stands above the foot of a mail or its page."""
    return re.split(r"Read this mail in|This is a mail to", words)[0]


def send_one(box, work, clock, *, frequency="at_once", days=0, **post):
    """Tell one subscriber of a post, and return the mail."""
    factories.subscriber(frequency=frequency)
    clock.tick(minutes=1)
    made = factories.post(**post)
    clock.tick(days=days)
    work()
    return made, box.one()


def address(*posts, form=EmailFormat.SUMMARY, language="en") -> str:
    """Return where a mail about these posts can be read."""
    told = EmailReference(form, tuple(post.pk for post in posts))
    return build_web_version_url(told, language=language, site=Site.objects.first())


@pytest.mark.parametrize("extent", Extent)
def test_it_says_what_the_mail_says(extent, reader, box, work, clock):
    site = Site.objects.get(is_default_site=True)
    SubscriptionSettings.objects.create(site=site, extent=extent)
    factories.subscriber()
    clock.tick(minutes=1)
    publish(body())
    work()
    mail = box.one()

    page = reader.open(link_in(mail, "/read/"))

    assert page.status == 200
    (sent,) = re.findall(r"<body.*</body>", html_of(mail), re.DOTALL)
    words = " ".join(re.sub(r"<[^>]+>", " ", sent).split())
    shown = re.sub(r"<[^>]+>", " ", page.html[page.html.index("<body") :])
    assert without_feet(" ".join(shown.split())) == without_feet(words)
    assert ("Said once." in page.words) is (extent == Extent.WHOLE)


def test_a_later_choice_of_the_site_changes_no_mail_that_was_sent(
    reader, box, work, clock
):
    factories.subscriber()
    clock.tick(minutes=1)
    publish(body())
    work()
    site = Site.objects.get(is_default_site=True)
    SubscriptionSettings.objects.create(site=site, extent=Extent.WHOLE)

    assert "Said once." not in reader.open(link_in(box.one(), "/read/")).words


def test_a_digest_can_be_read_too(reader, box, work, clock):
    factories.subscriber(frequency="weekly")
    clock.tick(minutes=1)
    factories.post(title="One thing")
    factories.post(title="Another thing")
    clock.tick(days=8)
    work()

    page = reader.open(link_in(box.one(), "/read/"))

    assert "One thing" in page.words
    assert "Another thing" in page.words


def test_it_holds_nothing_that_is_the_subscribers_own(reader, box, work, clock):
    _post, mail = send_one(box, work, clock)

    page = reader.open(link_in(mail, "/read/"))

    subscriber = Subscriber.objects.get()
    assert subscriber.email not in page.html
    for own in ("/leave/", "/mine/", "/confirm/", ".invalid"):
        assert own not in page.html
    assert not reader.cookies


def test_nobody_follows_whoever_opens_it(reader, box, work, clock):
    _post, mail = send_one(box, work, clock)

    page = reader.open(link_in(mail, "/read/"))

    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert "no-store" in page.headers["Cache-Control"]
    assert "Set-Cookie" not in page.headers
    assert page.one("meta[@name='robots']").get("content") == "noindex"


def test_its_policy_admits_its_own_style_and_nothing_else(reader, box, work, clock):
    _post, mail = send_one(box, work, clock)

    page = reader.open(link_in(mail, "/read/"))

    style = page.one("style").text.encode()
    digest = base64.b64encode(hashlib.sha256(style).digest()).decode()
    policy = page.headers["Content-Security-Policy"]
    assert f"style-src 'sha256-{digest}';" in policy
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy


def test_reading_it_changes_nothing(reader, box, work, clock):
    _post, mail = send_one(box, work, clock)
    before = list(Delivery.objects.values()), list(Mailing.objects.values())

    reader.open(link_in(mail, "/read/"))

    assert (list(Delivery.objects.values()), list(Mailing.objects.values())) == before
    assert not EmbeddedItem.objects.exists()
    assert Client().post(link_in(mail, "/read/")).status_code == 405


def test_a_post_that_was_taken_back_is_not_shown(reader, box, work, clock):
    post, mail = send_one(box, work, clock, title="Said too much")
    post.unpublish()

    page = reader.open(link_in(mail, "/read/"))

    assert page.status == 410
    assert "no longer public" in page.words
    assert "Said too much" not in page.html


def test_a_post_that_became_private_is_not_shown(reader, box, work, clock):
    post, mail = send_one(box, work, clock, title="Among friends")
    PageViewRestriction.objects.create(
        page=post, restriction_type=PageViewRestriction.LOGIN
    )

    page = reader.open(link_in(mail, "/read/"))

    assert page.status == 410
    assert "Among friends" not in page.html


def test_a_post_that_was_deleted_is_not_shown(reader, box, work, clock):
    post, mail = send_one(box, work, clock)
    post.delete()

    assert reader.open(link_in(mail, "/read/")).status == 410


def test_a_digest_shows_what_is_left_of_it(reader):
    kept, gone = factories.post(title="Still here"), factories.post(title="Not here")
    gone.unpublish()

    page = reader.open(address(kept, gone, form=EmailFormat.DIGEST))

    assert "Still here" in page.words
    assert "Not here" not in page.html
    assert "1 post of this mail is no longer public." in page.words


def test_a_page_that_is_no_post_is_not_shown(reader, index):
    assert reader.open(address(index)).status == 410


@pytest.mark.parametrize(
    "token",
    ["s1", "w2~", "s1~forged", "%F0%9F%98%80~x", "%00~x", "~", "d1.2~" + "a" * 43],
)
def test_an_address_that_was_not_signed_here_opens_nothing(token, reader):
    factories.post(title="Hidden in plain sight")

    page = reader.open(f"/subscriptions/read/{token}/")

    assert page.status == 404
    assert "Hidden in plain sight" not in page.html


def test_a_changed_address_opens_nothing(reader):
    first, second = factories.post(title="First"), factories.post(title="Second")
    opened = address(first)
    guessed = opened.replace(f"/s{first.pk}~", f"/s{second.pk}~")

    assert guessed != opened
    assert reader.open(guessed).status == 404


def test_it_speaks_the_language_of_its_address(reader):
    german = factories.german_post(factories.post(), title="Über Gärten")

    page = reader.open(address(german, language="de"))

    assert page.address.startswith("/de/")
    assert page.tree.get("lang") == "de"
    assert "Über Gärten" in page.words
    assert "subscribers" not in words_of(page.tree)


def test_what_is_signed_comes_back():
    told = EmailReference(EmailFormat.DIGEST, (3, 17, 2))

    token = build_web_version_url(
        told, language="en", site=Site(hostname="localhost")
    ).split("/")[-2]

    assert read_web_version_token(token) == told


@pytest.mark.django_db
def test_a_digest_too_long_for_an_address_has_none():
    told = EmailReference(EmailFormat.DIGEST, tuple(range(100_000, 100_400)))

    assert (
        build_web_version_url(told, language="en", site=Site(hostname="localhost"))
        == ""
    )
