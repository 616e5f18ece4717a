"""The demo, loaded once for all its tests and rolled back after them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from blog.demo.loading import LoadResult, load_demo
from blog.demo.servers.akismet import AkismetServer
from blog.management.commands.demo import STAND_IN_KEY

ADDRESS = "http://127.0.0.1:8123"


def pytest_configure(config: pytest.Config) -> None:
    """Offer a browser."""
    config.pluginmanager.import_plugin("tests.support.browser.fixtures")


def load_again(password_file: Path, address: str = ADDRESS) -> LoadResult:
    return load_demo(address=address, password_file=password_file, at=timezone.now())


@pytest.fixture(scope="module")
def password_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo") / "password"


@pytest.fixture(scope="module")
def stand_in() -> Iterator[AkismetServer]:
    with AkismetServer() as server:
        yield server


@pytest.fixture(scope="module")
def loaded(
    django_db_setup: None,
    django_db_blocker: Any,
    password_file: Path,
    stand_in: AkismetServer,
) -> Iterator[LoadResult]:
    settings = override_settings(
        PRIVACY_AKISMET_API_KEY=STAND_IN_KEY,
        PRIVACY_AKISMET_ENDPOINT=stand_in.url,
    )
    around: Any = transaction.atomic()
    around._from_testcase = True  # as Django's own test cases say it to `durable`
    with django_db_blocker.unblock(), settings, around:
        yield load_again(password_file)
        transaction.set_rollback(True)
