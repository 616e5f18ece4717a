"""A declared sending that asks for consent, and the site it takes place on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from wagtail.models import Site

from tests.support import factories


@pytest.fixture
def declared(db: None) -> Iterator[None]:
    with factories.declared(factories.sending()):
        yield


@pytest.fixture
def site(db: None) -> Site:
    return Site.objects.get(is_default_site=True)
