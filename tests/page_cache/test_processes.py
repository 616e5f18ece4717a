"""Two web processes and one database: each sees what a third one has changed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest
from django.db import connection
from wagtail.models import Page

from privacy_plugin.page_cache.changes import installation
from tests.support import factories
from tests.support.servers.deployment import wait_until
from tests.support.servers.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def environment(folder: Path) -> dict[str, str]:
    found = connection.settings_dict
    url = f"sqlite:///{found['NAME']}"
    if connection.vendor == "postgresql":
        user = f"{found['USER']}:{found['PASSWORD']}@{found['HOST']}:{found['PORT']}"
        url = f"postgres://{user}/{found['NAME']}"
    return os.environ | {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "blog.settings.development",
        "VAR_DIR": str(folder),
        "PYTHONPATH": str(ROOT),
    }


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Run a web process; yield its address."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"],
        cwd=ROOT,
        env=environment(folder),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_until(lambda: _answers(address), "a web process answers")
        yield address
    finally:
        process.kill()
        process.wait()


def _answers(address: str) -> bool:
    try:
        httpx.get(f"{address}/robots.txt", timeout=START_SECONDS)
    except httpx.TransportError:
        return False
    return True


def run(folder: Path, code: str) -> int:
    """Run Python with Django in a process of its own; return how it ended."""
    start = "import django, os; django.setup(); from django.db import transaction; "
    models = "from wagtail.models import Page\n"
    done = subprocess.run(
        [sys.executable, "-c", start + models + code],
        cwd=ROOT,
        env=environment(folder),
        check=False,
        timeout=START_SECONDS,
    )
    return done.returncode


@pytest.fixture
def servers(tmp_path) -> Iterator[list[str]]:
    with ExitStack() as stack:
        yield [stack.enter_context(serve(tmp_path)) for _number in range(2)]


def read(address: str, post: Page) -> str:
    return httpx.get(f"{address}/{post.slug}/", timeout=START_SECONDS).text


def test_change_in_one_process_is_seen_by_all_and_a_kill_loses_nothing(
    servers, tmp_path
):
    post = factories.post(title="At first")
    update = f"Page.objects.filter(pk={post.pk}).update"
    for address in servers:
        assert "At first" in read(address, post)
        assert "At first" in read(address, post)

    ended = run(tmp_path, f"{update}(title='By a command')")
    assert ended == 0
    assert all("By a command" in read(address, post) for address in servers)

    ended = run(tmp_path, f"{update}(title='Then killed'); os.kill(os.getpid(), 9)")
    assert ended == -signal.SIGKILL
    assert all("Then killed" in read(address, post) for address in servers)

    kill = "os.kill(os.getpid(), 9)"
    ended = run(
        tmp_path, f"with transaction.atomic():\n {update}(title='Never')\n {kill}"
    )
    assert ended == -signal.SIGKILL
    assert all("Then killed" in read(address, post) for address in servers)

    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE wagtailcore_page SET title = 'By hand' WHERE id = %s", [post.pk]
        )
    assert all("By hand" in read(address, post) for address in servers)


def test_answers_do_come_from_memory(servers):
    """Without triggers a change is not noted, so the processes show what they know."""
    post = factories.post(title="Stored")
    for address in servers:
        read(address, post)
        read(address, post)
    database = installation.get_database(connection)
    with connection.cursor() as cursor:
        for name, table in installation.get_installed_triggers(connection).items():
            if table == "wagtailcore_page":
                cursor.execute(database.drop_trigger(name, table))

    Page.objects.filter(pk=post.pk).update(title="Not noted")

    assert all("Stored" in read(address, post) for address in servers)
