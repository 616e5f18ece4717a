"""The page about the public interface says what the code has."""

from __future__ import annotations

from tests.tools.api_reference import CLASSES, PAGE, render


def test_api_page_is_generated_from_the_code():
    assert PAGE.read_text() == render(), "run: python -m tests.tools.api_reference"


def test_api_page_names_each_public_class():
    text = PAGE.read_text()

    assert all(f"### `{path}`" in text for path in CLASSES)
    for tag in ("`comments`", "`privacy_worker`", "`ProcessingActivity`"):
        assert tag in text
