"""What a site has chosen is one small style sheet; who chose nothing loads nothing."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from blog.models import Appearance
from blog.themes.discovery import get_themes
from tests.appearance.conftest import choose
from tests.support import factories
from tests.support.factories.second_site import SecondSite

LINK = re.compile(r'<link rel="stylesheet" href="(/appearance/[^"]+)">')


def find_link(client: Client, url: str, **extra: Any) -> str:
    found = LINK.findall(client.get(url, **extra).content.decode())
    assert len(found) <= 1
    return next(iter(found), "")


def test_site_that_chose_nothing_loads_nothing_more(client):
    post = factories.post()

    assert find_link(client, post.url) == ""
    choose()
    assert find_link(client, post.url) == ""


@pytest.mark.parametrize(
    ("choices", "expected"),
    [
        ({"accent": "#0055ff"}, "--accent: light-dark(#0055ff, #"),
        ({"paper": "#eef4ff"}, "--paper: light-dark(#eef4ff, #"),
        ({"scheme": "dark"}, "color-scheme: dark"),
        ({"scheme": "light"}, "color-scheme: light"),
        ({"faces": "system"}, "--face: system-ui"),
        ({"width": "wide"}, "--measure: 46.02rem"),
        ({"width": "narrow"}, "--measure: 33.15rem"),
    ],
)
def test_each_choice_is_served(client, choices, expected):
    choose(**choices)

    answer = client.get(find_link(client, factories.post().url))

    assert answer.status_code == 200
    assert expected in answer.content.decode()


def test_current_style_sheet_may_be_kept_for_ever_and_sets_no_cookie(client):
    choose(accent="#0055ff")

    answer = client.get(find_link(client, factories.post().url))

    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    kept = set(answer.headers["Cache-Control"].split(", "))
    assert kept == {"public", "max-age=31536000", "immutable"}
    assert not answer.cookies
    assert "Cookie" not in answer.headers.get("Vary", "")


def test_page_from_before_a_choice_gets_the_newest_style_sheet(client):
    choose(accent="#0055ff")
    before = find_link(client, factories.post().url)
    choose(accent="#aa0022")

    answer = client.get(before)

    assert "#aa0022" in answer.content.decode()
    assert answer.headers["Cache-Control"] == "no-cache"


def test_style_sheet_of_nothing_is_empty(client):
    answer = client.get("/appearance/0123456789abcdef.css")

    assert answer.content == b""
    assert answer.headers["Cache-Control"] == "no-cache"
    assert not Appearance.objects.exists(), "a GET wrote a row"


def test_two_sites_have_two_looks(client, second_site: SecondSite):
    choose(accent="#0055ff")
    choose(second_site.site, accent="#aa0022")
    host = {"HTTP_HOST": second_site.site.hostname}

    here = find_link(client, factories.post().url)
    there = find_link(client, second_site.post().full_url, **host)

    assert here != there
    assert "#aa0022" in client.get(there, **host).content.decode()
    assert "#0055ff" in client.get(here).content.decode()
    assert "#0055ff" in client.get(there).content.decode(), "another site's look"


@pytest.mark.parametrize(
    "url", ["/", "/privacy/", "/search/", "/no-such-page/", "/de/"]
)
def test_every_page_has_it(client, url):
    choose(accent="#0055ff")
    factories.german_post(factories.post())

    assert find_link(client, url)


@pytest.mark.parametrize("theme", sorted(get_themes()))
def test_every_theme_links_to_it_after_its_own(client, theme):
    choose(theme=theme, width="wide", scheme="dark")

    html = client.get(factories.post().url).content.decode()

    found = LINK.search(html)
    assert found
    assert html.index("/css/site.css") < found.start()
    assert '<meta name="color-scheme" content="dark">' in html


def test_theme_without_stated_colors_keeps_its_own(client, make_theme):
    make_theme("bare", {})
    choose(theme="bare", accent="#0055ff")

    assert find_link(client, factories.post().url) == ""


def test_color_that_another_theme_cannot_take_is_moved_until_it_passes(client):
    choose(accent="#ffff00")  # never through the form

    css = client.get(find_link(client, factories.post().url)).content.decode()

    assert "--accent: light-dark(#717100, " in css


def test_what_is_written_into_the_table_cannot_leave_its_rule(client):
    choose(faces="};*{a:b", width="}", scheme="")

    assert find_link(client, factories.post().url) == ""
