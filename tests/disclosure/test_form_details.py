"""The page ``/privacy/<form>/``: everything about one form, to read and to print."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from privacy_plugin.disclosure.forms import get_forms
from tests.support.disclosure_facts import missing, told, words_in

pytestmark = pytest.mark.usefixtures("all_on", "controller", "german_front_page")

FORMS = {form.slug: form for form in get_forms()}


def read(client: Client, slug: str, prefix: str = "") -> BeautifulSoup:
    answer = client.get(f"{prefix}/privacy/{slug}/")
    assert answer.status_code == 200
    assert not answer.cookies
    return BeautifulSoup(answer.content, "html.parser")


@pytest.mark.parametrize("slug", FORMS)
def test_page_of_a_form_tells_every_fact_of_its_activities(client: Client, slug: str):
    page = read(client, slug)
    shown = words_in(page)

    keys = [str(one["data-activity"]) for one in page.select("[data-activity]")]
    assert keys == [activity.key for activity in FORMS[slug].activities]
    for activity in FORMS[slug].activities:
        assert missing(told(activity), shown) == [], activity.key
    assert missing(["Ada's Blog", "ada@blog.example", "The Commissioner"], shown) == []


@pytest.mark.parametrize("slug", FORMS)
def test_everything_is_open_and_says_the_same_as_the_privacy_page(
    client: Client, slug: str
):
    page = read(client, slug, "/de")
    overview = BeautifulSoup(client.get("/de/privacy/").content, "html.parser")

    assert not page.select("article details:not([open])")
    for activity in page.select("[data-activity]"):
        (same,) = overview.select(f"#{activity['id']}")
        assert activity["data-digest"] == same["data-digest"]
        assert activity.dl is not None
        assert same.dl is not None
        assert activity.dl.get_text() == same.dl.get_text()


def test_page_of_no_form_is_not_found(client: Client):
    assert client.get("/privacy/nothing/").status_code == 404
    assert client.get("/privacy/choices/").status_code == 200


@pytest.mark.parametrize("prefix", ["", "/de"])
def test_head_describes_the_page(client: Client, prefix: str):
    page = read(client, "comment", prefix)

    assert page.select("meta[name=description]")[0]["content"]
    (canonical,) = page.select("link[rel=canonical]")
    assert str(canonical["href"]).endswith(f"{prefix}/privacy/comment/")
    assert len(page.select("h1")) == 1
