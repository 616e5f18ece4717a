"""Whichever way an embed comes in: on a page it is a gate, anywhere else a link."""

import json
import re

import pytest
from django.db import OperationalError, connection
from django.template import Context, Template
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.api.rich_text import APIRichText
from wagtail.embeds.blocks import EmbedBlock
from wagtail.embeds.embeds import get_embed
from wagtail.embeds.exceptions import EmbedException
from wagtail.embeds.models import Embed
from wagtail.rich_text import expand_db_html

from privacy_plugin.embeds.gates import render_context
from privacy_plugin.embeds.items import store
from privacy_plugin.embeds.models import EmbeddedItem, ItemState
from tests.gates.conftest import FRAMED, is_loaded, press
from tests.support import factories
from tests.support.clock import Clock
from tests.support.reader import read_html
from tests.support.samples.embeds import (
    FILM_URL,
    NOBODY_URL,
    TOOT_URL,
    embed_block,
    page_with,
    rich_text,
)

MARKUP = ("player.film.example/embed", "<iframe src", "<script>", "oembed")
WAYS = {
    "block": lambda url: EmbedBlock().render(EmbedBlock().to_python(url)),
    "rich text": lambda url: expand_db_html(rich_text(url)["value"]),
    "tag": lambda url: Template("{% load wagtailembeds_tags %}{% embed url %}").render(
        Context({"url": url})
    ),
    "our tag": lambda url: Template("{% load embed_tags %}{% embed url %}").render(
        Context({"url": url})
    ),
    "python": lambda url: get_embed(url).html,
    "API": lambda url: APIRichText.serialize(rich_text(url)["value"], format="html"),
}
BAD = [
    "javascript:alert(1)",
    "ftp://film.example/f1lm",
    "https://user:secret@film.example/f1lm",
    "https://film.example:8443/f1lm",
    "https://localhost/f1lm",
    "https://film.example/\x00",
    "https://film.example/ f1lm",
    "http://[::1",
    "//film.example/f1lm",
    "https://film.example/" + "a" * 2000,
    "not an address",
    "",
]


@pytest.mark.parametrize("url", [FILM_URL, TOOT_URL, NOBODY_URL])
@pytest.mark.parametrize("way", WAYS)
def test_where_nobody_can_be_asked_it_is_a_link(way, url):
    shown = WAYS[way](url)

    assert f'href="{url}"' in shown
    assert not [sign for sign in MARKUP if sign in shown]
    assert "<form" not in shown


@pytest.mark.parametrize("way", ["block", "rich text", "our tag"])
def test_where_a_reader_can_be_asked_it_is_a_gate(way, rf):
    with render_context.render_for(rf.get("/")):
        shown = WAYS[way](FILM_URL)

    assert "Load it once" in shown
    assert not [sign for sign in MARKUP if sign in shown]
    assert (
        "Film House Ltd, Ireland, owned by Film Holding, Inc., United States" in shown
    )


def test_somebody_nobody_knows_is_a_link_that_names_the_host(rf):
    with render_context.render_for(rf.get("/")):
        shown = WAYS["rich text"](NOBODY_URL)

    assert f'href="{NOBODY_URL}"' in shown
    assert "(nobody.example)" in shown
    assert "<form" not in shown


@pytest.mark.parametrize("url", BAD)
@pytest.mark.parametrize("way", WAYS)
def test_what_is_no_address_on_the_web_is_nothing(way, url, rf):
    with render_context.render_for(rf.get("/")):
        try:
            shown = WAYS[way](url)
        except EmbedException:
            shown = ""

    assert "href" not in shown
    assert not EmbeddedItem.objects.exists()


def test_what_is_kept_in_the_database_is_inert():
    get_embed(FILM_URL)

    kept = Embed.objects.get()
    assert kept.html.startswith('<p class="embed-card">')
    assert (kept.thumbnail_url, kept.author_name) == ("", "")


def test_a_page_shows_gates_and_its_feed_links(client):
    post = page_with(embed_block(FILM_URL, title="A film"), rich_text(TOOT_URL))

    page = client.get(post.url).content.decode()
    feed = client.get("/feed/").content.decode()

    assert read_html(page) is not None
    assert page.count("Load it once") == 2
    assert "Load it once" not in feed
    assert FILM_URL in feed
    assert TOOT_URL in feed
    assert not [sign for sign in MARKUP if sign in page + feed]


