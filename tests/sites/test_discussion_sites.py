"""A discussion belongs to the site where its page is now, and not to an earlier one."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import RequestFactory
from django.utils import timezone
from wagtail.models import Site

from privacy_plugin.comments.admin.queue.filters import chosen
from privacy_plugin.comments.authors.views import _consent_form, _get_context
from privacy_plugin.comments.discussions.context import resolve_context
from privacy_plugin.comments.discussions.targets import (
    get_or_create_discussion,
    get_site,
)
from privacy_plugin.comments.models import CheckState, Comment, SkipReason, SpamCheck
from privacy_plugin.consent.ledger import get_current_consents
from tests.support import factories
from tests.support.clock import Clock
from tests.support.comment_writer import CHECK, CommentWriter, checked
from tests.support.factories.second_site import CONTROLLER, SecondSite

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("checker")]


@pytest.fixture
def reader(clock: Clock) -> CommentWriter:
    """Return a reader of a post on the default site."""
    return CommentWriter(factories.post(), clock)


def moved(page, to: SecondSite):
    page.move(to.index, "last-child")
    return type(page).objects.get(pk=page.pk)


def test_moderation_list_opens_with_two_sites(admin_client, second_site: SecondSite):
    there = factories.comment(
        discussion=get_or_create_discussion(second_site.post()),
        text="Written next door",
    )
    here = factories.comment(
        discussion=get_or_create_discussion(factories.post()), text="Written at home"
    )

    page = admin_client.get("/admin/comments/")
    narrowed = admin_client.get("/admin/comments/", {"site": second_site.site.pk})

    assert page.status_code == narrowed.status_code == 200
    shown = narrowed.content.decode()
    assert there.text in shown
    assert here.text not in shown
    assert 'name="site"' in page.content.decode()


def test_discussion_follows_its_page_to_another_site(reader, second_site: SecondSite):
    comment = reader.write()
    assert comment.discussion.site == Site.objects.get(is_default_site=True)

    page = moved(reader.page, second_site)

    comment = Comment.objects.get(pk=comment.pk)
    assert comment.discussion.site == get_site(page) == second_site.site
    assert resolve_context(page, at=timezone.now()).controller.name == CONTROLLER


def test_later_consent_names_the_controller_of_the_new_site(
    reader, second_site: SecondSite
):
    comment = reader.write()
    moved(reader.page, second_site)

    comment = Comment.objects.get(pk=comment.pk)
    context = _get_context(comment, RequestFactory().get("/"))
    form = _consent_form(comment, context)

    assert {one.controller.name for one in form.disclosures} == {CONTROLLER}
    assert CONTROLLER in reader.read_private(comment)


def test_consent_to_one_site_sends_nothing_for_another(reader, second_site: SecondSite):
    comment = reader.write(CHECK)
    before = get_current_consents(comment.subject_key, at=reader.clock.now)

    moved(reader.page, second_site)
    checked(comment)

    check = SpamCheck.objects.get(comment=comment)
    assert (check.state, check.reason) == (CheckState.NOT_CHECKED, SkipReason.MOVED)
    after = get_current_consents(comment.subject_key, at=reader.clock.now)
    assert [one.version for one in after] == [one.version for one in before]
    assert "moved to another site" in reader.read_private(comment)


def test_discussion_follows_a_site_that_gets_another_root_page(
    reader, second_site: SecondSite
):
    comment = reader.write()
    default = Site.objects.get(is_default_site=True)
    root = default.root_page
    default.root_page = root.get_parent().add_child(
        instance=type(root.specific)(title="New", slug="new", locale=root.locale)
    )
    default.save()
    assert Comment.objects.get(pk=comment.pk).discussion.site is None

    second_site.site.root_page = root
    second_site.site.save()

    assert Comment.objects.get(pk=comment.pk).discussion.site == second_site.site


def test_comments_outlive_their_site(reader, second_site: SecondSite, admin_client):
    comment = CommentWriter(second_site.post(), reader.clock).write()
    second_site.site.delete()

    comment = Comment.objects.get(pk=comment.pk)
    assert comment.discussion.site is None
    asked: Any = RequestFactory().get("/")
    asked.user = factories.editor()
    assert chosen(asked).filter(pk=comment.pk).exists()
    for path in ("/admin/comments/", f"/admin/comments/{comment.pk}/"):
        assert admin_client.get(path).status_code == 200
    assert reader.client.get(reader.private(comment)).status_code == 200
