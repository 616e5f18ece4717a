"""Gates that stand on a page more than once, from a cache, in any order."""

import re

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.template import Context, Template
from django.test import Client

from privacy_plugin.embeds.gates import render_context
from privacy_plugin.embeds.middleware import make_gate_names_unique
from tests.support import cache_isolation
from tests.support.samples.embeds import (
    FILM_URL,
    OTHER_FILM_URL,
    TOOT_URL,
    embed_block,
    page_with,
)

CACHED = Template(
    "{% load cache embed_tags %}"
    "{% cache 60 part url %}{% embed_gate url %}{% endcache %}"
)


def shown(rf, *urls):
    """Return a page of cached gates, as readers get it."""
    with render_context.render_for(rf.get("/")):
        parts = [CACHED.render(Context({"url": url})) for url in urls]
    response = HttpResponse("".join(parts))
    make_gate_names_unique(response)
    return response.content.decode()


def names(html):
    """Return the frames that forms load into, and those there are."""
    forms = re.findall(r'target="([^"]+)"', html)
    frames = re.findall(r'<iframe[^>]* name="([^"]+)"', html)
    return forms, frames


@pytest.mark.parametrize(
    "urls",
    [
        (FILM_URL, FILM_URL),
        (FILM_URL, TOOT_URL, FILM_URL, TOOT_URL, FILM_URL),
        (TOOT_URL, OTHER_FILM_URL, FILM_URL),
    ],
)
def test_each_form_has_a_frame_of_its_own_also_from_a_cache(rf, urls):
    for order in (urls, urls[::-1]):
        html = shown(rf, *order)

        forms, frames = names(html)
        assert forms == frames
        assert len(set(frames)) == len(order)
        ids = re.findall(r' id="([^"]+)"', html)
        assert len(set(ids)) == len(ids)
        labels = re.findall(r' aria-labelledby="([^"]+)"', html)
        assert len(set(labels) & set(ids)) == len(order)


def test_script_comes_once_and_with_every_cached_gate(rf):
    shown(rf, FILM_URL, TOOT_URL)

    for urls in ((FILM_URL,), (TOOT_URL,), (TOOT_URL, FILM_URL, FILM_URL)):
        html = shown(rf, *urls)
        assert html.count("gates.js") == 1


def test_page_with_the_same_embed_twice_is_separated_by_the_middleware(client):
    post = page_with(embed_block(FILM_URL), embed_block(FILM_URL))

    forms, frames = names(Client().get(post.url).content.decode())

    assert forms == frames
    assert len(set(frames)) == 2


@pytest.mark.parametrize(
    "response",
    [
        HttpResponse(b"{}", content_type="application/json"),
        HttpResponse(
            b'data-gate="embed-0123456789ab"', headers={"Content-Encoding": "br"}
        ),
        StreamingHttpResponse([b"data-gate="]),
        HttpResponse(b"<p>data-gate=</p>"),
        HttpResponse(b""),
    ],
)
def test_other_answers_stay_as_they_are(response):
    before = b"".join(response)
    if response.streaming:
        response.streaming_content = [before]

    make_gate_names_unique(response)

    assert b"".join(response) == before


def test_length_is_that_of_what_is_sent(rf):
    with render_context.render_for(rf.get("/")):
        part = CACHED.render(Context({"url": FILM_URL}))
    cache_isolation.begin()
    response = HttpResponse(part * 2)
    response["Content-Length"] = str(len(response.content))

    make_gate_names_unique(response)

    assert int(response["Content-Length"]) == len(response.content)
