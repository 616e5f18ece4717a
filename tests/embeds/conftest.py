"""The providers as they are shipped, whatever a site says."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from privacy_plugin.embeds.providers import provider_registry
from privacy_plugin.embeds.providers.provider_registry import Providers
from tests.support import factories


def pytest_configure(config: pytest.Config) -> None:
    """Offer a browser."""
    config.pluginmanager.import_plugin("tests.support.browser.fixtures")


@pytest.fixture
def shipped() -> Providers:
    return provider_registry.configured_providers()


@pytest.fixture
def admin(db: None, client: Client) -> Client:
    """Return the browser of somebody who may do everything."""
    one: Any = factories.editor()
    client.force_login(one)
    return client
