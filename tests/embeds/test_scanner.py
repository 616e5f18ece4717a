"""The scan finds each reference to another host, where it stands, and its treatment."""

from __future__ import annotations

import json

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail import blocks as wagtail_blocks
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.embeds.blocks import EmbedBlock

from blog.models import PostPage
from privacy_plugin.embeds.blocks import RawHTMLBlock, RichTextBlock
from privacy_plugin.embeds.scan.content import Treatment, _in_stream
from privacy_plugin.embeds.scan.scanner import scan
from tests.support import factories

FILM = "https://www.youtube.com/watch?v=aaaaaaaaaaa"
MAP = "https://maps.example/1"
PICTURE = '<img src="https://pixel.example/1.gif">'


def stored(post: PostPage, *blocks: tuple[str, object], **fields: object) -> None:
    """Write blocks into the row as nobody's form would let them in."""
    body = [{"type": kind, "value": value} for kind, value in blocks]
    PostPage._base_manager.filter(pk=post.pk).update(body=json.dumps(body), **fields)


def found() -> list[tuple[str, str, str, Treatment]]:
    """Return place, kind, host and treatment of each finding."""
    return [
        (one.path, one.reference.kind.value, one.reference.host, one.treatment)
        for one in scan()
    ]


def printed(capsys, *arguments: str) -> str:
    call_command("privacy_scan", *arguments)
    return capsys.readouterr().out


@pytest.fixture
def post(db) -> PostPage:
    return factories.post()


def test_a_site_that_refers_to_nobody_has_no_findings(post, capsys):
    assert found() == []
    assert printed(capsys, "--fail") == "Nothing refers to another host.\n"
    assert json.loads(printed(capsys, "--format", "json")) == []


def test_each_block_that_holds_html_is_looked_into(post):
    stored(
        post,
        ("paragraph", f"<p>a</p>{PICTURE}"),
        ("html", f'<iframe src="{MAP}"></iframe>'),
        ("embed", {"url": FILM, "title": "", "note": ""}),
        ("embed", {"url": MAP, "title": "", "note": ""}),
        ("quote", {"quote": PICTURE, "source": "", "url": ""}),
    )

    assert found() == [
        ("body[0].paragraph", "picture", "pixel.example", Treatment.REMOVED),
        ("body[1].html", "frame", "maps.example", Treatment.REMOVED),
        ("body[2].embed.url", "embed", "www.youtube.com", Treatment.GATED),
        ("body[3].embed.url", "embed", "maps.example", Treatment.LINKED),
    ]


def test_an_embed_of_a_known_provider_names_it(post):
    stored(post, ("paragraph", f'<embed embedtype="media" url="{FILM}"/>'))

    (finding,) = scan()

    assert (finding.provider, finding.treatment) == ("YouTube", Treatment.GATED)
    assert finding.label == f"blog.PostPage:{post.pk}"
    assert finding.title == post.title
    assert not finding.is_draft


def test_a_plain_text_that_looks_like_html_may_be_loaded(post):
    stored(post, intro="<script src=https://count.example/a.js></script>")

    assert found() == [("intro", "script", "count.example", Treatment.MAYBE)]


def test_a_draft_is_looked_into_beside_what_is_live(post):
    post.body = [("html", f'<embed embedtype="media" url="{MAP}">')]
    post.save_revision()
    stored(post, ("paragraph", PICTURE), has_unpublished_changes=True)

    places = [(one.is_draft, one.reference.host) for one in scan()]

    assert places == [(False, "pixel.example"), (True, "maps.example")]


def test_a_draft_that_was_never_live_is_looked_into_once(post):
    post.body = [("html", f'<embed embedtype="media" url="{MAP}">')]
    post.live = False
    post.save()
    post.save_revision()

    assert [(one.is_draft, one.reference.host) for one in scan()] == [
        (True, "maps.example")
    ]


def test_the_sites_own_hosts_are_nobody_else(post, settings):
    settings.WAGTAILADMIN_BASE_URL = "https://blog.example"
    stored(post, ("paragraph", '<img src="https://blog.example/media/a.png">'))

    assert found() == []


