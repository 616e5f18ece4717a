"""A declared sending that asks for consent."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests import make


@pytest.fixture(autouse=True)
def _declaration() -> Iterator[None]:
    """Declare the sending."""
    with make.declared(make.sending()):
        yield
