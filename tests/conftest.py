"""What every test gets: no network, a clean cache, a database to itself.

What needs a browser asks its package's conftest for ``tests.support.browser.fixtures``.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.test import TransactionTestCase
from django.utils import translation
from pytest_django import DjangoDbBlocker
from wagtail.models import Site

from privacy_plugin.disclosure.models import ControllerSettings
from tests.support import cache_isolation, databases, network_guard
from tests.support.servers import mailbox

if apps.is_installed("blog"):
    from tests.support.factories.posts import german_index
    from tests.support.factories.second_site import (
        SecondSite,
        find_second_site,
        make_second_site,
    )

network_guard.watch()


def pytest_xdist_auto_num_workers() -> int:
    """Run three at once on two cores: a third of the time, a test waits."""
    return (os.cpu_count() or 1) * 3 // 2


# Django, Wagtail and the collected tests stay: looking through them took a twelfth of
# the time.
gc.set_threshold(50_000, 20, 100)


@pytest.fixture(autouse=True)
def _only_loopback() -> Iterator[None]:
    """Fail a test that reached beyond this machine, even if it did not notice."""
    network_guard.refused.clear()
    yield
    assert not network_guard.refused, (
        f"reached beyond loopback: {network_guard.refused}"
    )


@pytest.fixture
def box() -> Iterator[mailbox.Mailbox]:
    """Return a mail server that really listens."""
    with mailbox.running() as running:
        yield running


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Begin with nothing in the cache."""
    cache_isolation.begin()


@pytest.fixture(autouse=True)
def _own_language() -> None:
    """Begin in the site's language, whatever the test before has left active."""
    translation.deactivate_all()
    translation.activate(django_settings.LANGUAGE_CODE)


@pytest.fixture
def german_front_page(db: None) -> None:
    """Let the default site answer in German too."""
    if apps.is_installed("blog"):
        german_index()


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
    """Keep copies of the database, and put one back instead of emptying tables."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        _name_somebody_responsible()
        databases.keep_copy(ONE_SITE)
        patch.setattr(
            TransactionTestCase,
            "_fixture_teardown",
            lambda _case: databases.put_back(),
        )
        yield
        databases.remove_copies()
        databases.hang_up_others()


ONE_SITE, TWO_SITES = "one_site", "two_sites"
PACKAGES_WITH_TWO_SITES = {
    "akismet", "comments", "comments_admin", "consent", "disclosure", "embeds",
    "form_pages", "gates", "privacy_admin", "reminders", "rights", "sites",
    "subscriptions", "texts",
}  # fmt: skip


@pytest.fixture(scope="session")
def _two_sites(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Make the second site once: it takes 90 queries."""
    with django_db_blocker.unblock():
        databases.put_back(ONE_SITE)
        make_second_site()
        databases.keep_copy(TWO_SITES)


@pytest.fixture(scope="session")
def _paths_with_database(request: pytest.FixtureRequest) -> set[Path]:
    """Return the files of which a test asks for the database."""
    fixtures = {"db", "transactional_db", "live_server"}
    return {
        item.path
        for item in request.session.items
        if fixtures.intersection(getattr(item, "fixturenames", ()))
        or item.get_closest_marker("django_db")
    }


@pytest.fixture(scope="module", autouse=True)
def _sites(
    request: pytest.FixtureRequest,
    django_db_blocker: DjangoDbBlocker,
    _paths_with_database: set[Path],
) -> None:
    """Let a second site stand beside, in each test of what belongs to a site."""
    if request.path not in _paths_with_database:
        return
    has_two = request.path.parent.name in PACKAGES_WITH_TWO_SITES
    if has_two and apps.is_installed("blog"):
        request.getfixturevalue("_two_sites")
    wanted = TWO_SITES if has_two and apps.is_installed("blog") else ONE_SITE
    if databases.current() not in {"", wanted}:
        with django_db_blocker.unblock():
            databases.put_back(wanted)


@pytest.fixture
def second_site(_django_db_helper: None) -> SecondSite:
    """Return a site beside the default one, with its own controller and language."""
    return find_second_site() or make_second_site()
