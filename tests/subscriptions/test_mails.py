"""What stands in each mail, in both languages: nothing that watches or loads."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from wagtail.models import Site

from privacy_plugin.disclosure.models import ControllerSettings
from privacy_plugin.egress.mail.external_resources import find_external_resource
from privacy_plugin.egress.models import Outcome, Transmission
from privacy_plugin.subscriptions.emails import render
from privacy_plugin.subscriptions.emails.plain_text import plain_text
from privacy_plugin.subscriptions.mailings.pages import create_mailing
from privacy_plugin.subscriptions.models import Delivery, Kind, Mailing
from tests.support import factories
from tests.support.reader import read_html
from tests.support.servers.mailbox import LINK, html_of, text_of

LANGUAGES = ["en", "de"]


class Attributes(HTMLParser):
    """Collect every attribute that could name an address."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str, str]] = []

    def handle_starttag(self, tag, attrs):
        self.found += [(tag, name, value or "") for name, value in attrs]


def require_quiet(mail) -> None:
    """Fail if a mail holds an address of somebody else, or loads anything at all."""
    assert [part.get_content_type() for part in mail.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    html = html_of(mail)
    looker = Attributes()
    looker.feed(html)
    for tag, name, value in looker.found:
        if re.search(r"//|url\(", value):
            assert (tag, name) == ("a", "href"), (tag, name, value)
    links = set(LINK.findall(text_of(mail))) | {
        value for tag, name, value in looker.found if (tag, name) == ("a", "href")
    }
    assert {urlsplit(link).hostname for link in links} == {"localhost"}
    assert not [link for link in links if "?" in link]
    assert not re.search(r"<(img|script|link|iframe)|@import|url\(", html)
    assert "{{" not in html
    assert ".invalid" not in html + text_of(mail)
    assert "prefers-color-scheme: dark" in html
    read_html(html)


@pytest.fixture(params=LANGUAGES)
def language(request) -> str:
    return request.param


@pytest.fixture
def post(index, clock, language):
    made = factories.post(title="Über <Gärten> & “Zäune”", live=False)
    if language == "de":
        first = factories.post(title="First")
        made = factories.german_post(first, title="Über <Gärten> & “Zäune”")
        Mailing.objects.all().delete()
        made.first_published_at = made.last_published_at = clock.tick(hours=1)
        made.save()
        return made
    return made


def tell(post, clock) -> None:
    """Publish a post, or tell of it if it is published."""
    if post.live:
        post.first_published_at = post.last_published_at = clock.now
        post.save()
        create_mailing(post)
    else:
        post.save_revision().publish()


@pytest.mark.parametrize("frequency", ["at_once", "daily"])
def test_a_mail_about_a_post_is_quiet_and_exact(
    post, language, frequency, box, work, clock
):
    factories.subscriber(language=language, frequency=frequency)
    clock.tick(minutes=1)
    tell(post, clock)
    clock.tick(days=1)
    work()

    mail = box.one()
    require_quiet(mail)
    assert mail["To"] == "ada@example.org"
    assert mail["Subject"] == "Über <Gärten> & “Zäune”"
    assert "Über <Gärten> & “Zäune”" in text_of(mail)
    assert "Über &lt;Gärten&gt; &amp; “Zäune”" in html_of(mail)
    assert mail["List-ID"] == "<posts.localhost>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    prefix = "/de" if language == "de" else ""
    pattern = rf"<http://localhost{prefix}/subscriptions/leave/[^/>]+/>"
    assert re.fullmatch(pattern, mail["List-Unsubscribe"].strip())
    assert mail["Cc"] is None
    assert mail["Bcc"] is None
    assert f'lang="{language}"' in html_of(mail)


def test_a_mail_about_a_comment_is_quiet_and_names_nobody(
    post, language, box, work, clock
):
    if not post.live:
        post.save_revision().publish()
        Mailing.objects.all().delete()
    target = f"wagtailcore.page:{post.pk}"
    factories.subscriber(language=language, kind=Kind.THREAD, target=target)
    clock.tick(minutes=1)
    Mailing.objects.create(
        kind=Kind.THREAD,
        source=f"comment:{factories.comment(state='approved').pk}",
        target=target,
        language=language,
        title="A post",
        url="http://localhost/comments/1/",
        created_at=clock.now,
        site=post.get_site(),
    )
    work()

    mail = box.one()
    require_quiet(mail)
    assert mail["List-ID"] == "<thread.localhost>"
    assert "http://localhost/comments/1/" in text_of(mail)


def test_a_comment_on_a_hidden_page_is_told_to_nobody(index, box, work, clock):
    post = factories.post(live=False)
    target = f"wagtailcore.page:{post.pk}"
    factories.subscriber(kind=Kind.THREAD, target=target)
    clock.tick(minutes=1)
    Mailing.objects.create(
        kind=Kind.THREAD,
        source=f"comment:{factories.comment(state='approved').pk}",
        target=target,
        title="A post",
        url="http://localhost/comments/1/",
        created_at=clock.now,
        site=post.get_site(),
    )
    work()

    assert box.mails == []
    assert Delivery.objects.get().detail == "gone"


def test_a_mail_says_no_more_about_the_machine_than_it_must(index, box, work, clock):
    factories.subscriber()
    clock.tick(minutes=1)
    factories.post()
    work()

    assert set(box.one()) == {
        "Auto-Submitted", "Content-Type", "Date", "From", "List-ID",
        "List-Unsubscribe", "List-Unsubscribe-Post", "MIME-Version", "Message-ID",
        "Subject", "To",
    }  # fmt: skip


def test_both_parts_say_the_same(post, language, box, work, clock):
    factories.subscriber(language=language)
    clock.tick(minutes=1)
    tell(post, clock)
    work()
    mail = box.one()

    words = set(re.findall(r"\w{4,}", plain_text(html_of(mail))))

    assert words <= set(re.findall(r"\w{4,}", text_of(mail)))


def test_two_readers_have_links_of_their_own(index, box, work, clock):
    factories.subscriber("ada@example.org")
    factories.subscriber("bob@example.org")
    clock.tick(minutes=1)
    factories.post()
    work()

    first, second = box.mails
    assert first["List-Unsubscribe"] != second["List-Unsubscribe"]
    both = set(LINK.findall(text_of(first))) & set(LINK.findall(text_of(second)))
    shared = [link for link in both if "/subscriptions/" in link]
    assert [urlsplit(link).path[:20] for link in shared] == ["/subscriptions/read/"]


def test_a_title_cannot_write_headers(index, box, work, clock):
    factories.subscriber()
    clock.tick(minutes=1)
    post = factories.post(live=False)
    post.title = "Harmless\r\nBcc: eve@example.org"
    post.save_revision().publish()
    work()

    mail = box.one()
    assert box.recipients == ["ada@example.org"]
    assert mail["Bcc"] is None
    assert mail["Subject"] == "Harmless Bcc: eve@example.org"


def test_a_mail_comes_from_the_site_by_name(index, box, work, clock, settings):
    settings.DEFAULT_FROM_EMAIL = "blog@example.org"
    site = Site.objects.get(is_default_site=True)
    site.site_name = 'Gärten "und" Zäune\n'
    site.save()
    ControllerSettings.objects.update(name="Ada Lovelace", address="1 Lane")
    factories.subscriber()
    clock.tick(minutes=1)
    factories.post()
    work()

    mail = box.one()
    assert mail["From"].addresses[0].addr_spec == "blog@example.org"
    assert mail["From"].addresses[0].display_name == 'Gärten "und" Zäune'
    assert "Ada Lovelace, 1 Lane" in text_of(mail)


@pytest.mark.parametrize(
    "html",
    [
        '<img src="https://counter.example/1.gif">',
        "<p style='background: url(https://counter.example/)'>",
        '<td background="https://counter.example/">',
        "<style>@import 'https://counter.example/';</style>",
        "<link rel=stylesheet href=//counter.example>",
        "<svg><image href='//counter.example'/></svg>",
        '<a href="/" ping="https://counter.example/">',
        "<IFRAME>",
        "<p onclick=x>",
    ],
)
def test_what_loads_something_is_found(html):
    assert find_external_resource(f"<html><body>{html}</body></html>")


def test_words_about_loading_load_nothing():
    assert not find_external_resource(
        "<p>Write src= and url( and &lt;img src=x&gt;.</p>"
    )


def test_a_theme_that_watches_sends_nothing(index, box, work, clock, monkeypatch):
    factories.subscriber()
    clock.tick(minutes=1)
    real = render.render_to_string

    def watching(name, context=None):
        html = real(name, context)
        return html.replace("</body>", '<img src="http://localhost/count/"></body>')

    monkeypatch.setattr(render, "render_to_string", watching)
    factories.post()
    work()

    assert box.mails == []
    assert Delivery.objects.get().detail == "refused"
    assert Transmission.objects.get().outcome == Outcome.REFUSED
