"""A spam checker of another app that declares the text and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from privacy_plugin import ActivityKey, Category, PersonalData, Source
from privacy_plugin.comments import maintenance
from privacy_plugin.comments.models import CheckContext, CheckState, State
from privacy_plugin.comments.spam_check import enqueue, runner
from privacy_plugin.comments.spam_check.client_info import ClientInfo
from privacy_plugin.comments.spam_check.protocol import CheckFailed
from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.processing import registry
from privacy_plugin.rights.retention import purge
from privacy_plugin.testing import InMemoryChecker
from tests.support import factories
from tests.support.comment_writer import ADDRESS, checked

CHECK = ActivityKey("elsewhere.check")
RECHECK = ActivityKey("elsewhere.recheck")
TEXT = PersonalData(
    Category.FREE_TEXT, source=Source.ENTERED, sent_as="comment_content"
)
OPTIONAL_ADDRESS = PersonalData(
    Category.IP_ADDRESS, source=Source.BROWSER, sent_as="user_ip", optional=True
)
NOWHERE = ClientInfo(user_agent="CommentWriter/1.0")


@pytest.fixture(params=[(TEXT,), (TEXT, OPTIONAL_ADDRESS)], ids=["text", "optional IP"])
def elsewhere(request, checker: InMemoryChecker) -> Iterator[InMemoryChecker]:
    """Declare it, beside Akismet, which is installed and declares an address."""
    checker.check_activity, checker.recheck_activity = CHECK, RECHECK
    facts = {"data": request.param, "not_personal": ("blog", "permalink")}
    with factories.declared(
        factories.sending(key=CHECK, **facts), factories.sending(key=RECHECK, **facts)
    ):
        yield checker


def test_neither_address_nor_browser_is_stored(reader, elsewhere):
    comment = reader.write(CHECK)

    assert comment.check_context.ip_address is None
    assert comment.check_context.user_agent == ""


def test_only_the_text_is_sent(reader, elsewhere):
    comment = checked(reader.write(CHECK, text="Only this."))

    assert comment.state == State.APPROVED
    assert elsewhere.asked[0]["comment_content"] == "Only this."
    assert ADDRESS not in elsewhere.asked[0].values()


def test_a_writer_without_an_address_is_checked(reader, elsewhere):
    comment = factories.comment()
    factories.consent(key=CHECK, subject=SubjectKey(comment.subject_key))

    enqueue.enqueue_check(comment, NOWHERE, at=timezone.now())

    assert comment.spam_check.state == CheckState.QUEUED


def test_nothing_is_kept_however_long_the_check_fails(reader, elsewhere, clock):
    elsewhere.answer = CheckFailed("down")
    comment = reader.write(CHECK)

    for _day in range(16):
        maintenance.run_maintenance(at=clock.tick(days=1))
        assert not CheckContext.objects.exclude(ip_address=None, user_agent="").exists()

    comment.spam_check.refresh_from_db()
    assert comment.spam_check.state == CheckState.GAVE_UP
    assert not CheckContext.objects.exists()


def test_what_another_checker_has_left_is_emptied(reader, elsewhere, clock):
    left = factories.check_context(factories.comment())

    maintenance.run_maintenance(at=clock.now)

    left.refresh_from_db()
    assert (left.ip_address, left.user_agent) == (None, "")


def test_what_waits_longer_than_any_check_is_deleted(reader, elsewhere, clock):
    factories.check_context(factories.comment(), age=timedelta(days=15))
    young = factories.check_context(factories.comment(), age=timedelta(days=14))

    maintenance.run_maintenance(at=clock.now)

    assert list(CheckContext.objects.all()) == [young]


def test_purge_empties_what_no_installed_app_declares(clock, db, monkeypatch):
    left = factories.check_context(factories.comment())
    akismet = [key for key in registry._activities if key.startswith("comments.spam_")]
    for key in akismet:
        monkeypatch.delitem(registry._activities, key)

    counted = purge(at=clock.now, dry_run=True)
    out = StringIO()
    call_command("privacy_purge", stdout=out)

    assert {one.model for one in counted if one.activity == "undeclared"} == {
        "privacy_comments.CheckContext.ip_address",
        "privacy_comments.CheckContext.user_agent",
    }
    assert "undeclared: 1 privacy_comments.CheckContext.ip_address" in out.getvalue()
    left.refresh_from_db()
    assert (left.ip_address, left.user_agent) == (None, "")


def test_a_checker_that_needs_the_address_still_does_without_sending(reader, checker):
    comment = factories.comment()
    factories.consent(
        key=checker.check_activity, subject=SubjectKey(comment.subject_key)
    )

    enqueue.enqueue_check(comment, NOWHERE, at=timezone.now())

    assert comment.spam_check.reason == "no_ip"
    assert runner.run_check(comment.pk, at=timezone.now()) is runner.RunResult.NOTHING
    assert checker.asked == []
