"""Comments from the form to the end, on a page and on an event; run in this project."""

from __future__ import annotations

import sys

import pytest
import swapper
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site

from privacy_plugin.background.jobs import run_maintenance
from privacy_plugin.comments import maintenance
from privacy_plugin.comments.models import Comment, Discussion, State
from privacy_plugin.comments.moderation import actions
from tests.projects.own_pages.models import Article, Event
from tests.support import factories
from tests.support.clock import Clock
from tests.support.reader import Reader

pytestmark = pytest.mark.django_db
TEXT = "I see it differently."
PLUGIN_LABELS = ("privacy", "privacy_comments", "privacy_akismet")


def article() -> Article:
    """Return a published page of the site's own kind."""
    home = Site.objects.get(is_default_site=True).root_page
    return home.add_child(instance=Article(title="A thought", slug="a-thought"))


def event() -> Event:
    """Return something that is not a page."""
    return Event._default_manager.create(name="A reading")


TARGETS = pytest.mark.parametrize(
    ("make_target", "target_type"),
    [(article, "own_pages.sitepage"), (event, "own_pages.event")],
)


def address_of(target: Article | Event) -> str:
    return target.url if isinstance(target, Article) else target.get_absolute_url()


def test_the_installation_is_sound_and_complete():
    call_command("check", fail_level="ERROR")
    call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)


def test_the_page_model_is_the_sites_own():
    assert swapper.load_model("wagtailcore", "Page")._meta.label == "own_pages.SitePage"
    assert "wagtailcore_page" not in connection.introspection.table_names()


def test_no_migration_of_the_plugin_refers_to_a_page():
    pages = {"wagtailcore.page", "own_pages.sitepage", "settings.wagtail_page_model"}
    state = MigrationLoader(connection).project_state()
    related = {
        str(getattr(to := field.remote_field.model, "_meta", to)).lower()
        for (label, _name), model in state.models.items()
        if label in PLUGIN_LABELS
        for field in model.fields.values()
        if field.remote_field
    }

    assert "wagtailcore.site" in related
    assert not related & pages


def test_no_table_of_the_plugin_refers_to_a_page():
    page_tables = {"wagtailcore_page", "own_pages_sitepage", "own_pages_article"}
    tables = [
        model._meta.db_table
        for model in apps.get_models()
        if model._meta.app_label in PLUGIN_LABELS
    ]
    with connection.cursor() as cursor:
        related = {
            table
            for name in tables
            for relation in connection.introspection.get_relations(
                cursor, name
            ).values()
            for table in relation[1:2]  # Django 6.1 adds what happens on deletion
            if isinstance(table, str)
        }

    assert not related & page_tables


@TARGETS
def test_a_comment_goes_from_the_form_to_the_page(make_target, target_type, client):
    target = make_target()
    reader = Reader(Clock())

    form = reader.open(address_of(target)).comment_form
    thanks = reader.write(address_of(target), TEXT)
    comment = Comment.objects.select_related("discussion").get()
    unread = reader.open(address_of(target))
    changed = actions.approve([comment.pk], editor=None, at=timezone.now())
    read = reader.open(address_of(target))

    assert form.fields["target"] == f"{target_type}:{target.pk}"
    assert thanks.status == 200
    assert "/comments/manage/" in thanks.address
    assert comment.discussion.target_type == target_type
    assert comment.state == State.PENDING
    assert TEXT not in unread.words
    assert changed == 1
    assert TEXT in read.words
    assert reader.open(reverse("comments:permalink", args=[comment.pk])).status == 200


@TARGETS
def test_an_editor_finds_the_comment_in_the_queue(make_target, target_type, client):
    target = make_target()
    Reader(Clock()).write(address_of(target), TEXT)
    comment = Comment.objects.get()
    client.force_login(factories.editor())

    queue = client.get(reverse("comments_admin:index"))
    detail = client.get(reverse("comments_admin:inspect", args=[comment.pk]))

    assert queue.status_code == 200
    assert TEXT in queue.content.decode()
    assert detail.status_code == 200
    assert str(target) in detail.content.decode()


@TARGETS
def test_what_is_deleted_takes_its_discussion_along(make_target, target_type, client):
    target, staying = (
        make_target(),
        Event._default_manager.create(name="Another reading"),
    )
    reader = Reader(Clock())
    reader.write(address_of(target), TEXT)
    reader.write(address_of(staying), "This one stays.")
    client.force_login(factories.editor())

    nothing_yet = maintenance.run_maintenance(at=timezone.now()).discussions
    target.delete()
    orphaned = client.get(reverse("comments_admin:index"))
    erased = maintenance.run_maintenance(at=timezone.now()).discussions

    assert nothing_yet == 0
    assert orphaned.status_code == 200
    assert erased == 1
    assert Discussion.objects.get().target_id == str(staying.pk)
    assert Comment.objects.get().text == "This one stays."


def test_job_of_another_app_runs_in_maintenance():
    # Not imported here: the plugin has to find it.
    own_maintenance = sys.modules["tests.projects.own_pages.maintenance"]
    at = timezone.now()

    run_maintenance(at=at)

    assert own_maintenance.moments == [at]


@TARGETS
def test_without_subscriptions_the_form_offers_no_mail(make_target, target_type):
    page = Reader(Clock()).open(address_of(make_target()))

    assert not [name for name in page.comment_form.fields if "follow" in name]
