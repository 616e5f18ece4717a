"""What is wrong with an installation is reported."""

from __future__ import annotations

import pytest
from django.core.checks import run_checks

from privacy_plugin.page_cache import checks
from privacy_plugin.page_cache.changes import installation

pytestmark = pytest.mark.django_db  # some checks ask the database


def reported(*, databases: list[str] | None = None) -> set[str]:
    return {
        message.id
        for message in run_checks(databases=databases)
        if message.id in {"privacy.W090", "privacy.W091"}
    }


def test_middleware_in_its_place_is_not_reported():
    assert not reported()


@pytest.mark.parametrize("place", ["missing", "first", "last"])
def test_middleware_in_another_place_is_reported(settings, place):
    others = [name for name in settings.MIDDLEWARE if name != checks.MIDDLEWARE]
    settings.MIDDLEWARE = {
        "missing": others,
        "first": [checks.MIDDLEWARE, *others],
        "last": [*others, checks.MIDDLEWARE],
    }[place]

    assert reported() == {"privacy.W090"}


def test_missing_triggers_are_reported_and_nothing_is_stored(reader):
    assert not reported(databases=["default"])
    installation.before_migration(using="default", plan=["something"])

    assert reported(databases=["default"]) == {"privacy.W091"}
    installation.after_migration(using="default")
    assert not reported(databases=["default"])
