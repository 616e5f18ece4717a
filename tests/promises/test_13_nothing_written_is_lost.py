"""Promise 13: what you wrote is there, whatever happens to anybody else."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.utils import timezone

from blog.demo.servers.akismet import Mode
from privacy_plugin.akismet.processing import SPAM_CHECK
from privacy_plugin.comments import maintenance
from privacy_plugin.comments.models import (
    CheckContext,
    CheckState,
    Comment,
    SpamCheck,
    State,
)
from privacy_plugin.comments.moderation import actions
from privacy_plugin.comments.spam_check import runner
from privacy_plugin.egress.models import Outcome, Transmission
from tests.support import factories
from tests.support.clock import Clock
from tests.support.reader import Reader, box_of
from tests.support.servers.akismet import KEY, NEVER_SECONDS

WORDS = "What took me an hour to write"
FAULTS = [
    Mode.INVALID_KEY,
    Mode.SUSPENDED,
    Mode.SUSPENDED_SAYS_HAM,
    Mode.SUSPENDED_SAYS_SPAM,
    Mode.EMPTY,
    Mode.HTML,
    Mode.TRUE_WITH_NEWLINE,
    Mode.GARBAGE,
    Mode.OVERSIZE,
    Mode.HANG,
    Mode.DISCONNECT,
    Mode.TOO_MANY_REQUESTS,
    Mode.SERVER_ERROR,
    Mode.BAD_GATEWAY,
    Mode.UNAVAILABLE,
    Mode.FOUND_ELSEWHERE,
    Mode.TEMPORARILY_ELSEWHERE,
]
PATIENCE_SECONDS = 120  # a busy machine starts a worker in half a minute


@pytest.mark.parametrize("mode", FAULTS)
def test_a_fault_of_the_service_holds_the_comment(reader, post, server, work, mode):
    server.mode = mode
    reader.write(post.url, WORDS, tick=[SPAM_CHECK])

    work()

    comment = Comment.objects.get()
    assert (comment.state, comment.text) == (State.PENDING, WORDS)
    assert WORDS not in reader.open(post.url).words
    assert "is waiting" in reader.mine().words


@pytest.mark.parametrize("mode", FAULTS)
def test_it_is_checked_once_the_service_is_well(
    reader, post, server, work, clock, mode
):
    server.mode = mode
    reader.write(post.url, WORDS, tick=[SPAM_CHECK])
    work()

    server.mode = Mode.NORMAL
    for _attempt in range(3):
        clock.tick(hours=7)
        work()

    assert Comment.objects.get().state == State.APPROVED
    assert WORDS in reader.open(post.url).words


def test_a_service_that_never_comes_back_is_given_up(reader, post, server, work, clock):
    server.mode = Mode.SERVER_ERROR
    reader.write(post.url, WORDS, tick=[SPAM_CHECK])
    for _day in range(17):
        work()
        clock.tick(days=1)

    comment = Comment.objects.get()
    assert comment.spam_check.state == CheckState.GAVE_UP
    assert (comment.state, comment.text) == (State.PENDING, WORDS)
    before = len(server.log)
    work()
    assert len(server.log) == before


def test_the_pauses_grow(reader, post, server, work, clock):
    server.mode = Mode.SERVER_ERROR
    reader.write(post.url, WORDS, tick=[SPAM_CHECK])
    pauses = []
    for _attempt in range(5):
        work()
        check = SpamCheck.objects.get()
        pauses.append(check.due_at - clock.now)
        clock.now = check.due_at

    assert pauses == sorted(pauses)
    assert pauses[0] >= timedelta(minutes=5)
    assert pauses[-1] > pauses[0]


def test_a_wish_to_be_left_alone_is_heard(reader, post, server, work, clock):
    server.mode = Mode.TOO_MANY_REQUESTS
    server.protocol.retry_after = "7200"
    reader.write(post.url, WORDS, tick=[SPAM_CHECK])

    work()

    assert SpamCheck.objects.get().due_at >= clock.now + timedelta(seconds=7200)


def test_those_who_wait_behind_a_fault_are_not_sent(reader, post, server, work, clock):
    other = Reader(clock, address="91.198.174.9")
    reader.write(post.url, WORDS, tick=[SPAM_CHECK])
    other.write(post.url, "Another one", tick=[SPAM_CHECK])
    server.mode = Mode.SERVER_ERROR

    work()

    assert len(server.log) == 1


@pytest.mark.parametrize("mode", [Mode.INVALID_KEY, Mode.SUSPENDED])
def test_a_refused_key_is_told_to_the_admins_once(
    reader, post, server, work, clock, mode, settings, mailoutbox
):
    settings.ADMINS = [("Admin", "admin@example.com")]
    server.mode = mode
    reader.write(post.url, WORDS, tick=[SPAM_CHECK])
    for _attempt in range(3):
        work()
        clock.tick(hours=7)

    assert len(mailoutbox) == 1
    assert KEY not in mailoutbox[0].body


def test_a_moderator_can_publish_what_nobody_could_check(
    reader, post, server, work, clock
):
    server.mode = Mode.SERVER_ERROR
    reader.write(post.url, WORDS, tick=[SPAM_CHECK])
    work()

    actions.approve([Comment.objects.get().pk], editor=factories.editor(), at=clock.now)

    assert WORDS in reader.open(post.url).words


def test_an_answer_to_the_old_words_does_not_publish_the_new(
    reader, post, server, clock
):
    reader.write(post.url, WORDS, tick=[SPAM_CHECK])
    claimed = runner.claim_check(Comment.objects.get().pk, at=clock.now)
    edit = reader.open(reader.mine().link("Edit"))
    reader.press(edit, "Save", text="Quite other words")

    runner.send_check(claimed)

    assert Comment.objects.get().state == State.PENDING


def test_an_error_in_the_form_keeps_every_word(reader, post, server):
    answer = reader.write(post.url, WORDS, name="n" * 81, tick=[SPAM_CHECK])

    form = answer.comment_form
    assert form.fields["text"] == WORDS
    assert form.boxes.items() <= {**form.fields, **form.boxes}.items()
    assert not Comment.objects.exists()


def test_a_spam_verdict_can_be_corrected(reader, post, server, work, clock):
    server.mode = Mode.SPAM
    reader.write(post.url, WORDS, tick=[SPAM_CHECK])
    work()
    assert Comment.objects.get().state == State.SPAM
    assert "taken for spam" in reader.mine().words

    editor, key = factories.editor(), Comment.objects.get().pk
    actions.restore([key], editor=editor, at=clock.tick(days=1))
    actions.approve([key], editor=editor, at=clock.tick(seconds=1))

    assert WORDS in reader.open(post.url).words


# A worker that is really killed.


def await_that(condition: Callable[[], bool], what: str) -> None:
    """Look until it is so; fail when it takes too long."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain: {what}"
        time.sleep(0.05)


