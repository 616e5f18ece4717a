"""Every kind of mail, as bytes at the server, on a site with a difficult name."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Site

from privacy_plugin.disclosure.notice import save_version
from privacy_plugin.subscriptions.models import (
    Extent,
    Kind,
    Mailing,
    SubscriptionSettings,
)
from privacy_plugin.subscriptions.processing import POSTS
from privacy_plugin.subscriptions.signup import double_opt_in
from tests.support import factories
from tests.support.factories.disclosures import disclose
from tests.support.raw_mail import headers_of, require_valid
from tests.support.servers.mailbox import html_of, text_of

NAME = 'Gärten "und" Zäune, Söhne & Co. (Köln): ' + "🌱" * 20
TITLE = "Über Gärten, Zäune und =?utf-8?q?Hecken?= 🌱 " * 5


@pytest.fixture(autouse=True)
def site(index, settings) -> Site:
    """Return a site whose name and addresses are hard to write in a header."""
    settings.DEFAULT_FROM_EMAIL = "blog@gärten.example"
    site = Site.objects.get(is_default_site=True)
    site.hostname = "gärten.example"
    site.site_name = NAME
    site.save()
    return site


def publish(clock) -> None:
    clock.tick(minutes=1)
    factories.post(title=TITLE)


@pytest.mark.parametrize("extent", Extent.values)
@pytest.mark.parametrize("frequency", ["at_once", "daily"])
def test_mail_about_posts_has_valid_headers(site, extent, frequency, box, work, clock):
    SubscriptionSettings.objects.create(site=site, extent=extent)
    factories.subscriber(frequency=frequency)
    publish(clock)
    clock.tick(days=1)
    work()

    ((_to, raw),) = box.raw
    headers = require_valid(raw)
    assert headers["List-ID"] == "<posts.xn--grten-gra.example>"
    assert headers["List-Unsubscribe"].startswith("<http://xn--grten-gra.example/")


@pytest.mark.parametrize("kind", [Kind.THREAD, Kind.REPLIES])
def test_mail_about_a_comment_has_valid_headers(kind, index, box, work, clock):
    post = factories.post(title=TITLE)
    Mailing.objects.all().delete()
    target = f"wagtailcore.page:{post.pk}"
    factories.subscriber(
        kind=kind, target=target if kind == Kind.THREAD else "comment:0"
    )
    clock.tick(minutes=1)
    comment = factories.comment(state="approved")
    Mailing.objects.create(
        kind=Kind.THREAD, source=f"comment:{comment.pk}", target=target,
        answers="comment:0",
        title=TITLE[:255], url="http://gärten.example/c/2/", created_at=clock.now,
        site=post.get_site(),
    )  # fmt: skip
    work()

    ((_to, raw),) = box.raw
    assert require_valid(raw)["List-ID"] == "<thread.xn--grten-gra.example>"


def test_mail_that_asks_has_valid_headers_and_belongs_to_no_list(site, box, work):
    version = save_version(disclose(POSTS))
    choice = double_opt_in.SubscriptionChoice(kind=Kind.POSTS, digest=version.digest)
    request = double_opt_in.SubscriptionRequest(
        email="ada@straße.de", choices=(choice,), language="de", site=site
    )
    double_opt_in.request_subscription(request, at=timezone.now())
    work()

    ((to, raw),) = box.raw
    assert to == ("ada@xn--strae-oqa.de",)
    assert "List-Unsubscribe" not in require_valid(raw)


def test_one_click_works_by_the_bytes_of_the_header(index, box, work, clock):
    subscriber = factories.subscriber()
    publish(clock)
    work()
    ((_to, raw),) = box.raw
    headers = headers_of(raw)

    url = headers["List-Unsubscribe"].removeprefix("<").removesuffix(">")
    name, _equals, value = headers["List-Unsubscribe-Post"].partition("=")
    answer = Client().post(urlsplit(url).path, {name: value})

    assert answer.status_code == 200
    assert not type(subscriber).objects.exists()


@pytest.mark.parametrize(
    ("language", "name", "home"),
    [
        ("en", "The blog", "http://localhost/"),
        ("de", "Das Blog", "http://localhost/de/"),
    ],
)
def test_mail_carries_the_name_and_the_front_page_of_its_language(
    site, language, name, home, box, work, clock
):
    site.hostname, site.site_name = "localhost", "The blog"
    site.save()
    german = factories.german_post(factories.post(title="First"))
    front = german.get_parent().specific
    front.title = "Das Blog"
    front.save_revision().publish()
    Mailing.objects.all().delete()
    factories.subscriber(language=language)
    clock.tick(minutes=1)
    post = german if language == "de" else factories.post(title="Second", live=False)
    post.first_published_at = post.last_published_at = None
    post.live = False
    post.save()
    post.save_revision().publish()
    work()

    mail = box.one()
    assert mail["From"].addresses[0].display_name == name
    assert name in text_of(mail)
    assert f'href="{home}"' in html_of(mail)
