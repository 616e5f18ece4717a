"""After the commit nothing turns what was stored into an error."""

from __future__ import annotations

import ast
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import OperationalError, transaction
from django_tasks_db.backend import DatabaseBackend

from privacy_plugin.background.after_commit import run_after_commit
from privacy_plugin.comments.models import Comment, State
from privacy_plugin.subscriptions.models import Mailing, PendingSubscription
from tests.support import factories
from tests.support.comment_writer import CHECK
from tests.support.reader import Reader as Visitor
from tests.support.servers import mailbox

PLUGIN = Path(__file__).resolve().parents[2] / "privacy_plugin"


class FullQueue(DatabaseBackend):
    """Take none of our tasks, as on a full disk."""

    def enqueue(self, task, args, kwargs):
        """Fail with words that no log may repeat."""
        if task.module_path.startswith("privacy_plugin."):
            raise OperationalError("database or disk is full: what a reader wrote")
        return super().enqueue(task, args, kwargs)


@pytest.fixture
def full_queue(settings):
    """Let no task be taken."""
    settings.TASKS = {"default": {"BACKEND": f"{__name__}.FullQueue"}}


@pytest.mark.django_db(transaction=True)
def test_a_comment_is_taken_and_checked_though_no_task_was(
    full_queue, reader, checker, caplog, settings
):
    reader.write(CHECK)

    assert "OperationalError" in caplog.text
    assert "what a reader wrote" not in caplog.text
    call_command("comments_work", stdout=StringIO())
    assert Comment.objects.get().state == State.APPROVED


@pytest.mark.django_db(transaction=True)
def test_a_subscriber_is_asked_to_confirm_though_no_task_was(full_queue, clock):
    factories.index()
    visitor = Visitor(clock)
    page = visitor.open("/subscriptions/")
    visitor.press(page, "Subscribe", tick=["subscriptions.posts"], email="a@b.example")
    assert PendingSubscription.objects.count() == 1

    with mailbox.running() as box:
        clock.tick(seconds=1)
        call_command("subscriptions_work", stdout=StringIO())

        assert box.recipients == ["a@b.example"]


@pytest.mark.django_db(transaction=True)
def test_a_post_is_published_though_no_task_was_taken(full_queue, clock):
    post = factories.post()

    assert post.live
    assert Mailing.objects.get().title == post.title


@pytest.mark.django_db(transaction=True)
def test_one_action_that_fails_does_not_keep_the_next_from_running():
    done = []

    with transaction.atomic():
        run_after_commit(int, "no number")
        run_after_commit(done.append, 1)

    assert done == [1]


def test_the_plugin_uses_nothing_else_after_a_commit():
    used = [
        path.name
        for path in PLUGIN.glob("**/*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr == "on_commit"
    ]

    assert used == ["after_commit.py"]
