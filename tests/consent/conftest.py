"""A declared sending that asks for consent, and a moment to do it at."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from django.utils import timezone

from tests.support import factories


@pytest.fixture(autouse=True)
def _declaration() -> Iterator[None]:
    with factories.declared(factories.sending()):
        yield


@pytest.fixture
def now() -> datetime:
    """Return this moment, once."""
    return timezone.now()
