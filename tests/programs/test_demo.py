"""``make demo`` starts everything, says where it is, and leaves nothing behind."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from tests.support.servers.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 120

pytestmark = pytest.mark.long


def make_environment(folder):
    """Return the variables of a program whose data lies in a folder of its own."""
    ours = ("DJANGO_", "PYTEST_", "PRIVACY_", "DATABASE_URL", "REDIS_URL", "BASE_URL")
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(ours)
    }
    return {**environment, "VAR_DIR": str(folder), "PYTHONUNBUFFERED": "1"}


def start(folder, port):
    """Start the demo with its data in a folder of its own."""
    return subprocess.Popen(
        [sys.executable, "manage.py", "demo", "--port", str(port)],
        cwd=ROOT,
        env=make_environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def read_until(demo, words):
    """Return what the demo printed up to the line with these words."""
    printed = ""
    for line in demo.stdout:
        printed += line
        if words in line:
            return printed
    pytest.fail(printed)


def children(process_id):
    """Return the ids of the processes a process has started."""
    tasks = Path(f"/proc/{process_id}/task/{process_id}/children").read_text()
    return [int(number) for number in tasks.split()]


def are_gone(process_ids):
    """Wait until processes have ended; say whether they have."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        if not any(Path(f"/proc/{number}").exists() for number in process_ids):
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGKILL])
def test_the_demo_starts_and_ends_as_a_whole(tmp_path_factory, ending):
    port = free_port()
    demo = start(tmp_path_factory.getbasetemp() / "demo", port)
    try:
        printed = read_until(demo, "Stop it with Ctrl-C")
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as answer:
            page = answer.read().decode()
        mails = f"http://127.0.0.1:{port}/demo/mails/"
        with urllib.request.urlopen(mails) as answer:
            mailbox = answer.read().decode()
        started = children(demo.pid)
        demo.send_signal(ending)
        rest = demo.stdout.read()
    finally:
        demo.kill()
        demo.wait()
        demo.stdout.close()

    assert f"http://127.0.0.1:{port}/" in printed
    assert re.search(r"login: \w+, password: \S+", printed)
    assert "<h1" in page
    assert mails in printed
    assert 'href="/demo/mails/"' in page
    assert "Mails of this demo" in mailbox
    assert len(started) == 4  # two stand-ins, worker, web server
    assert "Traceback" not in printed + rest
    assert are_gone(started)


def test_a_port_that_is_taken_is_named(tmp_path, live_server):
    port = int(live_server.url.rpartition(":")[2])

    demo = start(tmp_path, port)
    printed, _nothing = demo.communicate(timeout=PATIENCE_SECONDS)

    assert demo.returncode != 0
    assert f"Port {port} is taken" in printed
