"""The HTML of comments that were stored before it was rendered as it is now."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import call_command

from privacy_plugin.comments.models import Comment, State
from privacy_plugin.comments.text import markdown, rerender
from tests.support import factories

pytestmark = pytest.mark.django_db
TEXT = "Leser*innen, 5*6*7 and C:\\new"
OLD = "<p>Leser<em>innen, 5</em>6*7 and C:new</p>"


def run(*options: str) -> str:
    out = StringIO()
    call_command("privacy_rerender_comments", *options, stdout=out)
    return out.getvalue()


def everything_but_html() -> list[dict[str, object]]:
    fields = [field.attname for field in Comment._meta.concrete_fields]
    fields.remove("html")
    return list(Comment.objects.order_by("pk").values(*fields))


def test_old_html_is_rendered_again_and_nothing_else_changes(monkeypatch):
    monkeypatch.setattr(rerender, "BATCH", 2)
    for state in (State.APPROVED, State.PENDING, State.APPROVED):
        factories.comment(text=TEXT, html=OLD, state=state)
    current = factories.comment(text="Up to date", html=markdown.render("Up to date"))
    before = everything_but_html()

    assert run("--dry-run") == "3 of 4 comments would be changed.\n"
    assert Comment.objects.filter(html=OLD).count() == 3

    assert run() == "3 of 4 comments changed.\n"
    assert set(Comment.objects.values_list("html", flat=True)) == {
        markdown.render(TEXT),
        current.html,
    }
    assert everything_but_html() == before
    assert run() == "0 of 4 comments changed.\n"


def test_imported_and_erased_comments_keep_their_html():
    html = "<p>A <s>struck</s> word</p>"
    factories.comment(text="A struck word", html=html, imported_from="wordpress:x:1")
    factories.comment(text="", html="", state=State.REMOVED)

    assert run() == "0 of 0 comments changed.\n"
    assert Comment.objects.get(imported_from="wordpress:x:1").html == html


def test_a_comment_edited_meanwhile_is_rendered_from_its_new_text(monkeypatch):
    comment = factories.comment(text=TEXT, html=OLD)
    newer = "Edited *while* it was read"
    batches = rerender._batches

    def edit_after_reading():
        for comments in batches():
            Comment.objects.filter(pk=comment.pk).update(text=newer)
            yield comments

    monkeypatch.setattr(rerender, "_batches", edit_after_reading)
    run()

    comment.refresh_from_db()
    assert comment.html == markdown.render(newer)
