"""The plugin works in each combination of its apps, and brings no table too many."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECTS = [
    "everything",
    "core_only",
    "comments_only",
    "embeds_only",
    "subscriptions_only",
]
CORE_TESTS = ["tests/consent", "tests/egress/test_gateway.py"]
NEEDS_COMMENTS = "tests/consent/test_at_the_same_time.py"
SET_UP = """
import django
from django.core.management import call_command
from django.db import connection

django.setup()
call_command("check", fail_level="ERROR")
call_command("migrate", verbosity=0)
call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)
call_command("privacy_record", format="json")
print("tables", *connection.introspection.table_names())
"""

pytestmark = pytest.mark.long


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
def test_a_combination_of_apps_works(project, tmp_path):
    printed = run(project, tmp_path, "-c", SET_UP)
    shutil.copy(tmp_path / "db.sqlite3", tmp_path / "test.sqlite3")
    closing = run(
        *(project, tmp_path, "-m", "pytest", "-q", "-p", "no:cacheprovider"),
        *("--reuse-db", "--ignore", NEEDS_COMMENTS, *CORE_TESTS),
    )

    record, _heading, tables = printed.rpartition("tables ")
    assert "privacy_consentevent" in tables.split()
    has_comments = project in {"everything", "comments_only"}
    has_embeds = project in {"everything", "embeds_only"}
    has_mail = project in {"everything", "subscriptions_only"}
    assert ("privacy_comments_comment" in tables.split()) == has_comments
    assert ("comments.publication" in record) == has_comments
    assert ("privacy_embeds_embeddeditem" in tables.split()) == has_embeds
    assert ("embeds.remembering" in record) == has_embeds
    assert ("privacy_subscriptions_subscriber" in tables.split()) == has_mail
    assert ("subscriptions.posts" in record) == has_mail
    assert ("comments.spam_check" in record) == (project == "everything")
    assert " passed" in closing
