"""Our server asks a provider for title and picture; whatever comes, nothing breaks."""

import logging
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image
from wagtail.embeds.embeds import get_embed
from wagtail.embeds.models import Embed

from blog.demo.servers.embeds import Mode
from privacy_plugin.egress import fetch
from privacy_plugin.egress.models import Outcome, Transmission
from privacy_plugin.egress.transmission_context import TransmissionContext
from privacy_plugin.embeds.items import lookup, store
from privacy_plugin.embeds.models import EmbeddedItem, ItemState
from tests.gates.conftest import FRAMED
from tests.support.samples.embeds import (
    FILM_URL,
    NOBODY_URL,
    embed_block,
    page_with,
    rich_text,
)

pytestmark = pytest.mark.django_db(transaction=True)


def asked(url=FILM_URL) -> EmbeddedItem:
    item = store.register_item(url)
    lookup.look_up(item.pk, at=timezone.now())
    item.refresh_from_db()
    return item


def test_title_and_picture_become_our_own(providers):
    get_embed(FILM_URL)

    item = asked()

    assert item.state == ItemState.KNOWN
    assert item.title == "Made up by the stand-in"
    assert (item.width, item.height) == (640, 360)
    with Image.open(item.picture) as picture:
        assert (picture.format, picture.size) == ("WEBP", (960, 540))
    assert providers.hosts == {"film.example"}
    assert "Made up by the stand-in" in Embed.objects.get().html


def test_nothing_about_anybody_is_in_the_question(providers):
    asked()

    question, picture = providers.visited
    assert question.path == (
        "/oembed?url=https%3A%2F%2Ffilm.example%2Ff1lm&format=json"
    )
    for one in (question, picture):
        assert set(one.headers) <= {
            "Host", "Accept", "Accept-Encoding", "Connection", "User-Agent",
        }  # fmt: skip
        assert one.headers["User-Agent"] == fetch.USER_AGENT


@pytest.mark.parametrize("level", [logging.DEBUG, logging.INFO])
def test_no_log_holds_the_question(providers, caplog, level):
    for name in list(logging.root.manager.loggerDict):
        if name.startswith(("httpx", "httpcore")):
            caplog.set_level(level, name)
    caplog.set_level(level)

    asked()

    assert len(providers.visited) == 2
    assert "film" not in caplog.text
    assert "oembed" not in caplog.text


def test_each_question_is_on_record(providers):
    asked()

    rows = Transmission.objects.values_list(
        "activity", "outcome", "subject_key", "field_names"
    )
    assert list(rows) == [("embeds.film", Outcome.ANSWERED, "", [])] * 2


FAILURES = {
    Mode.ERROR: "status",
    Mode.NOT_JSON: "malformed",
    Mode.HUGE: "size",
    Mode.PACKED: "packed",
    Mode.REDIRECT_AWAY: "host",
    Mode.REDIRECT_INSIDE: "host",
    Mode.REDIRECT_LOOP: "redirects",
    Mode.REDIRECT_BROKEN: "network",
}


@pytest.mark.parametrize("mode", FAILURES)
def test_an_answer_that_cannot_be_used_leaves_the_embed_as_it_was(providers, mode):
    providers.mode = mode

    item = asked()

    assert (item.state, item.failure) == (ItemState.FAILED, FAILURES[mode])
    assert (item.title, item.picture.name) == ("", "")
    assert providers.hosts == {"film.example"}
    is_answered = mode is Mode.NOT_JSON  # it was an answer, if a useless one
    expected = Outcome.ANSWERED if is_answered else Outcome.FAILED
    assert Transmission.objects.get().outcome == expected


@pytest.mark.parametrize("mode", [Mode.HANG, Mode.DRIP])
def test_a_slow_provider_is_not_waited_for(providers, mode, monkeypatch):
    monkeypatch.setattr(fetch, "_DEADLINE_SECONDS", 0.3)
    providers.mode = mode

    item = asked()

    assert (item.state, item.failure) == (ItemState.FAILED, "slow")


@pytest.mark.parametrize(
    ("mode", "failure"),
    [
        (Mode.PICTURE_HTML, "picture: none"),
        (Mode.PICTURE_DOT, "picture: none"),
        (Mode.PICTURE_BOMB, "picture: none"),
        (Mode.PICTURE_ELSEWHERE, "picture: host"),
    ],
)
def test_a_lying_picture_is_left_out(providers, mode, failure):
    providers.mode = mode

    item = asked()

    assert (item.state, item.failure) == (ItemState.KNOWN, failure)
    assert not item.picture
    assert providers.hosts == {"film.example"}


