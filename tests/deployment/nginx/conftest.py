"""The blog behind nginx as it is deployed, its mail server, a browser that finds it.

A module's `PATH` is the one of the host that it is deployed below.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright

from tests.support.browser import sessions
from tests.support.servers import mailbox
from tests.support.servers.deployment import HOST, PASSWORD, Deployment
from tests.support.servers.mailbox import Mailbox


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is here: it needs servers that a machine may not have."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.long)


@pytest.fixture(scope="module")
def box() -> Iterator[Mailbox]:
    """Return a mail server that the deployed blog sends to."""
    with mailbox.running() as running:
        yield running


@pytest.fixture(scope="module")
def deployed(request: pytest.FixtureRequest, box: Mailbox) -> Iterator[Deployment]:
    """Return the blog, deployed by the README's commands."""
    path = getattr(request.module, "PATH", "")
    with tempfile.TemporaryDirectory() as folder:
        deployment = Deployment(Path(folder), mail_port=box.port, path=path)
        try:
            deployment.start()
            yield deployment
        finally:
            deployment.stop()


@pytest.fixture(scope="module")
def chromium(driver: Playwright, deployed: Deployment) -> Iterator[Browser]:
    """Return a browser that finds the blog at its public address."""
    known = f"MAP {HOST}:443 127.0.0.1:{deployed.https_port}"
    browser = sessions.launch(driver, known=known)
    yield browser
    browser.close()


@pytest.fixture
def visit(chromium: Browser) -> Iterator[sessions.Visit]:
    """Open a profile of its own that trusts the certificate and is patient."""
    visit = sessions.begin_patiently(chromium)
    yield visit
    visit.context.close()


def log_in(page: Page, deployed: Deployment, site: str) -> None:
    """Set the editor's password by the link that was printed, and log in."""
    page.goto(deployed.password_link)
    for name in ("new_password1", "new_password2"):
        page.fill(f"[name={name}]", PASSWORD)
    page.locator("main form button[type=submit]").click()
    page.wait_for_load_state()
    page.goto(f"{site}/admin/")
    page.fill("[name=username]", "editor")
    page.fill("[name=password]", PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"{site}/admin/")
