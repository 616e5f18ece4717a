"""Promise 7: what is not needed is not kept; what is kept has its end."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from blog.demo.servers.akismet import Mode
from privacy_plugin import Keep
from privacy_plugin.akismet.processing import SPAM_CHECK, SPAM_RECHECK
from privacy_plugin.comments.models import CheckContext, Comment
from privacy_plugin.comments.moderation import actions
from privacy_plugin.consent.models import ConsentEvent, ConsentRecord
from privacy_plugin.egress.models import Transmission
from privacy_plugin.processing import registry
from privacy_plugin.rights.columns import personal_models, undeclared
from tests.support import factories
from tests.support.reader import ADDRESS, AGENT


def everything_stored() -> str:
    """Return every value of every table, whoever made the table."""
    rows = []
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(name)}")  # noqa: S608 - names of our own tables
            rows += [(name, row) for row in cursor.fetchall()]
    return repr(rows)


def test_without_consent_no_address_and_no_browser_is_stored(
    reader, post, server, work, settings
):
    settings.PRIVACY_AKISMET_SEND_USER_AGENT = True

    reader.write(post.url, "A word")
    reader.write(post.url, "Another", topic="pills")
    reader.write(post.url, "A third", button="Show me exactly", tick=[SPAM_CHECK])
    work()

    assert ADDRESS not in everything_stored()
    assert AGENT not in everything_stored()


def test_with_consent_the_address_is_kept_until_the_answer(reader, post, server, work):
    reader.write(post.url, "A word", tick=[SPAM_CHECK, SPAM_RECHECK])
    assert CheckContext.objects.get().ip_address == ADDRESS

    work()

    assert ADDRESS not in everything_stored()


def test_the_browser_is_kept_only_where_it_is_declared(reader, post, server, settings):
    reader.write(post.url, "A word", tick=[SPAM_CHECK])
    assert AGENT not in everything_stored()

    settings.PRIVACY_AKISMET_SEND_USER_AGENT = True
    reader.write(post.url, "Another", tick=[SPAM_CHECK])

    assert CheckContext.objects.filter(user_agent=AGENT).count() == 1


@pytest.mark.parametrize(
    "mode", [Mode.HAM, Mode.SPAM, Mode.BLATANT, Mode.NORMAL, Mode.SUSPENDED]
)
def test_whatever_the_answer_seven_days_are_the_most(
    reader, post, server, work, clock, mode
):
    server.mode = mode
    reader.write(post.url, "A word", tick=[SPAM_CHECK])
    work()
    clock.tick(days=7, seconds=1)

    call_command("privacy_purge")

    assert ADDRESS not in everything_stored()


def test_an_answer_that_never_comes_does_not_keep_the_address(
    reader, post, server, work, clock
):
    server.mode = Mode.HANG
    reader.write(post.url, "A word", tick=[SPAM_CHECK])
    work()
    assert ADDRESS in everything_stored()

    clock.tick(days=7, seconds=1)
    call_command("privacy_purge")
    work()

    assert ADDRESS not in everything_stored()
    assert Comment.objects.get().text == "A word"


def test_a_task_in_the_queue_holds_a_number_and_nothing_else(
    reader, post, server, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        reader.write(post.url, "A word", name="Ada", tick=[SPAM_CHECK])

    queue = apps.get_model("django_tasks_database", "DBTaskResult").objects
    tasks = queue.filter(task_path__endswith="check_comment")
    (arguments,) = [task.args_kwargs for task in tasks]
    assert arguments == {"args": [Comment.objects.get().pk], "kwargs": {}}


def test_neither_mail_address_nor_website_is_asked_for(reader, post, server):
    form = reader.open(post.url).form_with("Send comment")

    assert not form.fields.keys() & {"email", "website"}


def test_the_mail_address_is_optional_where_it_is_asked_for(
    reader, post, server, settings
):
    settings.PRIVACY_COMMENTS_ASK_EMAIL = settings.PRIVACY_COMMENTS_ASK_WEBSITE = True

    answer = reader.write(post.url, "A word", tick=[SPAM_CHECK])

    assert "Thank you" in answer.words
    assert Comment.objects.get().email == ""


def test_every_stored_column_is_declared_or_listed_as_not_personal(db):
    assert undeclared() == ()


def test_every_personal_column_has_its_end(db):
    ended = {
        item.stored_as
        for activity in registry
        for item in activity.data
        if item.stored_as and str(activity.retention)
    }

    assert all(
        any(column.startswith(model._meta.label) for column in ended)
        for model in personal_models()
    )


def test_a_rejected_comment_is_deleted_after_its_time(reader, post, server, clock):
    reader.write(post.url, "A word to be rejected")
    actions.mark_spam(
        [Comment.objects.get().pk], editor=factories.editor(), at=clock.now
    )
    keep = registry.get("comments.quarantine").retention

    clock.now += keep.period - timedelta(seconds=1)
    call_command("privacy_purge")
    assert Comment.objects.exists()
    clock.tick(seconds=2)
    call_command("privacy_purge")

    assert "A word to be rejected" not in everything_stored()


def test_proof_and_transmissions_end_as_declared(reader, post, server, work, clock):
    clock.now = datetime.now(tz=UTC) - timedelta(
        days=4 * 365
    )  # the database has its own
    with factories.lifted_triggers():  # which refuse events of years ago
        reader.write(post.url, "A word", tick=[SPAM_CHECK])
        work()
    sent = registry.get("privacy.transmission_list").retention
    proof = registry.get("privacy.consent_proof").retention

    clock.now += sent.period + timedelta(seconds=1)
    call_command("privacy_purge")
    assert not Transmission.objects.exists()
    assert ConsentRecord.objects.exists()
    clock.now += proof.period + timedelta(days=183)
    call_command("privacy_purge")

    assert not ConsentRecord.objects.exists()
    assert not ConsentEvent.objects.exists()


def test_a_dry_run_deletes_nothing(reader, post, server, clock, capsys):
    reader.write(post.url, "A word", tick=[SPAM_CHECK])
    clock.tick(days=8)

    call_command("privacy_purge", dry_run=True)

    assert CheckContext.objects.exists()
    assert "CheckContext" in capsys.readouterr().out


def test_every_period_that_is_told_is_one_that_is_kept(db):
    kept = [a for a in registry if isinstance(a.retention, Keep)]

    assert {activity.key for activity in kept} >= {
        SPAM_CHECK,
        SPAM_RECHECK,
        "comments.quarantine",
        "privacy.consent_proof",
        "privacy.transmission_list",
    }


def test_the_clock_of_these_tests_is_the_one_django_reads(clock):
    assert timezone.now() == clock.now