def test_markup_in_a_title_is_text(providers):
    providers.mode = Mode.SCRIPT
    post = page_with(embed_block(FILM_URL))
    Client().get(post.url)

    item = asked()
    page = Client().get(post.url).content.decode()

    assert item.title == "<script>alert(1)</script> <b>bold"
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_an_answer_without_facts_leaves_the_address_for_a_title(providers):
    providers.mode = Mode.NO_TITLE

    item = asked()

    assert item.state == ItemState.KNOWN
    assert (item.title, item.width, item.height) == ("", None, None)
    assert not item.picture


def test_a_name_that_leads_into_our_own_network_is_not_asked(providers):
    wanted = fetch.FetchPolicy(("localhost",), frozenset({"text/html"}), 1000)
    permit = SimpleNamespace(payload={}, allowed=frozenset(), hosts=frozenset())
    exchange = TransmissionContext(permit)

    with pytest.raises(fetch.FetchError, match="private"):
        fetch.fetch("https://localhost/", wanted, exchange)

    assert exchange.status is None
    assert not providers.visited


@pytest.mark.parametrize(
    "url",
    [
        "http://film.example/", "https://film.example:8443/", "ftp://film.example/",
        "https://ada:secret@film.example/", "https://evil.example/", "https:///", "",
        "https://film.example.evil.example/", "https://[::1]/", "https://2130706433/",
    ],
)  # fmt: skip
def test_only_a_declared_host_is_asked(url):
    wanted = fetch.FetchPolicy(("film.example",), frozenset({"text/html"}), 1000)
    permit = SimpleNamespace(payload={}, allowed=frozenset(), hosts=frozenset())

    with pytest.raises(fetch.FetchError, match=r"address|host"):
        fetch.fetch(url, wanted, TransmissionContext(permit))


@pytest.mark.parametrize("host", ["a..film.example", f"{'a' * 64}.film.example"])
def test_a_name_that_cannot_be_looked_up_is_no_crash(host):
    wanted = fetch.FetchPolicy(("*.film.example",), frozenset({"text/html"}), 1000)
    permit = SimpleNamespace(payload={}, allowed=frozenset(), hosts=frozenset())

    with pytest.raises(fetch.FetchError, match="address"):
        fetch.fetch(f"https://{host}/", wanted, TransmissionContext(permit))


@pytest.mark.parametrize(
    "number",
    [
        "127.0.0.1", "10.1.2.3", "192.168.1.1", "172.16.0.1", "169.254.169.254",
        "0.0.0.0", "100.64.0.1",  # noqa: S104 - a number to refuse
        "224.0.0.1", "::1", "fe80::1", "fc00::1", "fec0::1",
        "::ffff:10.0.0.1", "64:ff9b:1::1", "64:ff9b::10.0.0.1", "2002:a00:1::",
    ],
)  # fmt: skip
def test_no_private_number_is_public(number):
    assert not fetch._is_public(number)


@pytest.mark.parametrize("number", ["91.198.174.7", "2620:0:862:ed1a::1"])
def test_a_public_number_is_public(number):
    assert fetch._is_public(number)


def test_what_belongs_to_nobody_is_not_asked_for(providers):
    item = asked(NOBODY_URL)

    assert item.state == ItemState.LINK
    assert not providers.visited


def test_readers_never_cause_a_question(providers):
    post = page_with(embed_block(FILM_URL))
    for path in (post.url, "/", "/feed/", "/privacy/"):
        Client(headers=FRAMED).get(path)

    assert not [one for one in providers.visited if one.is_lookup]


@pytest.mark.parametrize("way", [embed_block, rich_text])
def test_what_is_saved_is_noted_before_any_reader_comes(way):
    post = page_with(way(FILM_URL))
    assert EmbeddedItem.objects.get().url == FILM_URL
    assert "Video at Film House" in Client().get("/privacy/").content.decode()

    with CaptureQueriesContext(connection) as queries:
        Client().get(post.url)

    assert all(query["sql"].startswith(("SELECT", "(SELECT")) for query in queries)


def test_what_came_without_a_revision_is_noted_by_the_command(providers):
    post = page_with(embed_block(FILM_URL))
    post.revisions.all().delete()
    EmbeddedItem.objects.all().delete()

    call_command("embeds_lookup")

    assert EmbeddedItem.objects.get().state == ItemState.KNOWN


def test_saving_asks_once_in_the_task(providers, settings):
    settings.TASKS = {
        "default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}
    }

    page_with(embed_block(FILM_URL))

    assert EmbeddedItem.objects.get().state == ItemState.KNOWN
    assert len([one for one in providers.visited if "oembed" in one.path]) == 1
