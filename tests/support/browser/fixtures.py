"""A pytest plugin for the packages whose tests open a browser.

`browse()` opens a visit in Chromium (see ``sessions``), `visit` is one and runs the
test twice, with scripting and without. Both go to `live_site`, the address of a live
server that Wagtail's default site answers at.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright
from wagtail.models import Site

from tests.support.browser import sessions

# Playwright runs an event loop in the test's thread, which Django would take for a
# mistake.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

Browse = Callable[..., sessions.Visit]
BROWSER_FIXTURES = {"browse", "visit"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what uses a browser."""
    for item in items:
        if BROWSER_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def driver() -> Iterator[Playwright]:
    """Start what drives a browser, once."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium(driver: Playwright) -> Iterator[Browser]:
    browser = sessions.launch(driver)
    yield browser
    browser.close()


@pytest.fixture
def live_site(transactional_db: None, live_server) -> str:
    """Return the address at which the default site answers, without a slash."""
    address = urlsplit(live_server.url)
    Site.objects.filter(is_default_site=True).update(
        hostname=address.hostname, port=address.port
    )
    Site.clear_site_root_paths_cache()
    return str(live_server.url)


@pytest.fixture
def browse(chromium: Browser) -> Iterator[Browse]:
    """Return a function that opens a visit: ``browse(javascript=False)``."""
    visits: list[sessions.Visit] = []

    def open_visit(**options: Any) -> sessions.Visit:
        visits.append(sessions.begin(chromium, **options))
        return visits[-1]

    yield open_visit
    for visit in visits:
        visit.context.close()


@pytest.fixture(params=[True, False], ids=["scripting", "no-scripting"])
def visit(request: pytest.FixtureRequest, browse: Browse) -> sessions.Visit:
    """Open a visit with scripting, and one without."""
    return browse(javascript=request.param)
