"""What editors paste into a block or a field is inert wherever it comes out."""

from __future__ import annotations

import html
import json

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from wagtail import blocks as wagtail_blocks
from wagtail.fields import RichTextField as WagtailRichTextField
from wagtail.fields import StreamField

from privacy_plugin.embeds.blocks import RawHTMLBlock, RichTextBlock
from privacy_plugin.embeds.fields import RichTextField
from privacy_plugin.embeds.gates.render_context import render_for
from privacy_plugin.embeds.models import EmbeddedItem
from tests.support import factories
from tests.support.external_resources import loads

FRAME = '<p>a</p><iframe src="https://maps.example/1"></iframe>'
PIXEL = (
    '<p>a</p><img src="https://pixel.example/1.gif"><link rel="preconnect" href="//b">'
)

pytestmark = pytest.mark.django_db


def stream(**children: wagtail_blocks.Block) -> wagtail_blocks.StreamBlock:
    return wagtail_blocks.StreamBlock(list(children.items()))


def stored(block: wagtail_blocks.StreamBlock, kind: str, value: str):
    return block.to_python([{"type": kind, "value": value}])


def test_raw_html_is_inert_when_saved_loaded_and_shown():
    block = RawHTMLBlock()

    assert not loads(block.clean(block.value_from_form(FRAME + PIXEL)))
    assert not loads(block.to_python(FRAME + PIXEL))
    assert not loads(block.normalize(FRAME + PIXEL))
    assert not loads(block.render_basic(FRAME + PIXEL))


def test_raw_html_shows_what_stands_for_an_embed_however_it_is_printed():
    value = stored(stream(html=RawHTMLBlock()), "html", FRAME)

    for printed in ("{{ value }}", "{{ value.0.value }}", "{{ value.0.value|safe }}"):
        shown = Template(printed).render(Context({"value": value}))
        assert 'href="https://maps.example/1"' in shown
        assert "<iframe" not in shown


def test_raw_html_stores_the_mark_and_not_what_is_shown():
    block = stream(html=RawHTMLBlock())

    (kept,) = block.get_prep_value(block.clean(stored(block, "html", FRAME)))

    assert kept["value"] == (
        '<p>a</p><embed embedtype="media" url="https://maps.example/1">'
    )
    assert type(kept["value"]) is str


def test_an_api_answer_has_links_in_the_place_of_embeds():
    answer = RawHTMLBlock().get_api_representation(FRAME)

    assert "<embed" not in answer
    assert 'href="https://maps.example/1"' in answer


def test_a_search_finds_the_words_only():
    assert RawHTMLBlock().get_searchable_content(FRAME) == ["a"]


def test_on_a_page_that_is_served_raw_html_shows_a_gate():
    film = "https://www.youtube.com/watch?v=aaaaaaaaaaa"
    request = RequestFactory().get("/")

    with render_for(request):
        shown = RawHTMLBlock().render_basic(f"<iframe src={film}></iframe>")

    assert "<form" in shown
    assert "Always load from YouTube" in shown
    assert 'src="http' not in shown


def test_what_is_saved_is_noted_so_that_it_is_looked_up_before_anybody_reads():
    RawHTMLBlock().clean(FRAME)
    rich = RichTextBlock()
    rich.clean(rich.to_python('<iframe src="https://maps.example/2"></iframe>'))

    noted = EmbeddedItem.objects.order_by("url").values_list("url", flat=True)
    assert list(noted) == ["https://maps.example/1", "https://maps.example/2"]


def test_a_feed_has_links_in_the_place_of_embeds_and_pictures(client):
    post = factories.post()
    post.body = [("html", FRAME + PIXEL), ("paragraph", FRAME)]
    post.save()

    feed = client.get("/feed/").content.decode()

    text = html.unescape(feed)
    assert 'href="https://maps.example/1"' in text
    assert "embedtype" not in text
    assert "<iframe" not in text
    assert "<img" not in text
    assert "preconnect" not in text


def test_rich_text_is_inert_when_loaded_given_and_entered():
    block = RichTextBlock()

    for value in (
        block.to_python(FRAME + PIXEL),
        block.normalize(FRAME + PIXEL),
        block.value_from_form(FRAME + PIXEL),
        block.normalize(wagtail_blocks.RichTextBlock().to_python(FRAME + PIXEL)),
    ):
        assert not loads(value.source)
        assert "<iframe" not in str(value)
        assert "maps.example" in str(value)


@pytest.mark.parametrize("wanted", ["db_html", "html", "markdown"])
def test_rich_text_is_inert_in_every_format_of_the_api(wanted: str):
    request = RequestFactory().get("/", {"rich_text_format": wanted})
    block = RichTextBlock()

    answer = block.get_api_representation(
        block.to_python(FRAME + PIXEL), {"request": request}
    )

    assert not loads(answer)
    assert "pixel.example" in answer


def test_a_post_whose_row_was_written_by_hand_shows_nothing_hostile():
    post = factories.post()
    body = [{"type": "paragraph", "value": FRAME + PIXEL}]
    type(post)._base_manager.filter(pk=post.pk).update(body=json.dumps(body))

    post.refresh_from_db()

    (answer,) = post.body.stream_block.get_api_representation(post.body)
    assert not loads(post.body[0].value.source)
    assert not loads(answer["value"])
    assert "<iframe" not in str(post.body)


def test_a_rich_text_field_is_inert_when_loaded_and_when_saved():
    field = RichTextField(features=["bold"])

    assert not loads(field.from_db_value(FRAME + PIXEL, None, None))
    assert not loads(field.to_python(FRAME + PIXEL))
    assert not loads(field.get_prep_value(FRAME + PIXEL))
    assert field.to_python(None) is None


def test_taking_them_up_needs_no_migration():
    ours = StreamField(stream(a=RawHTMLBlock(), b=RichTextBlock(features=["bold"])))
    theirs = StreamField(
        stream(
            a=wagtail_blocks.RawHTMLBlock(),
            b=wagtail_blocks.RichTextBlock(features=["bold"]),
        )
    )

    assert ours.deconstruct() == theirs.deconstruct()
    assert RichTextField().deconstruct() == WagtailRichTextField().deconstruct()


def test_a_copy_of_the_field_is_still_ours():
    assert type(RichTextField(features=["bold"]).clone()) is RichTextField
