"""The providers as they are shipped, whatever a site says."""

from __future__ import annotations

import pytest

from privacy_plugin.embeds import catalogue
from privacy_plugin.embeds.catalogue import Providers


@pytest.fixture
def shipped() -> Providers:
    """Return the shipped providers by key."""
    return catalogue.configured()