def database_url() -> str:
    """Return the address of the database of this test, for another process."""
    own = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{own['NAME']}"
    access = f"{own['USER']}:{own['PASSWORD']}@{own['HOST']}:{own['PORT'] or 5432}"
    return f"postgres://{access}/{own['NAME']}"


@contextmanager
def worker(
    endpoint: str, settings: str = "blog.settings.development"
) -> Iterator[subprocess.Popen[bytes]]:
    """Run the worker of the site as a process of its own."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", "privacy_worker", "--interval", "0.1"],
        cwd=django_settings.BASE_DIR,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": settings,
            "DATABASE_URL": database_url(),
            "PRIVACY_AKISMET_API_KEY": KEY,
            "PRIVACY_AKISMET_ENDPOINT": endpoint,
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.mark.slow
def test_a_killed_worker_loses_nothing_and_sends_nothing_twice(
    transactional_db, server, settings
):
    post, reader = factories.post(), Reader(Clock())
    hang, server.hang_seconds = server.hang_seconds, NEVER_SECONDS
    server.mode = Mode.HANG
    form = reader.open(post.url).comment_form
    agreed = {box_of(SPAM_CHECK): form.boxes[box_of(SPAM_CHECK)]}
    reader.send(form.action, {**form.fields, "text": WORDS, **agreed})

    # However slow the machine: neither side ends the request before the kill.
    with worker(server.url, "tests.support.patient_worker_settings") as killed:
        await_that(lambda: len(server.log) == 1, "the request")
        os.kill(killed.pid, signal.SIGKILL)
        killed.wait()
    assert SpamCheck.objects.get().state == CheckState.SENDING
    assert Transmission.objects.get().outcome == Outcome.BEGUN

    server.mode, server.hang_seconds = Mode.NORMAL, hang
    SpamCheck.objects.update(claimed_at=timezone.now() - timedelta(minutes=3))
    Transmission.objects.update(begun_at=timezone.now() - timedelta(minutes=3))
    with worker(server.url):
        await_that(
            lambda: SpamCheck.objects.get().state == CheckState.ERROR, "the recovery"
        )
    maintenance.run_maintenance(at=timezone.now())

    comment = Comment.objects.get()
    assert (comment.state, comment.text) == (State.PENDING, WORDS)
    assert len(server.log) == 1
    assert Transmission.objects.get().outcome == Outcome.UNCERTAIN
    assert not CheckContext.objects.exists()