def test_a_preview_shows_gates_too(client):
    editor = factories.editor()
    client.force_login(editor)
    post = page_with(embed_block(FILM_URL), rich_text(TOOT_URL))

    shown = post.make_preview_request(client.get("/admin/").wsgi_request)

    assert shown.content.decode().count("Load it once") == 2


def test_the_same_page_is_the_same_for_everybody(client, monkeypatch):
    Clock().install(monkeypatch)  # a form tells the second in which it was made
    post = page_with(embed_block(FILM_URL), rich_text(TOOT_URL))

    first, second = client.get(post.url), Client().get(post.url)

    assert first.content == second.content
    assert "Cookie" not in first.headers.get("Vary", "")
    assert not first.cookies


def _count_queries(client, address: str) -> int:
    """Count them once; what a cache keeps for a while may have just run out."""
    with CaptureQueriesContext(connection) as counted:
        client.get(address)
    return len(counted)


def test_many_embeds_cost_no_more_queries_than_one(client):
    few = page_with(embed_block(FILM_URL), title="Few")
    many = page_with(
        *(embed_block(f"https://film.example/f{number}") for number in range(20)),
        title="Many",
    )
    for post in (few, many):
        client.get(post.url)

    def queries(post):
        return min(_count_queries(client, post.url) for _again in range(3))

    assert queries(many) == queries(few)


def test_a_feed_costs_no_more_queries_with_many_embeds_than_with_one(client):
    def queries():
        client.get("/feed/")
        with CaptureQueriesContext(connection) as counted:
            client.get("/feed/")
        return len(counted)

    post = page_with(rich_text(FILM_URL))
    one = queries()
    many = "".join(
        rich_text(f"https://film.example/f{number}")["value"] for number in range(15)
    )
    post.body = json.dumps([{"type": "paragraph", "value": many}])
    post.save_revision().publish()

    assert queries() == one


def test_many_operators_cost_no_more_queries_than_one(client):
    one = page_with(
        *(embed_block(f"https://toots.example/@ada/1234567{n}") for n in range(8)),
        title="One",
    )
    many = page_with(
        *(embed_block(f"https://t{n}.toots.example/@ada/12345678") for n in range(8)),
        title="Many",
    )
    for post in (one, many):
        client.get(post.url)

    def queries(post):
        return min(_count_queries(client, post.url) for _again in range(3))

    assert queries(many) == queries(one)


def test_style_and_script_come_once_a_page(client):
    post = page_with(embed_block(FILM_URL), embed_block(TOOT_URL))

    page = client.get(post.url).content.decode()

    assert page.count("gates.js") == 1
    assert page.count("site.css") == page.count("stylesheet") == 1


def test_a_switched_off_provider_is_a_link(client, settings):
    post = page_with(embed_block(FILM_URL))
    settings.PRIVACY_EMBEDS_PROVIDERS = {"film": None}

    page = client.get(post.url).content.decode()

    assert "Load it once" not in page
    assert FILM_URL in page


def test_what_belongs_to_nobody_is_only_linked_to():
    store.register_item(NOBODY_URL)

    item = EmbeddedItem.objects.get()
    assert (item.provider, item.state) == ("", ItemState.LINK)


def refuse_writing(execute, sql, params, many, context):
    """Refuse whatever would change the database."""
    if sql.lstrip().startswith(("INSERT", "UPDATE", "DELETE")):
        raise OperationalError(sql)
    return execute(sql, params, many, context)


@pytest.mark.parametrize("way", ["block", "rich text", "our tag"])
def test_showing_a_gate_writes_nothing_even_for_the_first_time(way, rf):
    if way == "block":
        get_embed(FILM_URL)  # as saving does

    with (
        render_context.render_for(rf.get("/")),
        connection.execute_wrapper(refuse_writing),
    ):
        shown = WAYS[way](FILM_URL)

    assert "Load it once" in shown


def test_saving_writes_down_what_wagtail_would_for_a_reader():
    page_with(rich_text(FILM_URL))

    assert Embed.objects.get().url == FILM_URL
    assert EmbeddedItem.objects.get().url == FILM_URL


def test_a_gate_of_what_nobody_has_noted_works_and_a_press_notes_it(rf, client):
    with render_context.render_for(rf.get("/")):
        shown = WAYS["our tag"](FILM_URL)
    action = re.search(r'action="([^"]+)"', shown)[1]
    digest = re.search(r'name="digest" value="(\w{64})"', shown)[1]

    answer = press(client, (action, digest), "once", **FRAMED)

    assert is_loaded(answer)
    assert EmbeddedItem.objects.get().url == FILM_URL
