"""Under any page and under anything that is registered."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from blog.models import Author
from privacy_plugin.comments.discussions.targets import find_target, get_target_key
from privacy_plugin.comments.errors import TargetNotFound
from privacy_plugin.comments.maintenance import delete_orphaned_discussions
from privacy_plugin.comments.models import Comment
from tests.support.comment_writer import CommentWriter


@pytest.fixture
def author(db, settings, monkeypatch) -> Author:
    """Return an object that is no page, registered for comments."""
    settings.PRIVACY_COMMENTS_TARGETS = ("blog.Author",)
    monkeypatch.setattr(
        Author, "get_absolute_url", lambda _self: "/ada/", raising=False
    )
    return Author.objects.create(name="Ada", slug="ada")


def test_every_page_goes_by_the_sites_base_page_model(post):
    assert get_target_key(post) == ("wagtailcore.page", str(post.pk))
    assert find_target(*get_target_key(post)) == post


def test_a_registered_object_has_comments_too(author, clock, no_checker):
    reader = CommentWriter(author, clock)
    comment = reader.write(target=f"blog.author:{author.pk}")

    html = Template("{% load comment_tags %}{% comments thing %}").render(
        Context({"thing": author, "request": RequestFactory().get("/")})
    )

    assert comment.discussion.target_type == "blog.author"
    assert f'value="blog.author:{author.pk}"' in html
    assert 'href="/ada/#comments"' in reader.read_private(comment)


def test_what_is_not_registered_has_none(author, settings):
    settings.PRIVACY_COMMENTS_TARGETS = ()

    with pytest.raises(TargetNotFound):
        get_target_key(author)
    with pytest.raises(TargetNotFound):
        find_target("blog.author", str(author.pk))
    assert not Comment.objects.exists()


def test_comments_go_with_what_they_were_about(author, clock, no_checker, post):
    on_author = CommentWriter(author, clock).write(target=f"blog.author:{author.pk}")
    on_post = CommentWriter(post, clock).write(text="Another word.")
    author.delete()

    assert delete_orphaned_discussions() == 1

    assert not Comment.objects.filter(pk=on_author.pk).exists()
    assert Comment.objects.filter(pk=on_post.pk).exists()


def test_what_is_not_registered_any_more_keeps_its_comments(
    author, clock, no_checker, settings
):
    CommentWriter(author, clock).write(target=f"blog.author:{author.pk}")
    author.delete()
    settings.PRIVACY_COMMENTS_TARGETS = ()

    assert delete_orphaned_discussions() == 0
    assert Comment.objects.exists()


def test_a_forged_name_of_an_object_with_a_uuid_leads_nowhere(settings, db):
    settings.PRIVACY_COMMENTS_TARGETS = ("privacy.Transmission",)

    with pytest.raises(TargetNotFound):
        find_target("privacy.transmission", "no-uuid")
