"""A declared sending that asks for consent."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support import factories


@pytest.fixture(autouse=True)
def _declaration() -> Iterator[None]:
    with factories.declared(factories.sending()):
        yield
