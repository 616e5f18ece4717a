"""The plugin works on pages of the site's own model, and on any registered object."""

import pytest

from tests.projects.test_projects import run

PROJECT = "own_pages.settings"
JOURNEY = "tests/projects/own_pages/journey.py"

pytestmark = pytest.mark.long


def test_comments_work_on_pages_of_an_own_model_and_on_other_objects(tmp_path):
    closing = run(
        *(PROJECT, tmp_path, "-m", "pytest", "-q", "-p", "no:cacheprovider"),
        *("--create-db", JOURNEY),
    )

    assert "13 passed" in closing
