"""The plugin works in each combination of its apps, and brings no table too many."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECTS = ["everything", "core_only", "comments_only"]
TABLES = """
from django.db import connection
print("tables", *connection.introspection.table_names())
"""

pytestmark = pytest.mark.slow


def run(project, folder, *command):
    """Run a Python program in the settings of a project."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PRIVACY_", "PYTEST_", "DATABASE_URL", "REDIS_URL"))
    }
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env={
            **environment,
            "DJANGO_SETTINGS_MODULE": f"tests.projects.{project}",
            "PROJECT_DIR": str(folder),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("project", PROJECTS)
def test_a_site_starts_and_migrates(project, tmp_path):
    run(project, tmp_path, "manage.py", "check", "--fail-level", "ERROR")
    run(project, tmp_path, "manage.py", "migrate", "--verbosity", "0")
    changes = run(
        project, tmp_path, "manage.py", "makemigrations", "--check", "--dry-run"
    )
    shown = run(
        project, tmp_path, "manage.py", "shell", "--verbosity", "0", "-c", TABLES
    )

    tables = shown.rpartition("tables ")[2].split()
    assert "No changes" in changes
    assert "privacy_consentevent" in tables
    assert ("privacy_comments_comment" in tables) == (project != "core_only")


@pytest.mark.parametrize("project", PROJECTS)
def test_the_record_of_processing_holds_what_is_installed(project, tmp_path):
    run(project, tmp_path, "manage.py", "migrate", "--verbosity", "0")
    record = run(project, tmp_path, "manage.py", "privacy_record", "--format", "json")

    assert ("comments.publication" in record) == (project != "core_only")
    assert ("comments.spam_check" in record) == (project == "everything")


@pytest.mark.parametrize("project", PROJECTS)
def test_the_tests_of_the_core_pass(project, tmp_path):
    folders = [f"tests/{name}" for name in CORE_TESTS]

    closing = run(
        *(project, tmp_path, "-m", "pytest", "-q", "-p", "no:cacheprovider"),
        *("--override-ini", f"DJANGO_SETTINGS_MODULE=tests.projects.{project}"),
        *folders,
    )

    assert " passed" in closing
