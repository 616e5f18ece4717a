"""What Wagtail has kept of embeds from before contacts nobody any more."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps
from django.core.management import call_command
from django.template import Context, Template
from wagtail.embeds.embeds import get_embed, get_embed_hash
from wagtail.embeds.models import Embed

from privacy_plugin.embeds.items import stored_embeds
from privacy_plugin.embeds.items.stored_embeds import make_stored_embeds_inert

FILM = "https://www.youtube.com/watch?v=aaaaaaaaaaa"
PLAYER = '<iframe src="https://www.youtube.com/embed/aaaaaaaaaaa"></iframe>'

pytestmark = pytest.mark.django_db


def kept(url: str = FILM, **facts: object) -> Embed:
    """Return a row as Wagtail's own finder made it."""
    defaults = {
        "type": "video",
        "html": PLAYER,
        "title": "A <b>film</b>",
        "author_name": "Somebody",
        "provider_name": "YouTube",
        "thumbnail_url": "https://i.ytimg.com/vi/aaaaaaaaaaa/0.jpg",
        "width": 480,
    }
    return Embed.objects.create(
        url=url, hash=get_embed_hash(url), **{**defaults, **facts}
    )


def test_a_providers_markup_and_picture_are_gone_wherever_they_were_printed():
    row = kept()

    assert make_stored_embeds_inert(Embed) == 1

    row.refresh_from_db()
    assert "<iframe" not in row.html
    assert f'href="{FILM}"' in row.html
    assert row.thumbnail_url == row.author_name == ""
    assert "ytimg" not in str(Embed.objects.values())
    assert get_embed(FILM).html == row.html


def test_wagtails_own_tag_prints_the_link():
    kept()
    make_stored_embeds_inert(Embed)

    tag = "{% load embed from wagtailembeds_tags %}{% embed url %}"
    html = Template(tag).render(Context({"url": FILM}))

    assert "<iframe" not in html
    assert "A &lt;b&gt;film&lt;/b&gt;" in html


def test_the_title_and_the_size_stay():
    row = kept()

    make_stored_embeds_inert(Embed)

    row.refresh_from_db()
    assert (row.title, row.width) == ("A <b>film</b>", 480)


def test_an_address_that_leads_nowhere_has_nothing_to_show():
    row = kept("javascript:x()")

    make_stored_embeds_inert(Embed)

    row.refresh_from_db()
    assert row.html == ""


def test_all_rows_are_rewritten_once_in_batches(monkeypatch):
    monkeypatch.setattr(stored_embeds, "BATCH", 3)
    for number in range(8):
        kept(f"https://film.example/{number}")

    assert make_stored_embeds_inert(Embed) == 8
    assert make_stored_embeds_inert(Embed) == 0
    assert not Embed.objects.filter(html__contains="iframe").exists()


def test_what_our_finder_answered_is_left_alone():
    get_embed(FILM)

    assert make_stored_embeds_inert(Embed) == 0


def test_the_command_and_the_migration_do_it(capsys):
    kept()
    call_command("embeds_rewrite")
    assert capsys.readouterr().out == "1 embeds made inert.\n"

    kept("https://film.example/1")
    migration = import_module("privacy_plugin.embeds.migrations.0002_rewrite_embeds")
    migration.make_inert(apps, None)
    assert not Embed.objects.filter(html__contains="iframe").exists()
