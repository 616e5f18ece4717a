"""The address decides the language; one language needs no switch."""

import pytest
from defusedxml.ElementTree import fromstring
from wagtail.models import Locale

from blog.models import Author, Category

ATOM = "{http://www.w3.org/2005/Atom}"
XHTML = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture
def pair(german, make_post):
    """Publish a post in both languages."""
    english_post = make_post("A shelf", slug="shelf")
    german_post = english_post.copy_for_translation(
        Locale.objects.get(language_code="de")
    )
    german_post.title = "Ein Regal"
    german_post.slug = "regal"
    german_post.save_revision().publish()
    german_post.refresh_from_db()
    return english_post, german_post


def test_a_blog_in_one_language_has_no_switch_and_no_alternates(client, make_post):
    make_post()

    for address in ("/", "/a-post/", "/search/"):
        html = client.get(address).content.decode()
        assert "hreflang" not in html


def test_the_default_language_has_no_prefix_and_each_page_says_its_own(client, pair):
    assert '<html lang="en">' in client.get("/shelf/").content.decode()
    assert '<html lang="de">' in client.get("/de/regal/").content.decode()


def test_the_switch_leads_to_the_same_post(client, pair):
    html = client.get("/shelf/").content.decode()

    assert 'href="http://testserver/de/regal/" hreflang="de" lang="de"' in html
    assert (
        '<link rel="alternate" hreflang="de" href="http://testserver/de/regal/">'
        in html
    )
    assert (
        '<link rel="alternate" hreflang="en" href="http://testserver/shelf/">' in html
    )


def test_without_a_live_translation_the_switch_leads_to_the_front_page(client, pair):
    pair[1].unpublish()

    html = client.get("/shelf/").content.decode()

    assert 'href="http://testserver/de/" hreflang="de"' in html
    assert '<link rel="alternate" hreflang' not in html


def test_search_switches_to_search(client, pair):
    html = client.get("/search/").content.decode()

    assert 'href="http://testserver/de/search/" hreflang="de"' in html


def test_archive_claims_no_translation(client, pair):
    pair[0].tags.add("paper")
    pair[0].save_revision().publish()

    html = client.get("/tag/paper/").content.decode()

    assert '<link rel="alternate" hreflang' not in html


def test_a_missing_page_does_not_claim_to_exist_elsewhere(client, pair):
    html = client.get("/missing/").content.decode()

    assert '<link rel="alternate" hreflang' not in html
    assert 'href="http://testserver/de/"' in html


def test_each_language_lists_and_finds_its_own_posts_only(client, pair):
    for address in ("/", "/search/?q=shelf"):
        html = client.get(address).content.decode()
        assert "A shelf" in html
        assert "Ein Regal" not in html
    assert "Ein Regal" in client.get("/de/").content.decode()


def test_no_answer_redirects_by_accept_language_or_sets_a_cookie(client, pair):
    response = client.get("/shelf/", headers={"accept-language": "de"})

    assert response.status_code == 200
    assert response["Content-Language"] == "en"
    assert not response.cookies


def test_the_feed_of_a_language_holds_whole_posts_and_nothing_foreign(
    client, german, make_post
):
    make_post(
        "Whole",
        slug="whole",
        intro="Short.",
        body=[
            ("paragraph", '<p>All of it, <a href="/about/">and more</a>.</p>'),
            ("html", '<iframe src="https://film.example/1"></iframe>'),
            ("embed", {"url": "https://film.example/2", "title": "F", "note": ""}),
        ],
    )

    feed = fromstring(client.get("/feed/").content)

    entry = feed.find(f"{ATOM}entry")
    content = entry.find(f"{ATOM}content")
    assert feed.find(f"{ATOM}title").text == "The Margin"
    assert entry.find(f"{ATOM}summary").text == "Short."
    assert content.get("type") == "html"
    assert "All of it" in content.text
    assert 'href="http://testserver/about/"' in content.text
    assert "<iframe" not in content.text
    assert "<svg" not in content.text
    assert fromstring(client.get("/de/feed/").content).find(f"{ATOM}entry") is None


def test_the_sitemap_names_every_page_with_its_translations(client, pair):
    sitemap = client.get("/sitemap.xml").content.decode()
    tree = fromstring(sitemap)

    translations = {link.get("href") for link in tree.iter(f"{XHTML}link")}
    assert "<loc>http://testserver/shelf/</loc>" in sitemap
    assert {"http://testserver/shelf/", "http://testserver/de/regal/"} <= translations


def test_the_sitemap_of_one_language_has_no_translations(client, make_post):
    make_post()

    assert "hreflang" not in client.get("/sitemap.xml").content.decode()


def test_crawlers_are_told_where_the_sitemap_is(client, db):
    response = client.get("/robots.txt", headers={"host": "testserver:8001"})

    # The site's own address, whatever a client writes into its request.
    assert "Sitemap: http://localhost/sitemap.xml" in response.content.decode()


def test_an_author_nobody_translated_still_has_an_archive(
    client, english, german, pair
):
    author = Author.objects.create(name="Ada", slug="ada", locale=english.locale)
    pair[1].author = author
    pair[1].save_revision().publish()

    assert "Ein Regal" in client.get("/de/author/ada/").content.decode()


def test_a_category_of_another_language_without_posts_here_has_no_archive(
    client, english, german
):
    Category.objects.create(name="Craft", slug="craft", locale=english.locale)

    assert client.get("/category/craft/").status_code == 200
    assert client.get("/de/category/craft/").status_code == 404
