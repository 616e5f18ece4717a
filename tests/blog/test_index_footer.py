"""What an editor put at the foot of every page: text, links, licence, imprint."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup, Tag
from defusedxml.ElementTree import fromstring
from django.test import Client
from django.utils import translation
from wagtail.models import Page, PageViewRestriction

from blog.models import BlogIndexPage, StandardPage
from blog.models.menu import Licence
from tests.support.factories.second_site import make_second_site

ATOM = "{http://www.w3.org/2005/Atom}"
EVERY_PAGE = ("/", "/search/", "/feed/about/", "/privacy/", "/privacy/choices/", "/no/")


def read_footer(client: Client, path: str = "/", **options) -> Tag:
    html = client.get(path, **options).content
    footer = BeautifulSoup(html, "html.parser").select_one(".site-footer")
    assert footer is not None
    return footer


def change(index: BlogIndexPage, **fields) -> None:
    for name, value in fields.items():
        setattr(index, name, value)
    index.save()


def in_text(client: Client) -> str:
    text = read_footer(client).select_one(".site-footer-text")
    return text.decode_contents().strip() if text else ""


@pytest.fixture
def imprint(english) -> StandardPage:
    page = StandardPage(title="Imprint", slug="imprint", locale=english.locale)
    english.add_child(instance=page)
    change(english, imprint=page)
    return page


def test_untouched_footer_holds_nothing_new(client, english):
    footer = read_footer(client)

    assert footer.select("[rel], .site-footer-text, .site-footer-licence") == []


@pytest.mark.parametrize("path", EVERY_PAGE)
def test_every_page_links_to_the_imprint(client, imprint, path):
    links = read_footer(client, path).select('a[href="/imprint/"]')

    assert [link.get_text() for link in links] == ["Imprint"]


def test_imprint_is_marked_where_one_is(client, imprint):
    link = read_footer(client, "/imprint/").select_one('[aria-current="page"]')

    assert link is not None
    assert link["href"] == "/imprint/"


@pytest.mark.parametrize(
    "leave",
    [
        Page.unpublish,
        Page.delete,
        lambda page: PageViewRestriction.objects.create(page=page, password="x"),
        lambda page: page.move(make_second_site().index, pos="last-child"),
    ],
    ids=["unpublished", "deleted", "private", "moved"],
)
def test_imprint_that_readers_cannot_open_is_not_linked(client, imprint, leave):
    leave(Page.objects.get(pk=imprint.pk))

    for path in EVERY_PAGE:
        assert "Imprint" not in read_footer(client, path).get_text()


def test_each_site_has_its_own_footer(client, imprint):
    second = make_second_site()
    change(second.index, footer_text="<p>Nebenan</p>")

    footer = read_footer(client, "/de/", headers={"host": second.site.hostname})

    assert "Nebenan" in footer.get_text()
    assert "Imprint" not in footer.get_text()
    assert "Nebenan" not in read_footer(client).get_text()


def test_links_and_own_profiles(client, english, imprint):
    change(
        english,
        footer_links=[
            {
                "type": "link",
                "value": {
                    "url": "https://social.example/@me",
                    "label": "Mastodon",
                    "is_own_profile": True,
                },
            },
            {"type": "link", "value": {"url": "tel:+49", "label": "Call"}},
            {"type": "page", "value": {"page": imprint.pk, "label": "Who"}},
        ],
    )

    footer = read_footer(client)
    (own,) = footer.select('a[rel="me"]')

    assert own["href"] == "https://social.example/@me"
    assert footer.select_one('a[href="tel:+49"]') is not None
    assert footer.find("a", string="Who") is not None


@pytest.mark.parametrize(("path", "language"), [("/", "en"), ("/de/", "de")])
@pytest.mark.parametrize("licence", [one for one in Licence if one.url])
def test_licence_is_named_and_linked(client, english, german, licence, path, language):
    BlogIndexPage.objects.update(licence=licence)

    (link,) = read_footer(client, path).select('a[rel="license"]')

    assert link["href"] == licence.url
    with translation.override(language):
        assert link.get_text() == licence.label


def test_reserved_rights_have_no_address(client, english):
    change(english, licence=Licence.ALL_RIGHTS_RESERVED)

    footer = read_footer(client)

    assert "All rights reserved." in footer.get_text()
    assert footer.select('a[rel="license"]') == []


def test_licence_of_another_version_of_the_code_is_not_shown(client, english):
    BlogIndexPage.objects.filter(pk=english.pk).update(licence="by-9.0")

    assert read_footer(client).select(".site-footer-licence") == []


def test_text_has_links_and_bold(client, english):
    change(english, footer_text='<p><b>We</b> <a href="https://a.example/">A</a></p>')

    html = in_text(client)

    assert "<b>We</b>" in html
    assert '<a href="https://a.example/"' in html


@pytest.mark.parametrize(
    "source",
    [
        "<p>x<script>alert(1)</script></p>",
        '<p onclick="alert(1)" style="color:red">x</p>',
        '<p><a href="javascript:alert(1)">x</a></p>',
        '<p>x<img src="https://track.example/1.gif"></p>',
        '<p>x<iframe src="https://film.example/"></iframe></p>',
    ],
)
def test_text_is_harmless(client, english, source):
    change(english, footer_text=source)

    html = in_text(client)

    assert "x" in html
    for danger in ("alert", "style", "onclick", "<img", "<iframe"):
        assert danger not in html


def test_page_in_the_text_is_linked_while_readers_can_open_it(client, english, imprint):
    source = f'<p>See <a linktype="page" id="{imprint.pk}">here</a>.</p>'
    change(english, footer_text=source)
    assert '<a href="/imprint/"' in in_text(client)

    imprint.unpublish()

    assert "href" not in in_text(client)
    assert "here" in in_text(client)


@pytest.mark.parametrize("page_id", ["0", "x", "", "9" * 40])
def test_link_to_no_page_is_only_text(client, english, page_id):
    change(english, footer_text=f'<p><a linktype="page" id="{page_id}">here</a></p>')

    assert "here" in in_text(client)
    assert "href" not in in_text(client)


def test_feed_links_to_licence_and_imprint(client, english, imprint):
    change(english, licence=Licence.CC_BY)

    links = {
        link.get("rel"): link.get("href")
        for link in fromstring(client.get("/feed/").content).findall(f"{ATOM}link")
    }

    assert links["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert links["related"] == "http://testserver/imprint/"


def test_preview_of_the_index_shows_a_footer_that_is_not_stored(english):
    english.footer_text = "<p>Not stored</p>"

    assert b"Not stored" in english.make_preview_request().content
