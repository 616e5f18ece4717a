"""A site answers in the languages in which it has a front page, and in no other."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import clear_url_caches
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Locale, Site

from blog.models import BlogIndexPage
from tests.support.factories.second_site import HOST, make_second_site

VIEWS = (
    *("", "search/", "search/?q=words", "feed/", "feed/about/", "privacy/"),
    *("privacy/choices/", "privacy/privacy.json", "privacy/comment/"),
    *("subscriptions/", "comments/", "a-post/", "tag/paper/", "no/such/page/"),
)
EVERYWHERE = ("/sitemap.xml", "/robots.txt", "/.well-known/security.txt", "/admin/")


def set_default_language(settings, code: str) -> None:
    settings.LANGUAGE_CODE = code
    clear_url_caches()  # they hold the prefixes of languages


@pytest.fixture(autouse=True)
def _fresh_urls() -> Iterator[None]:
    yield
    clear_url_caches()


@pytest.fixture
def both(german, make_post):
    """Let the default site have English and German, and the second German alone."""
    make_post()
    return make_second_site()


def add_german_post(second) -> None:
    second.post(title="A post")


@pytest.mark.parametrize("default", ["en", "de"])
@pytest.mark.parametrize(
    ("host", "languages"), [("testserver", {"en", "de"}), (HOST, {"de"})]
)
def test_no_view_answers_in_a_language_the_site_lacks(
    both, settings, default, host, languages
):
    set_default_language(settings, default)
    client = Client(headers={"host": host})
    for code in ("en", "de"):
        prefix = "" if code == default else f"{code}/"
        for view in VIEWS:
            response = client.get(f"/{prefix}{view}")

            if code not in languages:
                assert response.status_code in {302, 404}, view
            end = client.get(f"/{prefix}{view}", follow=True)
            assert end["Content-Language"] in languages, view
            assert len(end.redirect_chain) <= 2, view


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    default=st.sampled_from(["en", "de"]),
    live=st.sets(st.sampled_from(["en", "de"]), min_size=1),
    code=st.sampled_from(["en", "de"]),
    view=st.sampled_from(VIEWS),
)
def test_answer_is_in_a_language_with_a_front_page(
    both, settings, english, german, default, live, code, view
):
    set_default_language(settings, default)
    for language, index in (("en", english), ("de", german)):
        BlogIndexPage.objects.filter(pk=index.pk).update(live=language in live)
    prefix = "" if code == default else f"{code}/"

    first = Client().get(f"/{prefix}{view}")

    if code in live:
        assert first.status_code != 302 or view == "subscriptions/"
        assert first["Content-Language"] == code
    else:
        assert first.status_code in {302, 404}
        last = Client().get(f"/{prefix}{view}", follow=True)
        assert last["Content-Language"] in live
        assert f'lang="{code}"' not in last.content.decode()[:200]


def test_front_page_leads_to_the_first_language_of_the_site(both):
    answer = Client(headers={"host": HOST}).get("/?page=2")

    assert answer.status_code == 302
    assert answer["Location"] == "/de/?page=2"


def test_page_in_a_missing_language_is_not_found_in_one_that_is_there(both, settings):
    set_default_language(settings, "de")
    add_german_post(both)
    client = Client(headers={"host": HOST})
    assert client.get("/a-post/").status_code == 200

    answer = client.get("/en/a-post/")

    assert answer.status_code == 404
    assert '<html lang="de">' in answer.content.decode()


def test_redirect_of_an_editor_comes_after_a_page_that_is_not_there(both):
    Redirect.add_redirect("/2019/old/", "/de/")

    answer = Client(headers={"host": HOST}).get("/2019/old/")

    assert answer.status_code == 301
    assert urlsplit(answer["Location"]).path == "/de/"


@pytest.mark.parametrize("path", EVERYWHERE)
def test_what_has_no_language_is_answered_as_ever(both, path):
    site = Client(headers={"host": HOST})

    assert site.get(path).status_code == Client().get(path).status_code


def test_language_ends_with_its_front_page(english, german):
    assert Client().get("/de/").status_code == 200

    BlogIndexPage.objects.get(pk=german.pk).unpublish()

    assert Client().get("/de/")["Location"] == "/"


def test_form_is_taken_in_any_language(both):
    answer = Client(headers={"host": HOST}).post("/subscriptions/", {})

    assert answer.status_code not in {302, 404}


def test_language_that_nobody_writes_in_yet_changes_nothing(client, english):
    Locale.objects.get_or_create(language_code="de")
    Site.clear_site_root_paths_cache()

    assert client.get("/").status_code == 200