def test_old_and_broken_data_is_passed_over(post):
    stored(post, ("paragraph", None), ("gone", PICTURE), ("embed", PICTURE))
    assert found() == []

    PostPage._base_manager.filter(pk=post.pk).update(body="[1, {}, null]")
    assert found() == []


def test_what_a_block_of_wagtails_own_holds_is_loaded():
    block = wagtail_blocks.StreamBlock(
        [
            ("raw", wagtail_blocks.RawHTMLBlock()),
            ("rich", wagtail_blocks.RichTextBlock()),
            ("ours", RawHTMLBlock()),
            ("rich_ours", RichTextBlock()),
            ("film", EmbedBlock()),
            ("html_table", TableBlock(table_options={"renderer": "html"})),
            ("text_table", TableBlock()),
            ("table", TypedTableBlock([("cell", wagtail_blocks.RawHTMLBlock())])),
            (
                "card",
                wagtail_blocks.StructBlock(
                    [("texts", wagtail_blocks.ListBlock(wagtail_blocks.RawHTMLBlock()))]
                ),
            ),
            ("inner", wagtail_blocks.StreamBlock([("a", RawHTMLBlock())])),
        ]
    )
    values = {
        "raw": PICTURE,
        "rich": PICTURE,
        "ours": PICTURE,
        "rich_ours": PICTURE,
        "film": FILM,
        "html_table": {"data": [["a", PICTURE]]},
        "text_table": {"data": [["a", PICTURE]]},
        "table": {"columns": [{"type": "cell"}], "rows": [{"values": [PICTURE]}]},
        "card": {"texts": [{"type": "item", "value": PICTURE}, PICTURE]},
        "inner": [{"type": "a", "value": PICTURE}],
    }
    raw = [{"type": kind, "value": value} for kind, value in values.items()]

    texts = {
        text.path: text.treatment
        for text in _in_stream(block, raw, "body")
        if text.html != "a"
    }

    assert texts == {
        "body[0].raw": Treatment.OPEN,
        "body[1].rich": Treatment.OPEN,
        "body[2].ours": Treatment.REMOVED,
        "body[3].rich_ours": Treatment.REMOVED,
        "body[4].film": Treatment.REMOVED,
        "body[5].html_table[0][1]": Treatment.OPEN,
        "body[7].table[0][0]": Treatment.OPEN,
        "body[8].card.texts[0]": Treatment.OPEN,
        "body[8].card.texts[1]": Treatment.OPEN,
        "body[9].inner[0].a": Treatment.REMOVED,
    }


def test_the_command_says_what_where_and_what_becomes_of_it(post, capsys):
    stored(post, ("html", PICTURE), ("embed", {"url": FILM}))

    lines = printed(capsys).splitlines()

    assert lines[0] == "removed  picture    pixel.example"
    assert f"blog.PostPage:{post.pk} body[0].html: https://pixel" in lines[1]
    assert lines[2] == "gated    embed      www.youtube.com (YouTube)"
    assert lines[-1] == "2 references to other hosts: 1 gated, 1 removed."


def test_the_command_prints_json(post, capsys):
    stored(post, ("html", PICTURE), ("embed", {"url": FILM}))

    first, second = json.loads(printed(capsys, "--format", "json"))

    assert first == {
        "model": "blog.PostPage",
        "id": post.pk,
        "title": "A post",
        "draft": False,
        "path": "body[0].html",
        "kind": "picture",
        "host": "pixel.example",
        "url": "https://pixel.example/1.gif",
        "state": "removed",
        "provider": "",
    }
    assert second["provider"] == "YouTube"


def test_the_command_fails_on_demand_only_for_what_is_loaded(post, capsys):
    stored(post, ("html", PICTURE))
    printed(capsys, "--fail")
    stored(post, intro=PICTURE)
    printed(capsys)

    with pytest.raises(CommandError):
        printed(capsys, "--fail")


def test_many_pages_take_as_many_queries_as_one(post, django_assert_num_queries):
    with CaptureQueriesContext(connection) as few:
        found()
    for number in range(30):
        post.get_parent().add_child(
            instance=PostPage(title=f"p{number}", locale=post.locale, body=[])
        )

    with django_assert_num_queries(len(few)):
        found()
