"""A reader finds, reads and leaves no trace."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import escape
from taggit.models import Tag
from wagtail.models import Page, PageViewRestriction

from blog.models import Author, Category, StandardPage
from blog.models.appearance import POSTS_PER_PAGE
from privacy_plugin.comments.discussions.targets import get_or_create_discussion
from privacy_plugin.comments.models import State
from tests.support import factories
from tests.support.clock import Clock
from tests.support.samples.embeds import embed_block, page_with

MOST_QUERIES = 14


def test_a_site_without_any_post_answers(client, db):
    assert client.get("/").status_code == 200


def test_the_newest_post_comes_first(client, make_post):
    now = timezone.now()
    make_post("Older", slug="older", published_at=now - timedelta(days=2))
    make_post("Newer", slug="newer", published_at=now - timedelta(days=1))

    html = client.get("/").content.decode()

    assert html.index("Newer") < html.index("Older")


def test_a_post_without_a_date_has_the_one_of_its_publication(make_post):
    post = make_post()
    post.published_at = None
    post.save_revision().publish()
    post.refresh_from_db()

    assert post.date == post.first_published_at


def test_a_draft_is_not_shown(client, make_post):
    make_post("Unfinished", slug="draft", live=False)

    assert "Unfinished" not in client.get("/").content.decode()
    assert client.get("/draft/").status_code == 404


def test_a_private_post_is_neither_listed_nor_shown(client, make_post):
    post = make_post("Secret", slug="secret")
    make_post("Open", slug="open")
    PageViewRestriction.objects.create(page=post, restriction_type="login")

    assert "Secret" not in client.get("/").content.decode()
    assert "Secret" not in client.get("/open/").content.decode()
    assert client.get("/secret/").status_code == 302


def test_long_lists_are_paged_and_a_page_too_far_is_the_last(client, make_post):
    for number in range(POSTS_PER_PAGE + 1):
        make_post(f"Post {number}", slug=f"post-{number}")

    assert 'rel="next" href="?page=2"' in client.get("/").content.decode()
    assert client.get("/?page=2").context["posts"].number == 2
    assert client.get("/?page=99").context["posts"].number == 2
    assert client.get("/?page=x").context["posts"].number == 1


def test_posts_are_found_by_category_tag_and_author(client, english, make_post):
    category = Category.objects.create(
        name="Craft", slug="craft", locale=english.locale
    )
    author = Author.objects.create(name="Ada", slug="ada", locale=english.locale)
    post = make_post("Wanted", slug="wanted", author=author)
    make_post("Unwanted", slug="unwanted")
    post.categories = [category]
    post.tags.add("paper")
    post.save_revision().publish()

    for address in ("/category/craft/", "/author/ada/", "/tag/paper/"):
        html = client.get(address).content.decode()
        assert "Wanted" in html
        assert "Unwanted" not in html


@pytest.mark.parametrize("kind", ["category", "tag", "author"])
def test_what_does_not_exist_has_no_archive(client, english, kind):
    assert client.get(f"/{kind}/nothing/").status_code == 404


def test_a_post_shows_its_neighbours_in_time(client, make_post):
    now = timezone.now()
    for days, name in ((3, "first"), (2, "second"), (1, "third")):
        make_post(name.title(), slug=name, published_at=now - timedelta(days=days))

    response = client.get("/second/")

    assert response.context["previous_post"].slug == "first"
    assert response.context["next_post"].slug == "third"


def test_a_post_says_who_wrote_it_when_and_what_about(client, english, make_post):
    author = Author.objects.create(
        name="Ada Winter", slug="ada", bio="writes.", locale=english.locale
    )
    post = make_post(author=author, intro="Read on.")
    post.tags.add(Tag.objects.create(name="paper", slug="paper"))
    post.save_revision().publish()

    html = client.get("/a-post/").content.decode()

    for words in (
        "Ada Winter",
        "writes.",
        "Read on.",
        "/tag/paper/",
        "<time datetime=",
    ):
        assert words in html


def test_a_post_costs_few_queries_however_much_is_in_it(
    client, english, make_post, django_assert_max_num_queries
):
    author = Author.objects.create(name="Ada", slug="ada", locale=english.locale)
    post = make_post(author=author)
    for number in range(5):
        post.categories.add(
            Category.objects.create(
                name=f"C{number}", slug=f"c{number}", locale=english.locale
            )
        )
        post.tags.add(f"tag{number}")
        make_post(slug=f"p{number}")
    post.comments_policy = "closed"
    post.save_revision().publish()
    client.get("/a-post/")

    with django_assert_max_num_queries(MOST_QUERIES):
        client.get("/a-post/")


@pytest.mark.parametrize("count", [1, 60])
def test_a_post_with_comments_costs_few_queries_too(
    client, make_post, django_assert_max_num_queries, count
):
    post = make_post()
    discussion = get_or_create_discussion(post)
    for number in range(count):
        visible = {"discussion": discussion, "state": State.APPROVED}
        first = factories.comment(name=f"Reader {number}", **visible)
        factories.comment(parent=first, root=first, depth=1, **visible)
    client.get("/a-post/")

    with django_assert_max_num_queries(MOST_QUERIES):
        html = client.get("/a-post/").content.decode()

    assert html.count('class="comment"') == 2 * min(count, 20)


def test_a_post_with_embeds_costs_few_queries_too(
    client, db, django_assert_max_num_queries
):
    url = "https://www.youtube.com/watch?v=abcdefghi{:02}"
    page = page_with(*(embed_block(url.format(number)) for number in range(20)))
    client.get(page.url)

    with django_assert_max_num_queries(MOST_QUERIES):
        html = client.get(page.url).content.decode()

    assert html.count("data-gate=") == 20


def test_a_list_costs_the_same_with_one_post_and_with_ten(
    client, english, make_post, django_assert_num_queries
):
    author = Author.objects.create(name="Ada", slug="ada", locale=english.locale)
    make_post(author=author)
    client.get("/")
    with CaptureQueriesContext(connection) as one:
        client.get("/")
    for number in range(POSTS_PER_PAGE - 1):
        make_post(slug=f"p{number}", author=author)

    with django_assert_num_queries(len(one)):
        client.get("/")


def test_a_standing_page_is_in_the_menu_if_the_editor_says_so(client, english):
    english.add_child(
        instance=StandardPage(title="About us", slug="about", show_in_menus=True)
    )

    assert 'href="/about/"' in client.get("/").content.decode()
    assert "About us" in client.get("/about/").content.decode()


def test_reading_sets_no_cookie_and_is_the_same_for_every_reader(
    client, make_post, monkeypatch
):
    Clock().install(monkeypatch)  # the form tells the second in which it was made
    make_post()
    plain = client.get("/a-post/")

    other = client.get(
        "/a-post/",
        headers={"accept-language": "de", "cookie": "django_language=de"},
    )

    assert not plain.cookies
    assert not other.cookies
    assert plain.content == other.content
    assert "Cookie" not in plain.get("Vary", "")
    assert "Accept-Language" not in plain.get("Vary", "")


def test_search_finds_words_in_title_and_text(client, make_post):
    make_post("Lanterns", slug="lanterns", body=[("paragraph", "<p>A harbour.</p>")])
    make_post("Rivers", slug="rivers")

    for words in ("lanterns", "harbour"):
        html = client.get("/search/", {"q": words}).content.decode()
        assert "Lanterns" in html
        assert "Rivers" not in html


@pytest.mark.parametrize(
    "words", ["", "   ", '"', "'", "a AND (", "a* OR -b", "\0", "x" * 5000, "<b>"]
)
def test_search_survives_any_words(client, make_post, words):
    make_post()

    response = client.get("/search/", {"q": words})

    assert response.status_code == 200
    assert "<b>" not in response.content.decode()


def test_search_shows_what_was_asked_for_harmlessly(client, english):
    words = '"><script>x()</script>'

    html = client.get("/search/", {"q": words}).content.decode()

    assert words not in html
    assert escape(words) in html


def test_search_accepts_no_post_request(client, english):
    assert client.post("/search/").status_code == 405


def test_an_unknown_address_gets_a_page_that_helps(client, english):
    response = client.get("/no/such/page/")

    assert response.status_code == 404
    assert "Page not found" in response.content.decode()
    assert "/search/" in response.content.decode()


def test_pages_of_other_kinds_than_the_blogs_are_served_too(client, english):
    english.add_child(instance=Page(title="Plain", slug="plain"))

    assert client.get("/plain/").status_code == 200


@pytest.mark.parametrize("host", ["testserver", "testserver:99999"])
def test_addresses_in_the_feed_are_complete_and_ours(client, make_post, host):
    make_post(body=[("paragraph", '<p><a href="/elsewhere/">There</a></p>')])

    feed = client.get("/feed/", headers={"host": host})

    assert feed.status_code == 200
    assert "http://testserver/elsewhere/" in feed.content.decode()
