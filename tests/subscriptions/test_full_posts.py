"""A site may send whole posts: everything to read, and nothing that is loaded."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

import pytest
from django.core.files.base import ContentFile
from django.test.signals import template_rendered
from wagtail.images import get_image_model
from wagtail.models import Site

from blog.demo.texts import PICTURES
from blog.models import PostPage
from privacy_plugin.egress.mail.external_resources import find_external_resource
from privacy_plugin.subscriptions.emails import render
from privacy_plugin.subscriptions.emails.post_html import clean_post_html
from privacy_plugin.subscriptions.mailings.pages import create_mailing
from privacy_plugin.subscriptions.models import Extent, Mailing, SubscriptionSettings
from tests.support import factories
from tests.support.reader import read_html, words_of
from tests.support.samples import hostile_html
from tests.support.servers.mailbox import LINK, html_of, text_of

FILM = "https://www.youtube.com/watch?v=aaaaaaaaaaa"
HTML = '<p>Old.</p><iframe src="https://maps.example/1"></iframe><script>x()</script>'
LONGEST_LINE = 998  # RFC 5322, section 2.1.1
BASE = "http://localhost/a-post/"


@pytest.fixture
def whole(index):
    """Let the site send whole posts."""
    site = Site.objects.get(is_default_site=True)
    SubscriptionSettings.objects.create(site=site, extent=Extent.WHOLE)


def body(*, image=None) -> str:
    """Return a text with one block of each kind."""
    blocks = [
        (
            "paragraph",
            '<p>See <a href="https://plain.example/x">there</a>, or here.</p>',
        ),
        ("heading", {"text": "A heading", "level": "2"}),
        ("quote", {"quote": "Said once.", "source": "Somebody", "url": ""}),
        ("code", {"code": "if a < b:\n    run()", "language": "python"}),
        ("table", {"data": [["What", "Where"], ["Name", "Here"]]}),
        ("embed", {"url": FILM, "title": "A film", "note": ""}),
        ("html", HTML),
    ]
    if image is not None:
        value = {"image": image.pk, "alt_text": "A gate", "decorative": False}
        picture = {"image": value, "caption": "Open", "width": "text"}
        blocks.append(("image", picture))
    return json.dumps([{"type": kind, "value": value} for kind, value in blocks])


def publish(text: str, *, title: str = "A whole post") -> PostPage:
    post = factories.post(title=title, live=False)
    post.body = text
    post.save_revision().publish()
    post.refresh_from_db()
    return post


def lines_of(mail) -> str:
    """Return the plain part with line breaks as we write them."""
    return text_of(mail).replace("\r\n", "\n")


def picture():
    """Return a picture of the site's library."""
    file = ContentFile((PICTURES / "doors.webp").read_bytes(), name="doors.webp")
    return get_image_model().objects.create(title="Gate", file=file)


def test_by_default_a_mail_has_title_and_standfirst_only(index, box, work, clock):
    factories.subscriber()
    clock.tick(minutes=1)
    publish(body())
    work()

    assert "Said once." not in html_of(box.one()) + text_of(box.one())


def test_a_whole_post_can_be_read_in_both_parts(whole, box, work, clock):
    factories.subscriber()
    clock.tick(minutes=1)
    post = publish(body(image=picture()))
    work()

    html, text = html_of(box.one()), lines_of(box.one())
    shown = words_of(read_html(html).find("body"))
    for words in ("A heading", "Said once.", "Somebody", "if a < b:", "A film", "Old."):
        assert words in shown
        assert words in text
    assert "    if a < b:\n        run()" in text
    assert "> Said once." in text
    assert "What | Where\nName | Here" in text
    assert f"Picture: A gate\n{post.full_url}\n" in text
    assert f'href="{post.full_url}" style=' in html
    assert "Leads to youtube.com." in text


def test_a_whole_post_loads_nothing_and_links_only_where_its_author_does(
    whole, box, work, clock
):
    factories.subscriber()
    clock.tick(minutes=1)
    publish(body(image=picture()))
    work()

    html, text = html_of(box.one()), text_of(box.one())
    assert not find_external_resource(html)
    links = set(LINK.findall(text)) | {
        link.get("href") for link in read_html(html).iter("a")
    }
    assert {urlsplit(link).hostname for link in links} == {
        "localhost", "plain.example", "www.youtube.com", "maps.example",
    }  # fmt: skip


