"""The menu: what an editor put together, and what becomes of pages that go."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from bs4 import BeautifulSoup, Tag
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale, Page, PageViewRestriction

from blog.blocks.menu import LinkURLBlock
from blog.models import BlogIndexPage, StandardPage
from tests.support.factories.second_site import make_second_site

Item = dict[str, object]


@dataclass
class Entry:
    """An entry as a reader sees it."""

    text: str
    url: str
    is_current: bool = False
    children: list[Entry] = field(default_factory=list)


def read_menu(client: Client, path: str = "/", **options) -> list[Entry]:
    """Return the menu of a page without the search, which is always the last."""
    soup = BeautifulSoup(client.get(path, **options).content, "html.parser")
    nav = soup.select_one(".site-header-links nav ul")
    assert nav is not None
    *entries, search = [read_entry(one) for one in nav.find_all("li", recursive=False)]
    assert search.url.endswith("/search/")
    return entries


def read_entry(item: Tag) -> Entry:
    links = [
        Entry(
            link.get_text(strip=True), str(link["href"]), link.has_attr("aria-current")
        )
        for link in item.select("a")
    ]
    links[0].children = links[1:]
    summary = item.select_one("summary")
    assert summary is None or summary.get_text(strip=True) == links[0].text
    return links[0]


def texts(entries: list[Entry]) -> list[str]:
    return [entry.text for entry in entries]


def page_item(page: Page, label: str = "", children: list[Item] | None = None) -> Item:
    value = {"page": page.pk, "label": label, "children": children or []}
    return {"type": "page", "value": value}


def link_item(url: str, label: str = "Link") -> Item:
    return {"type": "link", "value": {"url": url, "label": label, "children": []}}


def set_menu(index: BlogIndexPage, *items: Item) -> None:
    index.menu = list(items)
    index.save()


def add_page(index: Page, title: str, **fields) -> StandardPage:
    made = StandardPage(title=title, locale=index.locale, **fields)
    index.add_child(instance=made)
    return made


@pytest.fixture
def about(english) -> StandardPage:
    return add_page(english, "About", slug="about", show_in_menus=True)


@pytest.fixture
def contact(english) -> StandardPage:
    return add_page(english, "Contact", slug="contact")


def test_empty_menu_shows_the_pages_marked_for_menus(client, about, contact):
    assert read_menu(client) == [Entry("About", "/about/")]


def test_menu_has_the_order_labels_and_children_an_editor_gave(
    client, english, about, contact
):
    below = [page_item(about), link_item("mailto:a@b.example", "Write")]
    set_menu(
        english,
        link_item("https://elsewhere.example/", "Elsewhere"),
        page_item(contact, "Talk to us", below),
    )

    assert read_menu(client, "/about/") == [
        Entry("Elsewhere", "https://elsewhere.example/"),
        Entry(
            "Talk to us",
            "/contact/",
            children=[
                Entry("About", "/about/", is_current=True),
                Entry("Write", "mailto:a@b.example"),
            ],
        ),
    ]


@pytest.mark.parametrize("path", ["/", "/about/", "/feed/about/"])
def test_the_current_entry_is_marked(client, english, about, path):
    set_menu(
        english,
        page_item(english, "Start"),
        page_item(about),
        link_item("/feed/about/", "Feed"),
    )

    current = [entry.url for entry in read_menu(client, path) if entry.is_current]

    assert current == [path]


def unpublish(page: Page) -> None:
    page.unpublish()


def delete(page: Page) -> None:
    page.delete()


def restrict(page: Page) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type="login")


def move_away(page: Page) -> None:
    elsewhere = make_second_site().index
    page.move(elsewhere, pos="last-child")


@pytest.mark.parametrize("change", [unpublish, delete, restrict, move_away])
def test_page_that_readers_cannot_open_here_leaves_the_menu(
    client, english, about, contact, change
):
    set_menu(english, page_item(about, "Us", [page_item(contact)]), page_item(contact))
    assert texts(read_menu(client)) == ["Us", "Contact"]

    change(Page.objects.get(pk=about.pk))

    html = client.get("/").content.decode()
    assert "Us<" not in html
    assert "About" not in html
    # What stood below it can still be read, and moves up.
    assert texts(read_menu(client)) == ["Contact", "Contact"]


def test_menu_of_which_nothing_is_left_is_empty(client, english, about, contact):
    set_menu(english, page_item(contact))

    contact.unpublish()

    assert read_menu(client) == []


def test_page_below_a_private_page_and_its_alias_are_not_named(client, english, about):
    team = add_page(about, "Team", slug="team")
    alias = team.create_alias(parent=english, update_slug="team-alias")
    set_menu(english, page_item(team), page_item(alias, "Alias"))
    assert texts(read_menu(client)) == ["Team", "Alias"]

    restrict(team)
    assert read_menu(client) == []

    PageViewRestriction.objects.all().delete()
    restrict(about)
    assert texts(read_menu(client)) == ["Alias"]


def test_moved_page_is_found_at_its_new_address(client, english, about, contact):
    set_menu(english, page_item(contact))

    contact.move(about, pos="last-child")

    assert read_menu(client) == [Entry("Contact", "/about/contact/")]


def test_renamed_page_has_its_new_name_unless_it_has_a_label(client, english, about):
    set_menu(english, page_item(about), page_item(about, "Us"))

    Page.objects.filter(pk=about.pk).update(title="Who we are")

    assert texts(read_menu(client)) == ["Who we are", "Us"]


def test_menu_of_another_site_s_pages_is_empty(client, english, about):
    second = make_second_site()
    set_menu(second.index, page_item(about))

    host = {"host": second.site.hostname}
    assert read_menu(client, "/de/", headers=host) == []


def test_translated_index_leads_to_translated_pages(client, english, about, contact):
    set_menu(english, page_item(about, "", [page_item(contact)]))
    english.imprint = contact
    english.save()
    locale, _created = Locale.objects.get_or_create(language_code="de")
    german = english.copy_for_translation(locale)
    german.save_revision().publish()
    assert read_menu(client, "/de/") == []

    for page, title in ((about, "Über uns"), (contact, "Kontakt")):
        translated = page.copy_for_translation(locale)
        translated.title = title
        translated.slug = f"{page.slug}-de"
        translated.save_revision().publish()

    below = [Entry("Kontakt", "/de/contact-de/")]
    assert read_menu(client, "/de/") == [
        Entry("Über uns", "/de/about-de/", children=below)
    ]
    assert texts(read_menu(client)) == ["About"]


def test_preview_shows_a_menu_that_is_not_stored(english, about):
    english.menu = [("link", {"url": "/feed/", "label": "Feed", "children": []})]
    english.menu.append(("page", {"page": about, "label": "Us", "children": []}))

    html = english.make_preview_request().content.decode()

    assert '<a href="/feed/"><bdi>Feed</bdi></a>' in html
    assert '<a href="/about/"><bdi>Us</bdi></a>' in html


def test_an_entry_costs_no_query(client, english, about, make_post):
    make_post()
    paths = ("/", "/a-post/", "/about/", "/search/", "/privacy/", "/missing/")
    pages = [add_page(english, f"Page {number}") for number in range(20)]
    few = {path: count_queries(client, path) for path in paths}

    english.footer_text = f'<p><a linktype="page" id="{about.pk}">We</a></p>'
    english.footer_links = [page_item(page) for page in pages[10:]]
    english.imprint = about
    set_menu(english, page_item(about, "", [page_item(page) for page in pages]))

    assert {path: count_queries(client, path) for path in paths} == few


def count_queries(client: Client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    return len(queries)


@pytest.mark.parametrize(
    "url",
    [
        *("https://a.example/b?c=d#e", "http://localhost:8000/", "/feed/", "/"),
        *("tel:+49-30-1234", "mailto:a@b.example?subject=x"),
    ],
)
def test_address_of_a_link_is_taken(url):
    assert LinkURLBlock().clean(f" {url}\n") == url


def test_email_address_becomes_a_link():
    assert LinkURLBlock().clean("me@blog.example") == "mailto:me@blog.example"


DANGEROUS = [
    *("javascript:alert(1)", "JaVa\tscript:alert(1)", "data:text/html,x", "x", "blog"),
    *("//evil.example/", "/\\evil.example", "https:", "https:///x", "ftp://a.example/"),
    *("vbscript:x", "/a b", "https://[::1", "\x01javascript:x", "?q=1", "#top"),
]


@pytest.mark.parametrize("url", DANGEROUS)
def test_other_address_is_refused(url):
    with pytest.raises(ValidationError):
        LinkURLBlock().clean(url)


@pytest.mark.parametrize("url", DANGEROUS)
def test_other_address_that_is_stored_already_is_not_shown(client, english, url):
    set_menu(english, link_item(url), link_item("/feed/", "Feed"))

    assert texts(read_menu(client)) == ["Feed"]
