"""A process may be killed at any step: no file shows what is not true any more."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from wagtail.models import Page, Site

from tests.support import factories
from tests.support.servers.deployment import wait_until
from tests.support.servers.front import HOST, ROOT, Front

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True)]
# What Python reports before it happens. The kill comes before the step with a number.
KILL_AT = """
steps = ("fcntl.flock", "os.rename", "os.remove", "os.symlink", "os.mkdir", "os.utime",
         "shutil.rmtree", "COMMIT")
left = {number}
def kill(event, _arguments=()):
    global left
    if event in steps:
        left -= 1
        if left == 0:
            os.kill(os.getpid(), 9)
sys.addaudithook(kill)
connection.ensure_connection()
if connection.vendor == "sqlite":
    trace = lambda sql: kill("COMMIT") if sql == "COMMIT" else None
    connection.connection.set_trace_callback(trace)
else:
    commit = connection.connection.commit
    connection.connection.commit = lambda: (kill("COMMIT"), commit())
"""
UPDATE = "Page.objects.filter(slug='a-post').update(title='Version {version}')\n"
COMMENT = "Comment.objects.update(html='<p>Version {version}</p>')\n"
READ = """
from django.core.handlers.wsgi import WSGIHandler
from privacy_plugin.page_cache.front.sampling import _build_environ
list(WSGIHandler()(_build_environ("http://blog.example/a-post/"), lambda *_: None))
"""


@pytest.fixture
def front(folders) -> Iterator[Front]:
    Site.objects.update(hostname=HOST, port=80)
    post = factories.post()  # /a-post/
    Page.objects.filter(pk=post.pk).update(title="Version 0")
    discussion = factories.comment(state="approved").discussion
    discussion.target_type, discussion.target_id = "wagtailcore.page", str(post.pk)
    discussion.save()
    front = Front(next(folders))
    with front.serve(workers=1):  # which has compiled its queries before each pause
        yield front


def is_fresh(front: Front) -> bool:
    """Say whether a reader gets what the application would make now."""
    got = front.read("/a-post/").body
    return got == front.read("/a-post/", "Authorization: Basic eDp5").body


@pytest.mark.parametrize("change", [UPDATE, COMMENT], ids=["page", "comment"])
def test_kill_at_any_step_of_a_commit_leaves_nothing_stale(front, change):
    for number in range(1, 60):
        front.store("/a-post/")
        code = change.format(version=number)

        ended = front.change(KILL_AT.format(number=number) + code, check=False)

        assert is_fresh(front), number
        if ended == 0:
            break
        assert ended == -signal.SIGKILL
    assert number > 3
    assert f"Version {number}".encode() in front.read("/a-post/").body


def test_kill_at_any_step_of_writing_leaves_nothing_stale(front):
    for number in range(1, 60):
        front.change(UPDATE.format(version=number))

        ended = front.change(KILL_AT.format(number=number) + READ, check=False)

        assert is_fresh(front), number
        front.change(UPDATE.format(version=f"after {number}"))
        assert is_fresh(front), number
        if ended == 0:
            break
        assert ended == -signal.SIGKILL
    assert number > 5


@contextmanager
def stopped(front: Front, code: str) -> Iterator[subprocess.Popen[str]]:
    """Run code until it waits for a line; let it go on, and end, afterwards."""
    start = (
        "import django, os, sys; django.setup()\n"
        "from django.db import connection, transaction\n"
        "from wagtail.models import Page\n"
        "def pause():\n print('here', flush=True); sys.stdin.readline()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", start + code],
        cwd=ROOT,
        env=front.environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin
    assert process.stdout
    try:
        assert process.stdout.readline() == "here\n"
        yield process
        process.stdin.write("\n")
        process.stdin.close()
        assert process.wait(timeout=60) == 0
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


RENDER_WITH_PAUSE = (
    "from blog.models import PostPage\n"
    "serve = PostPage.get_context\n"
    "PostPage.get_context = lambda self, *a, **k: (serve(self, *a, **k), pause())[0]\n"
)


def test_answer_that_was_begun_before_a_change_is_not_written_after_it(front):
    with stopped(front, RENDER_WITH_PAUSE + READ):
        front.change(UPDATE.format(version=1))

    assert not list((front.pages / "pages").glob("*/identity/*/a-post/*"))
    assert is_fresh(front)


def test_nothing_is_written_while_a_change_is_being_committed(front):
    """A commit that has removed the files already, and is not visible yet."""
    front.store("/a-post/")
    wait = (
        "from privacy_plugin.page_cache.files.commits import CommitWatch\n"
        "connection.ensure_connection()\n"
        "watch = connection.execute_wrappers[0]\n"
        "assert isinstance(watch, CommitWatch)\n"
        "commit = watch.commit_unwatched\n"
        "watch.commit_unwatched = lambda: (pause(), commit())\n"
    )

    with stopped(front, wait + UPDATE.format(version=1)):
        during = [front.read("/a-post/") for _time in range(3)]

    assert not any(one.is_file for one in during)
    assert all(b"Version 0" in one.body for one in during)
    assert b"Version 1" in front.read("/a-post/").body


def test_connection_of_a_killed_process_may_still_commit(front):
    """On PostgreSQL the server goes on; until it has ended, nothing is written."""
    if connection.vendor != "postgresql":
        pytest.skip("a process of SQLite commits itself")
    front.store("/a-post/")
    wait = (
        "watch = None\n"
        "connection.ensure_connection(); watch = connection.execute_wrappers[0]\n"
        "import fcntl\n"
        "commit = watch.commit_unwatched\n"
        "def late():\n"
        " fcntl.flock = None  # as if the kernel had released it\n"
        " for fd in range(3, 50):\n"
        "  try:\n"
        "   if os.readlink(f'/proc/self/fd/{fd}').endswith('/lock'): os.close(fd)\n"
        "  except OSError: pass\n"
        " pause(); commit(); os._exit(0)\n"
        "watch.commit_unwatched = late\n"
    )

    with stopped(front, wait + UPDATE.format(version=1)):
        during = [front.read("/a-post/") for _time in range(3)]

    assert not any(one.is_file for one in during)
    wait_until(lambda: b"Version 1" in front.read("/a-post/").body, "the new page")


def test_stopped_process_keeps_no_change_from_happening(front):
    hold = (
        "import fcntl, pathlib\n"
        f"file = open({str(front.pages / 'lock')!r}, 'ab')\n"
        "fcntl.flock(file, fcntl.LOCK_SH)\npause()\n"
    )
    front.store("/a-post/")

    with stopped(front, hold):
        front.change(UPDATE.format(version=1))

        assert Page.objects.get(slug="a-post").title == "Version 1"
        assert b"Version 1" in front.read("/a-post/").body