def test_no_line_is_longer_than_mail_servers_take(whole, box, work, clock):
    factories.subscriber()
    clock.tick(minutes=1)
    code = {"code": "x = 1; " * 1000, "language": "python"}
    publish(json.dumps([{"type": "code", "value": code}]))
    work()

    ((_to, content),) = box.raw
    assert max(map(len, content.split(b"\r\n"))) <= LONGEST_LINE
    assert "x = 1; " * 1000 in words_of(read_html(html_of(box.one()))) + " "


def test_a_digest_never_has_whole_posts(whole, box, work, clock):
    factories.subscriber(frequency="daily")
    clock.tick(minutes=1)
    publish(body())
    clock.tick(days=1)
    work()

    assert "Said once." not in text_of(box.one())


def test_a_post_too_long_for_a_mail_comes_as_its_standfirst(whole, box, work, clock):
    factories.subscriber()
    clock.tick(minutes=1)
    words = "<p>" + "word " * (render.MAX_BYTES // 5) + "</p>"
    publish(json.dumps([{"type": "paragraph", "value": words}]))
    work()

    assert len(html_of(box.one())) < 20_000
    assert "/subscriptions/leave/" in html_of(box.one())


def test_however_many_read_it_a_post_is_rendered_once(whole, box, work, clock):
    for number in range(5):
        factories.subscriber(f"reader{number}@example.org")
    clock.tick(minutes=1)
    publish(body())
    rendered = []

    def note(template, **_facts):
        rendered.append(template.name)

    template_rendered.connect(note)
    try:
        work()
    finally:
        template_rendered.disconnect(note)

    assert len(box.mails) == 5
    assert rendered.count("components/body.html") == 1


def test_a_german_post_is_described_in_german(whole, box, work, clock):
    factories.subscriber(language="de")
    clock.tick(minutes=1)
    german = factories.german_post(factories.post(title="First"))
    Mailing.objects.all().delete()
    german.body = body(image=picture())
    german.first_published_at = german.last_published_at = clock.now
    german.save()
    create_mailing(german)
    work()

    text = text_of(box.one())
    assert "Bild: A gate" in text
    assert "Picture:" not in text


@pytest.mark.parametrize("html", hostile_html.HOSTILE)
def test_hostile_html_is_words_at_most(html):
    written = clean_post_html(f"<p>Before.</p>{html}<p>After.</p>", base=BASE)

    assert not find_external_resource(written)
    assert "Before." in written
    for word in ("style=", "<style", "javascript:", "data:", " id=", "<script"):
        assert word not in written.lower()


def test_a_picture_is_told_in_words_unless_it_is_decoration():
    html = clean_post_html(
        '<p><img src="/a.png" alt="A cat"><img src="/b.png" alt=""></p>'
        '<p><a href="/c"><img src="/c.png" alt="A dog"></a><img src="/d.png"></p>',
        base=BASE,
    )

    assert html == (
        f'<p><a href="{BASE}">Picture: A cat</a></p>'
        '<p><a href="http://localhost/c">Picture: A dog</a>'
        f'<a href="{BASE}">A picture</a></p>'
    )


def test_a_link_that_leads_nowhere_is_words():
    html = clean_post_html(
        '<p><a href="javascript:x()">Press</a> <a>me</a></p>', base=BASE
    )

    assert html == "<p>Press me</p>"


def test_elements_stay_in_order_when_others_are_taken_out_between_them():
    html = clean_post_html(
        "<p>a<button><p>b</p></button><a href=/x>c<a href=/y>d", base=BASE
    )

    assert read_html(f"<!DOCTYPE html><title>x</title><div>{html}</div>") is not None


def test_nothing_to_read_is_empty():
    assert clean_post_html('<p> </p><img src="/a.png" alt="">', base=BASE) == ""


def test_a_title_within_the_text_is_below_that_of_the_mail():
    assert clean_post_html("<h1>Loud</h1>", base=BASE) == "<h2>Loud</h2>"
