"""nginx shows a page of the theme while the blog does not run, as the how-to has it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from socket import create_connection

import pytest

from tests.support.servers.deployment import ROOT, find, wait_until
from tests.support.servers.nginx import build_configuration
from tests.support.servers.ports import free_port

SERVER = """
    server {{
        listen 127.0.0.1:{port};
        location / {{ proxy_pass http://127.0.0.1:8000; }}
        {lines}
    }}
"""


def read_lines() -> str:
    """Return what the how-to adds to the server of nginx."""
    text = (ROOT / "docs/how-to/deploy.md").read_text(encoding="utf-8")
    section = text.partition("### What readers see meanwhile")[2]
    found = re.search(r"```nginx\n(.*?)```", section, re.DOTALL)
    assert found
    return found[1]


def is_open(port: int) -> bool:
    with suppress(OSError), create_connection(("127.0.0.1", port)):
        return True
    return False


@pytest.fixture
def folder() -> Iterator[Path]:
    """Return a folder that nginx's workers, who are nobody, can read."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


def write_page(folder: Path) -> None:
    """Set up a blog in two languages with the commands of the how-to."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "blog.settings.production",
        "VAR_DIR": str(folder / "var"),
        "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3",
        "SECRET_KEY": "only-for-this-test-" + "7Rq2xW9tLz" * 4,
        "ALLOWED_HOSTS": "blog.example",
        "BASE_URL": "https://blog.example",
    }
    start = [
        "start_blog",
        "--no-input",
        "--title=A",
        "--admin=a",
        "--email=a@b.example",
    ]
    for command in (
        ["migrate", "-v0"],
        ["collectstatic", "--no-input", "-v0"],
        [*start, "--language=en", "--language=de"],
        ["build_maintenance_page"],
    ):
        subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=environment,
            check=True,
            capture_output=True,
        )


@pytest.fixture
def address(folder: Path) -> Iterator[str]:
    """Return the address of nginx before a blog that is away."""
    write_page(folder)
    port, nobody = free_port(), free_port()
    server = SERVER.format(port=port, lines=read_lines())
    for ours, theirs in (
        (f"{folder}/var", "/srv/blog/var"),
        (f"127.0.0.1:{nobody}", "127.0.0.1:8000"),
    ):
        assert theirs in server
        server = server.replace(theirs, ours)
    configuration = folder / "nginx.conf"
    configuration.write_text(build_configuration(folder, server))
    nginx = find("nginx")
    assert nginx, "nginx is missing: python -m tests.tools.server_setup"
    running = subprocess.Popen([nginx, "-c", configuration, "-p", folder])
    try:
        wait_until(lambda: is_open(port), "nginx listens")
        yield f"http://127.0.0.1:{port}"
    finally:
        running.terminate()
        running.wait(timeout=20)


def test_nginx_shows_the_maintenance_page_with_its_style(browse, address):
    visit = browse()
    answer = visit.page.goto(f"{address}/a-post/?page=2")

    assert answer.status == 503
    assert answer.headers["retry-after"] == "60"
    assert visit.page.locator("h1").inner_text() == "Back in a moment"
    assert visit.page.locator("section[lang=de] h2").is_visible()
    face = visit.page.evaluate("getComputedStyle(document.body).fontFamily")
    assert "Palatino" in face
    assert visit.page.goto(f"{address}/private/").status == 503
