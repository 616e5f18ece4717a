"""No value of an address or a body makes any public page fail with an error of ours."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, unquote, urlencode

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

from blog.models import ContactPage, PostPage
from privacy_plugin.akismet.processing import SPAM_CHECK
from tests.form_pages.conftest import contact_page
from tests.support.reader import Reader

HOSTILE = (
    "²", "9" * 19, "9" * 5000, "a\0b", "\ud83d", "a:b~c", "0001-01-01",
    "wagtailcore.page:²", "wagtailcore.page:\0",
)  # fmt: skip
NAMES = (
    "target", "parent", "text", "name", "email", "website", "message", "about",
    "comments", "replies", "page", "p", "q", "site", "activity", "token", "do", "kind",
    "topic", "frequency", "language", "theme", "since", "seen_at", "decision", "next",
    "shown", "digest", "method", "preview", "back", "category", "tag",
)  # fmt: skip
SKIPPED = ("admin/", "media/")  # for editors; served by Django's own static view


def patterns(
    resolver: URLResolver | None = None, prefix: str = ""
) -> Iterator[tuple[str, list[str]]]:
    """Yield each public route as Django writes it, with the names in it."""
    for entry in (resolver or get_resolver()).url_patterns:
        route = prefix + str(getattr(entry.pattern, "_route", entry.pattern)).lstrip(
            "^"
        )
        if route.startswith(SKIPPED):
            continue
        if isinstance(entry, URLResolver):
            yield from patterns(entry, route)
        elif isinstance(entry, URLPattern):
            yield route, list(entry.pattern.converters)


def addresses(value: str) -> Iterator[str]:
    """Yield each route with the value in each of its places, and paths of pages."""
    written = quote(value.encode(errors="surrogatepass"), safe="")
    for route, _names in patterns():
        parts = route.split("<")
        if len(parts) > 1 and "(" not in route:
            ends = (written + part.partition(">")[2] for part in parts[1:])
            yield "/" + parts[0] + "".join(ends)
    yield from (f"/{written}/", f"/de/{written}/", f"/documents/1/{written}")


def query(value: str) -> dict[str, str]:
    """Return the value under every name anything asks for."""
    return dict.fromkeys(NAMES, value.encode(errors="replace").decode())


@pytest.fixture
def read_names(monkeypatch) -> set[str]:
    """Return a set that takes the name of each parameter that somebody reads."""
    names: set[str] = set()

    def noted(method: str) -> None:
        original = getattr(QueryDict, method)

        def read(parameters: QueryDict, name: str, *rest: Any) -> Any:
            names.add(name)
            return original(parameters, name, *rest)

        monkeypatch.setattr(QueryDict, method, read)

    for method in ("__getitem__", "__contains__", "getlist"):
        noted(method)
    return names


@pytest.fixture
def client(db: None) -> Client:
    """Return a browser that sends forms from our own pages."""
    return Client(headers={"sec-fetch-site": "same-origin"})


def own_addresses(reader: Reader, post: PostPage) -> list[str]:
    """Return pages that exist, one of each kind, with links that are valid."""
    reader.write(post.url, "A word", tick=[SPAM_CHECK])
    page: ContactPage = contact_page()
    private = reader.private
    return [
        "/", post.url, page.url, f"/forms/{page.pk}/send/", "/comments/post/",
        "/comments/1/", "/comments/1/reply/", "/comments/thread/1/", "/search/",
        "/privacy/", "/privacy/choices/", "/privacy/choices/withdraw/", "/feed/",
        "/subscriptions/", "/sitemap.xml", "/robots.txt", private,
        *(f"{private}{one}/" for one in ("thanks", "edit", "agree", "withdraw")),
        reader.mine().link("Receipt"), f"{reader.mine().link('Receipt')}withdraw/",
    ]  # fmt: skip


def test_every_route_is_tried():
    tried = [route for route, _names in patterns()]

    assert {"comments/post/", "comments/<int:comment_id>/", "feed/"} <= {
        route.removeprefix("en/") for route in tried
    }
    assert len(tried) > 40


def leads_to_view(address: str) -> bool:
    """Say whether a view gets the request; else every method is answered alike."""
    try:
        return bool(resolve(unquote(address, errors="replace")))
    except Resolver404:
        return False


@pytest.mark.parametrize("value", HOSTILE)
def test_no_address_makes_a_page_fail(client, value):
    statuses = {
        (address, method, call(address).status_code)
        for address in addresses(value)
        for method, call in (("GET", client.get), ("POST", client.post))
        if method == "GET" or leads_to_view(address)
    }

    assert len(statuses) > 40
    assert not [found for found in statuses if found[2] >= 500]


def test_no_query_and_no_body_makes_a_page_fail(
    client, reader, post, server, settings, read_names
):
    pages = own_addresses(reader, post)
    settings.PRIVACY_COMMENTS_RATE_LIMIT = settings.PRIVACY_FORM_PAGES_RATE_LIMIT = 9999
    statuses = set()

    def send(address: str, method: str, value: str) -> None:
        values = query(value)
        answer = (
            client.get(f"{address}?{urlencode(values)}")
            if method == "GET"
            else client.post(address, values)
        )
        statuses.add((address, method, answer.status_code))

    for address, method in itertools.product(pages, ("GET", "POST")):
        read_names.clear()
        send(address, method, HOSTILE[0])
        # What reads nothing answers every other value alike.
        for value in HOSTILE[1:] if read_names else ():
            send(address, method, value)

    assert len(statuses) >= 2 * len(pages)
    assert not [found for found in statuses if found[2] >= 500]


@pytest.mark.parametrize("value", HOSTILE)
def test_no_field_of_a_comment_makes_the_form_fail(
    client, reader, post, server, value, settings
):
    settings.PRIVACY_COMMENTS_RATE_LIMIT = 9999
    form = reader.open(post.url).comment_form
    reader.clock.tick(seconds=20)
    entered = {**form.fields, **form.boxes, "text": "A word"}
    written = value.encode(errors="replace").decode()
    one_wrong = [entered | {name: written} for name in entered]

    answers = [
        client.post(form.action, {**fields, button: "yes"})
        # Both buttons read the same form; what differs comes after it.
        for button, bodies in (
            ("post", one_wrong),
            ("preview", [entered | {"text": written, "name": written}]),
        )
        for fields in bodies
    ]

    assert not [answer for answer in answers if answer.status_code >= 500]
