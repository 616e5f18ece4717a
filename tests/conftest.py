"""What every test gets: no network, a clean cache, a database to itself, a browser.

Fixtures for browser tests: `browse()` opens a visit in Chromium (see ``browsing``),
`visit` is one and runs the test twice, with scripting and without. Both go to
`live_site`, the address of a live server that Wagtail's default site answers at.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.test import TransactionTestCase
from django.utils import translation
from playwright.sync_api import Browser, Playwright, sync_playwright
from pytest_django import DjangoDbBlocker
from wagtail.models import Site

from privacy_plugin.disclosure.models import ControllerSettings
from tests import browsing, databases, isolation, network

# Playwright runs an event loop in the test's thread, which Django would take for a
# mistake. The hook sees everything from here on.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
network.watch()

Browse = Callable[..., browsing.Visit]
BROWSER_FIXTURES = {"browse", "visit"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what uses a browser."""
    for item in items:
        if BROWSER_FIXTURES & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(autouse=True)
def _only_loopback() -> Iterator[None]:
    """Fail a test that reached beyond this machine, even if it did not notice."""
    network.refused.clear()
    yield
    assert not network.refused, f"reached beyond loopback: {network.refused}"


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Begin with nothing in the cache."""
    isolation.begin()


@pytest.fixture(autouse=True)
def _own_language() -> None:
    """Begin in the site's language, whatever the test before has left active."""
    translation.deactivate_all()
    translation.activate(settings.LANGUAGE_CODE)


def _name_somebody_responsible() -> None:
    """Name the default site's controller, without whom no form is shown."""
    contacts = {"name": "Nobody in particular", "address": "Nowhere 1, Utopia"}
    ControllerSettings.objects.update_or_create(
        site=Site.objects.get(is_default_site=True),
        defaults=contacts | {"email": "nobody@blog.example"},
    )


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Keep a copy of the migrated database, and put it back instead of emptying it."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        _name_somebody_responsible()
        databases.keep_copy()
        patch.setattr(
            TransactionTestCase,
            "_fixture_teardown",
            lambda _case: databases.put_back(),
        )
        yield
        databases.remove_copy()
        databases.hang_up_others()


@pytest.fixture(scope="session")
def driver() -> Iterator[Playwright]:
    """Start what drives a browser, once."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def chromium(driver: Playwright) -> Iterator[Browser]:
    """Start Chromium once."""
    browser = browsing.launch(driver)
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
    visits: list[browsing.Visit] = []

    def open_visit(**options: Any) -> browsing.Visit:
        visits.append(browsing.begin(chromium, **options))
        return visits[-1]

    yield open_visit
    for visit in visits:
        visit.context.close()


@pytest.fixture(params=[True, False], ids=["scripting", "no-scripting"])
def visit(request: pytest.FixtureRequest, browse: Browse) -> browsing.Visit:
    """Open a visit with scripting, and one without."""
    return browse(javascript=request.param)
