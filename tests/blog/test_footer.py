"""The foot of a page names the cookies that very page sets, and no others."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import PageViewRestriction

from privacy_plugin.disclosure.site_facts.cookies import build_protected_pages

PASSWORD = "Open sesame"


def named_cookies(html: bytes) -> set[str]:
    """Return the cookies named in the foot of a page."""
    foot = BeautifulSoup(html, "html.parser").select_one(".site-footer")
    assert foot is not None
    words = foot.get_text(" ").split("cookies of this site:")
    return (
        set(words[1].split(".")[0].replace(" ", "").split(",")) if words[1:] else set()
    )


@pytest.fixture
def locked(make_post):
    post = make_post(slug="locked")
    post.save_revision().publish()
    PageViewRestriction.objects.create(
        page=post, restriction_type="password", password=PASSWORD
    )
    return post


def test_reading_names_no_cookie(client: Client, make_post):
    make_post(slug="open").save_revision().publish()

    for address in ("/", "/open/", "/privacy/", "/privacy/choices/"):
        response = client.get(address)
        assert named_cookies(response.content) == set(response.cookies) == set()


def test_page_with_password_names_what_it_sets(client: Client, locked):
    asked = client.get("/locked/")
    assert named_cookies(asked.content) == set(asked.cookies) == {"csrftoken"}

    form = BeautifulSoup(asked.content, "html.parser").select_one("main form")
    assert form is not None
    values = {
        str(field["name"]): str(field.get("value", ""))
        for field in form.select("input[name]")
    }
    opened = client.post(
        str(form["action"]), values | {"password": PASSWORD}, follow=True
    )

    assert opened.status_code == 200
    assert "sessionid" in named_cookies(opened.content)
    declared = {one.name for one in build_protected_pages().device_storage}
    assert set(client.cookies) <= declared
    assert named_cookies(client.get("/").content) == set()
