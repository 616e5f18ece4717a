"""What the tests of a site's look have in common."""

from __future__ import annotations

from typing import Any

import pytest
from wagtail.models import Site

from blog.models import Appearance
from tests.themes.conftest import make_theme

__all__ = ["make_theme"]


def pytest_configure(config):
    config.pluginmanager.import_plugin("tests.support.browser.fixtures")


def choose(site: Site | None = None, **choices: Any) -> Appearance:
    """Choose how a site looks, the default one if none is named."""
    site = site or Site.objects.get(is_default_site=True)
    chosen, _made = Appearance.objects.update_or_create(site=site, defaults=choices)
    return chosen


@pytest.fixture(autouse=True)
def _database(db):
    pass
