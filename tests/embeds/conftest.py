"""The providers as they are shipped, whatever a site says."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from privacy_plugin.embeds import catalogue
from privacy_plugin.embeds.catalogue import Providers
from tests import make


@pytest.fixture
def shipped() -> Providers:
    """Return the shipped providers by key."""
    return catalogue.configured()


@pytest.fixture
def admin(db: None, client: Client) -> Client:
    """Return the browser of somebody who may do everything."""
    one: Any = make.editor()
    client.force_login(one)
    return client
