"""What is news: a first publication whose author said so, and little at once."""

from __future__ import annotations

import importlib
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale
from wagtail.test.utils.form_data import nested_form_data, streamfield

from blog.models import PostPage
from privacy_plugin.subscriptions.admin.mailings import steer
from privacy_plugin.subscriptions.models import Delivery, Mailing, MailingState
from tests.support import factories

MIGRATION = "blog.migrations.0006_ask_whether_to_tell_subscribers"


@pytest.fixture
def editor(index) -> Client:
    """Return the browser of somebody who may publish."""
    client = Client()
    client.force_login(User.objects.create_superuser("ed", "ed@example.org", "ed"))
    return client


def save(editor: Client, draft: PostPage, *, action: str = "", announce: str = ""):
    """Send the form of the editor."""
    data = {
        "title": draft.title, "slug": draft.slug, "intro": "", "published_at": "",
        "lead_image_alt": "", "tags": "", "seo_title": "", "search_description": "",
        "comments_policy": draft.comments_policy, "comments_closes_after": "",
        "body": streamfield([]), "announce": announce, "author": "",
        "go_live_at": "", "expire_at": "", "comments": {
            "TOTAL_FORMS": "0", "INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0",
            "MAX_NUM_FORMS": "" },
    }  # fmt: skip
    if action:
        data[action] = "yes"
    address = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    return editor.post(address, nested_form_data(data))


def test_publishing_asks_whether_to_notify_subscribers(editor):
    factories.subscriber("reader@example.org")
    draft = factories.post(live=False)

    answer = save(editor, draft, action="action-publish")

    draft.refresh_from_db()
    assert not draft.live
    assert "Please choose whether subscribers get a mail" in answer.content.decode()


def test_publishing_asks_nothing_while_nobody_has_subscribed(editor):
    draft = factories.post(live=False)

    save(editor, draft, action="action-publish")

    draft.refresh_from_db()
    assert draft.live
    assert not Mailing.objects.exists()


def test_draft_is_saved_without_an_answer(editor):
    draft = factories.post(live=False)

    answer = save(editor, draft)

    assert answer.status_code == 302
    draft.refresh_from_db()
    assert draft.get_latest_revision_as_object().announce is None


@pytest.mark.parametrize(("choice", "count"), [("True", 1), ("False", 0)])
def test_answer_decides_whether_subscribers_are_told(editor, choice, count):
    draft = factories.post(live=False)

    save(editor, draft, action="action-publish", announce=choice)

    draft.refresh_from_db()
    assert draft.live
    assert Mailing.objects.count() == count


def test_published_page_is_not_asked_about_again(editor):
    post = factories.post()
    PostPage.objects.update(announce=None)

    answer = save(editor, post, action="action-publish")

    assert answer.status_code == 302


def test_publication_by_a_program_tells_nobody_unless_it_says_so(index):
    draft = factories.post(live=False)
    draft.announce = None

    draft.save_revision().publish()

    assert not Mailing.objects.exists()


@pytest.mark.parametrize("keep_live", [True, False])
def test_copies_with_everything_below_are_no_news(index, keep_live, clock):
    for number in range(3):
        factories.post(title=f"Post {number}")
        clock.tick(days=1)
    told = Mailing.objects.count()
    index.refresh_from_db()

    copy = index.copy(
        recursive=True, keep_live=keep_live, update_attrs={"slug": "copy"}
    )

    copies = PostPage.objects.child_of(copy)
    assert copies.count() == 3
    assert {one.announce for one in copies} == {None}
    assert {one.get_latest_revision_as_object().announce for one in copies} == {None}
    assert Mailing.objects.count() == told == 3


def test_aliases_and_translations_are_no_news(index, clock):
    draft = factories.post(live=False)
    draft.create_alias(update_slug="alias", parent=index)
    draft.save_revision().publish()
    german, _made = Locale.objects.get_or_create(language_code="de")
    index.copy_for_translation(german).save_revision().publish()
    draft.copy_for_translation(german).save_revision().publish()

    assert [one.source for one in Mailing.objects.all()] == [
        f"wagtailcore.page:{draft.pk}"
    ]


def test_many_at_once_wait_for_a_confirmation(editor, box, work, clock):
    factories.subscriber()
    clock.tick(minutes=1)
    for number in range(5):
        factories.post(title=f"Post {number}")
    work()

    assert len(box.mails) == 3
    held = Mailing.objects.filter(state=MailingState.PAUSED)
    page = editor.get(reverse("subscriptions_admin:index")).content.decode()
    assert page.count("Nobody is told of this one before you say so") == 2
    first, second = held.order_by("pk")
    steer(first.pk, "resume")
    steer(second.pk, "stop")
    clock.tick(days=1)
    work()
    assert [mail["Subject"] for mail in box.mails][3:] == ["Post 3"]
    assert Delivery.objects.count() == 4


def test_editor_is_told_that_a_mail_waits(editor):
    for number in range(3):
        factories.post(title=f"Post {number}")
    draft = factories.post(title="One more", live=False)

    save(editor, draft, action="action-publish", announce="True")

    page = editor.get(reverse("wagtailadmin_home")).content.decode()
    assert "before you confirm it under Subscribers" in page


def test_posts_of_another_hour_do_not_count(index, clock):
    for number in range(5):
        factories.post(title=f"Post {number}")
        clock.tick(minutes=25)

    assert not Mailing.objects.filter(state=MailingState.PAUSED).exists()


def test_migration_takes_the_tick_nobody_made_from_drafts(index, clock):
    published = factories.post(title="Published")
    draft = factories.post(title="Draft", live=False)
    scheduled = factories.post(title="Scheduled", live=False)
    draft.save_revision()
    scheduled.go_live_at = clock.now + timedelta(days=1)
    scheduled.save_revision(approved_go_live_at=scheduled.go_live_at)
    migration = importlib.import_module(MIGRATION)
    editor = SimpleNamespace(connection=connection)

    migration.ask_anew(apps, editor)

    for one in (published, draft, scheduled):
        one.refresh_from_db()
    assert published.announce
    assert draft.announce is None
    assert draft.get_latest_revision_as_object().announce is None
    assert scheduled.get_latest_revision_as_object().announce
    migration.answer_yes(apps, editor)
    assert not PostPage.objects.filter(announce=None).exists()
