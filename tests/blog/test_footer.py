"""The foot of a page names the cookies that very page sets, and whom it contacts."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from wagtail.models import PageViewRestriction

from privacy_plugin.disclosure.site_facts.cookies import build_protected_pages
from tests.support.samples.embeds import FILM_URL, PROVIDERS, embed_block, page_with

PASSWORD = "Open sesame"
OURS = "While you read, your browser contacts only this site, unless you allow more."
SELF = ["'self'"]


def named_cookies(html: bytes) -> set[str]:
    """Return the cookies named in the foot of a page."""
    foot = BeautifulSoup(html, "html.parser").select_one(".site-footer")
    assert foot is not None
    words = foot.get_text(" ").split("cookies of this site:")
    return (
        set(words[1].split(".")[0].replace(" ", "").split(",")) if words[1:] else set()
    )


def said_contacts(client: Client, path: str = "/") -> str:
    """Return whom the foot says the browser contacts, as ``/privacy/`` says it too."""
    foot = BeautifulSoup(client.get(path).content, "html.parser").select_one(
        ".site-footer-promise"
    )
    words = foot.get_text() if foot else ""
    sections = client.get("/privacy/privacy.json").json()["sections"]
    (reading,) = [one["text"] for one in sections if one["anchor"] == "only-reading"]
    assert reading.startswith(words or "Nothing is stored")
    return words


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


def test_foot_says_that_the_browser_contacts_only_this_site(client: Client, locked):
    for path in ("/", "/locked/", "/privacy/"):
        assert said_contacts(client, path) == OURS


def test_page_with_password_says_nothing_false_about_cookies(client: Client, locked):
    asked = client.get("/locked/")
    assert said_contacts(client, "/locked/") == OURS
    reading = client.get("/privacy/privacy.json").json()["sections"][-1]["text"]

    for name in asked.cookies:
        assert name in reading.split("Only pages with a password need cookies:")[1]


def test_allowed_embed_is_more_that_was_allowed(client: Client, settings, english):
    settings.PRIVACY_EMBEDS_PROVIDERS = PROVIDERS
    page = page_with(embed_block(FILM_URL, title="A film"))
    client.cookies["always.embeds.film"] = "x"

    assert said_contacts(client, page.url) == OURS


@pytest.mark.parametrize("name", ["MEDIA_URL", "STATIC_URL"])
def test_host_of_files_is_named(client: Client, settings, english, name):
    setattr(settings, name, "https://files.example/there/")

    words = said_contacts(client)

    assert "only this site and files.example, unless" in words


@pytest.mark.parametrize("directive", ["img-src", "script-src-elem", "report-uri"])
def test_host_that_the_policy_admits_is_named(
    client: Client, settings, english, directive
):
    settings.CONTENT_SECURITY_POLICY = {
        "DIRECTIVES": {"default-src": SELF, directive: [*SELF, "https://cdn.example/x"]}
    }

    assert "only this site and cdn.example, unless" in said_contacts(client)


@pytest.mark.parametrize(
    "source", ["'none'", "data:", "/csp-report", "https://testserver", "testserver:443"]
)
def test_source_that_is_nobody_else_s_is_not_named(
    client: Client, settings, english, source
):
    directives = {"default-src": SELF, "img-src": [source], "form-action": ["*"]}
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": directives}

    assert said_contacts(client) == OURS


@pytest.mark.parametrize(
    "directives", [{}, {"default-src": ["*"]}, {"default-src": ["https:"]}]
)
def test_where_anybody_may_be_contacted_nothing_is_said(
    client: Client, settings, english, directives
):
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": directives}
    assert said_contacts(client) == ""

    settings.MEDIA_URL = "https://files.example/media/"
    assert said_contacts(client) == (
        "While you read, your browser also contacts files.example."
    )


def test_without_a_policy_nothing_is_said(client: Client, settings, english):
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "csp" not in name]

    assert said_contacts(client) == ""
