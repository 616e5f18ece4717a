"""Promise 10: mail only after you confirmed it, never twice, and out with one press."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from wagtail.models import Site

from privacy_plugin.egress.mail.external_resources import find_external_resource
from privacy_plugin.egress.models import Transmission
from privacy_plugin.subscriptions import maintenance
from privacy_plugin.subscriptions.models import (
    Extent,
    Mailing,
    Subscriber,
    SubscriptionSettings,
)
from privacy_plugin.subscriptions.processing import POSTS
from tests.support import factories
from tests.support.factories.disclosures import disclose
from tests.support.reader import read_html, words_of
from tests.support.servers.mailbox import LINK, html_of, link_in, text_of

ADDRESS = "reader@example.org"
FILM = "https://www.youtube.com/watch?v=aaaaaaaaaaa"


@pytest.fixture
def send(clock):
    """Return a function that sends what is due."""

    def send_now() -> None:
        clock.tick(seconds=1)
        maintenance.run_maintenance(at=timezone.now())

    return send_now


def subscribe(reader, box, send) -> None:
    page = reader.open("/subscriptions/")
    reader.press(page, "Subscribe", tick=[POSTS], email=ADDRESS)
    send()
    question = reader.open(link_in(box.one(), "/confirm/"))
    reader.press(question, "Yes, send me this")
    box.clear()


def test_from_the_first_press_to_the_last(reader, post, box, send, clock):
    subscribe(reader, box, send)
    clock.tick(minutes=1)
    factories.post(title="Something new")
    send()
    send()

    mail = box.one()
    assert mail["Subject"] == "Something new"
    assert "<img" not in html_of(mail)
    page = reader.open(link_in(mail, "/leave/"))
    reader.press(page, "Unsubscribe")
    factories.post(title="Something newer")
    send()
    assert len(box.mails) == 1
    assert not Subscriber.objects.exists()
    assert not reader.cookies


EMBEDDED = ("https://pixel.example/1.gif", "https://maps.example/1")
WATCHED = (
    f'<p>Words.</p><img src="{EMBEDDED[0]}" alt="A pixel">'
    f'<iframe src="{EMBEDDED[1]}"></iframe>'
    '<p style="background:url(https://pixel.example/2.gif)">More.</p>'
)
OWN_LINK = "https://friend.example/a?b=c"


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_whole_post_in_a_mail_loads_nothing_and_rewrites_no_link(
    language, reader, post, box, send, clock
):
    site = Site.objects.get(is_default_site=True)
    SubscriptionSettings.objects.create(site=site, extent=Extent.WHOLE)
    factories.subscriber(ADDRESS, language=language)
    clock.tick(minutes=1)
    told = (
        factories.post(live=False) if language == "en" else factories.german_post(post)
    )
    Mailing.objects.all().delete()
    told.body = [
        ("paragraph", f'<p>See <a href="{OWN_LINK}">there</a>.</p>'),
        ("html", WATCHED),
        ("embed", {"url": FILM, "title": "", "note": ""}),
    ]
    told.first_published_at = told.last_published_at = None
    told.live = False
    told.save()
    told.save_revision().publish()
    send()

    mail = box.one()
    html = html_of(mail)
    tree = read_html(html)
    links = [link.get("href") for link in tree.iter("a")]
    assert "More." in words_of(tree)
    assert not find_external_resource(html)
    assert "pixel.example/2.gif" not in html + text_of(mail)
    foreign = {link for link in links if urlsplit(link).hostname != "localhost"}
    assert foreign == {OWN_LINK, FILM, *EMBEDDED}
    assert foreign <= {*LINK.findall(text_of(mail))}
    page = reader.open(link_in(mail, "/read/"))
    assert "More." in page.words
    assert not reader.cookies


def test_an_address_somebody_else_typed_gets_one_question_and_nothing_more(
    reader, post, box, send, clock
):
    page = reader.open("/subscriptions/")
    reader.press(page, "Subscribe", tick=[POSTS], email=ADDRESS)
    clock.tick(minutes=1)
    for number in range(3):
        factories.post(title=f"Post {number}")
        send()

    assert len(box.mails) == 1


def test_what_is_told_beside_the_form_is_what_is_sent(reader, post, box, send, clock):
    subscribe(reader, box, send)
    clock.tick(minutes=1)
    factories.post()
    send()

    sent = Transmission.objects.get(activity=POSTS)
    told = disclose(POSTS).activity.wire_names
    assert set(sent.field_names) == told


def test_the_provider_is_named_before_it_gets_anything(reader, post, settings):
    settings.PRIVACY_MAIL_PROVIDER = factories.recipient(name="Mailer Ltd")

    page = reader.open("/subscriptions/")

    told = page.one(f"section[@data-activity='{POSTS}']")
    assert "To Mailer Ltd, United States." in "".join(told.itertext())


def test_a_new_provider_gets_nothing_from_those_who_agreed_to_the_old_one(
    reader, post, box, send, clock, settings
):
    subscribe(reader, box, send)
    settings.PRIVACY_MAIL_PROVIDER = factories.recipient(name="Mailer Ltd")
    clock.tick(minutes=1)
    factories.post()
    send()

    assert box.mails == []


def test_the_way_without_any_data_is_offered_in_the_same_breath(reader, post):
    box = reader.open(post.url).one("aside[@class='subscribe-box']")

    (feed,) = [link for link in box.iter("a") if "Use the feed" in (link.text or "")]
    assert reader.client.get(feed.get("href")).status_code == 200
