"""What editors schedule goes live, and goes, by the worker alone."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from wagtail.models import Revision, Site
from wagtail.signals import page_published

from blog.models import PostPage
from privacy_plugin.admin.dashboard import PrivacyPanel
from privacy_plugin.background import jobs, scheduled_publishing
from privacy_plugin.checks.deployment import check_schedule, check_site_addresses
from privacy_plugin.subscriptions.models import Mailing
from tests.support import factories
from tests.support.factories import texts
from tests.support.factories.disclosures import disclose

IN_AN_HOUR = {"hours": 1}


def schedule(page, clock, **fields):
    """Schedule a change of a page for in an hour, as the button in the admin does."""
    page.go_live_at = clock.now + timedelta(**IN_AN_HOUR)
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def work():
    """Do what the worker does every half minute."""
    jobs.run_maintenance(at=timezone.now())


def test_a_scheduled_post_goes_live_in_its_hour_and_not_before(post, clock):
    draft = schedule(factories.post(title="Later", live=False), clock)

    work()
    assert not PostPage.objects.get(pk=draft.pk).live

    clock.tick(**IN_AN_HOUR, seconds=1)
    work()
    assert PostPage.objects.get(pk=draft.pk).live
    assert Mailing.objects.filter(title="Later").exists()


def test_a_scheduled_change_replaces_the_live_version(post, clock):
    schedule(post, clock, title="A new title")
    clock.tick(**IN_AN_HOUR, seconds=1)

    work()

    assert PostPage.objects.get(pk=post.pk).title == "A new title"


def test_a_post_that_expires_is_taken_down(post, clock):
    post.expire_at = clock.now + timedelta(**IN_AN_HOUR)
    post.save_revision().publish()
    clock.tick(**IN_AN_HOUR, seconds=1)

    work()

    expired = PostPage.objects.get(pk=post.pk)
    assert (expired.live, expired.expired) == (False, True)


def test_a_scheduled_text_comes_into_force(db, clock):
    with factories.declared(factories.sending()):
        text = texts.draft(title="Our words")
        texts.republish(text, go_live_at=clock.now + timedelta(**IN_AN_HOUR))
        assert disclose("test.sending").title != "Our words"
        clock.tick(**IN_AN_HOUR, seconds=1)

        work()

        assert disclose("test.sending").title == "Our words"


def test_one_that_fails_does_not_keep_the_others_waiting(post, clock, caplog):
    broken = schedule(factories.post(title="Broken", live=False), clock)
    revisions = Revision.objects.filter(pk=broken.get_latest_revision().pk)
    revisions.update(content={"pk": "private words"})
    sound = schedule(factories.post(title="Sound", live=False), clock)
    clock.tick(**IN_AN_HOUR, seconds=1)

    work()

    assert PostPage.objects.get(pk=sound.pk).live
    assert not PostPage.objects.get(pk=broken.pk).live
    assert "could not follow its schedule" in caplog.text
    assert "private words" not in caplog.text


def test_working_twice_publishes_once(post, clock):
    schedule(factories.post(title="Later", live=False), clock)
    clock.tick(**IN_AN_HOUR, seconds=1)
    published = []
    page_published.connect(lambda **kwargs: published.append(kwargs), weak=False)
    try:
        work()
        work()
    finally:
        page_published.receivers.pop()
        page_published.sender_receivers_cache.clear()

    assert len(published) == 1


def test_the_worker_command_publishes(post, clock, transactional_db):
    draft = schedule(factories.post(title="Later", live=False), clock)
    clock.tick(**IN_AN_HOUR, seconds=1)

    call_command("privacy_worker", "--batch", stdout=StringIO())

    assert PostPage.objects.get(pk=draft.pk).live


@pytest.mark.parametrize("what", ["go_live", "expire"])
def test_a_schedule_that_nobody_follows_is_w007_and_on_the_start_page(
    what, post, clock, rf, admin_user
):
    if what == "go_live":
        schedule(factories.post(title="Later", live=False), clock)
    else:
        post.expire_at = clock.now + timedelta(**IN_AN_HOUR)
        post.save_revision().publish()
    clock.tick(**IN_AN_HOUR, minutes=5)
    assert check_schedule(databases=["default"]) == []

    clock.tick(minutes=6)

    (message,) = check_schedule(databases=["default"])
    assert message.id == "privacy.W007"
    assert "1 scheduled" in message.msg
    request = rf.get("/admin/")
    request.user = admin_user
    sentences = [notice.sentence for notice in PrivacyPanel(request).notices]
    assert any("worker" in sentence for sentence in sentences)
    work()
    assert check_schedule(databases=["default"]) == []
    assert scheduled_publishing.count_overdue(at=timezone.now()) == 0


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1"])
def test_a_site_on_the_reader_s_own_machine_is_e070(host, db):
    Site.objects.update(hostname="blog.example")
    assert check_site_addresses() == []

    Site.objects.update(hostname=host)

    assert [message.id for message in check_site_addresses()] == ["privacy.E070"]


def test_a_database_without_tables_is_not_asked(db, monkeypatch):
    monkeypatch.setattr(connection.introspection, "table_names", lambda *_a: [])

    assert check_schedule(databases=["default"]) == []
    assert check_site_addresses() == []
