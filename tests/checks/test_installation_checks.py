"""A site that lacks something is told what, by number, and never by a traceback."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import OperationalError
from wagtail.embeds.models import Embed

from privacy_plugin.checks import database, installation, wagtail_setup
from privacy_plugin.comments import checks as comment_checks
from privacy_plugin.disclosure.models import ControllerSettings
from privacy_plugin.form_pages import checks as form_page_checks

ROOT = Path(__file__).resolve().parents[2]
CHECK = """
import os, sys
from importlib import import_module
settings = import_module("tests.projects.everything")
{change}
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.projects.everything"
import django
from django.core.management import call_command, execute_from_command_line
django.setup()
execute_from_command_line(["manage.py", *{command}])
"""
WITHOUT = "settings.INSTALLED_APPS = [a for a in settings.INSTALLED_APPS if a != {!r}]"
MUCH_IS_MISSING = "\n".join(
    [
        WITHOUT.format("wagtail.contrib.settings"),
        WITHOUT.format("wagtail.snippets"),
        "settings.USE_TZ = False",
        "sys.modules['css_inline'] = sys.modules['akismet'] = None",
        "settings.WAGTAILEMBEDS_FINDERS = []",
        "settings.ROOT_URLCONF = 'wagtail.urls'",
        "del settings.TASKS",
    ]
)
MISSING = [
    (
        MUCH_IS_MISSING,
        "E080 W040 E081 E084 akismet.E003 E031 W001 W035 E059 E085 akismet.W102",
    ),
    (
        WITHOUT.format("django_tasks_db") + "\ndel settings.WAGTAILEMBEDS_FINDERS"
        "\nos.environ['PYTHON_AKISMET_TIMEOUT'] = 'soon'",
        "E083 E031 W004 akismet.E005",
    ),
]


def ids(messages) -> list[str]:
    return [str(message.id).removeprefix("privacy.") for message in messages]


def manage(
    folder: Path, change: str, *command: str
) -> subprocess.CompletedProcess[str]:
    """Run a command in a site that has everything but for a change."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PRIVACY_", "PYTEST_", "DJANGO_", "DATABASE_URL"))
    }
    return subprocess.run(
        [sys.executable, "-c", CHECK.format(change=change, command=list(command))],
        cwd=ROOT,
        env=environment | {"PROJECT_DIR": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
@pytest.mark.parametrize(("change", "numbers"), MISSING)
def test_what_is_missing_has_a_number(change, numbers, tmp_path):
    done = manage(tmp_path, change, "check", "--database", "default")

    assert "Traceback" not in done.stderr
    assert not [n for n in numbers.split() if f"(privacy.{n})" not in done.stderr]


@pytest.mark.slow
def test_nothing_is_migrated_where_the_database_cannot_hold_the_ledger(tmp_path):
    """Let SQLite say that it is another: no server of that kind is here."""
    change = (
        "from django.db.backends.sqlite3.base import DatabaseWrapper\n"
        "DatabaseWrapper.vendor = 'mysql'"
    )

    done = manage(tmp_path, change, "migrate")

    assert done.returncode != 0
    assert "privacy.E082" in done.stderr
    assert "Traceback" not in done.stderr
    with sqlite3.connect(tmp_path / "db.sqlite3") as database:
        assert not database.execute("SELECT name FROM sqlite_master").fetchall()


@pytest.mark.long
def test_the_worker_runs_maintenance_whatever_runs_the_tasks(tmp_path):
    tasks = "django_tasks.backends.immediate.ImmediateBackend"
    change = WITHOUT.format("django_tasks_db") + (
        f"\nsettings.TASKS = {{'default': {{'BACKEND': '{tasks}'}}}}"
    )
    migrated = manage(tmp_path, change, "migrate", "--verbosity", "0")

    done = manage(tmp_path, change, "privacy_worker", "--batch")

    assert migrated.returncode == done.returncode == 0, migrated.stderr + done.stderr
    assert "TASKS names ImmediateBackend" in done.stdout


@pytest.mark.parametrize("interval", ["0", "-1", "inf", "nan", "soon"])
def test_an_interval_must_be_positive(interval):
    with pytest.raises(CommandError, match="must be a number of seconds above zero"):
        call_command("privacy_worker", "--batch", f"--interval={interval}")


def test_a_task_backend_that_does_nothing_is_w080(settings):
    assert installation.check_tasks() == []
    settings.TASKS = {
        "default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}
    }

    assert ids(installation.check_tasks()) == ["W080"]


def test_a_plain_check_says_that_no_form_is_shown(db):
    assert database.check_controller() == []
    ControllerSettings.objects.filter(site__is_default_site=True).delete()

    assert ids(database.check_controller()) == ["W006"]
    with patch.object(database, "is_migrated", side_effect=OperationalError):
        assert database.check_controller() == []


def test_forms_without_an_address_are_e085_and_e086(settings):
    assert comment_checks.check_urls() == form_page_checks.check_urls() == []
    settings.ROOT_URLCONF = "wagtail.urls"

    assert ids(comment_checks.check_urls()) == ["E085"]
    assert ids(form_page_checks.check_urls()) == ["E086"]


@pytest.mark.parametrize("name", ["comments", "embeds", "form_pages", "subscriptions"])
def test_tables_of_an_app_that_is_gone_are_w082(name, db, monkeypatch):
    assert database.check_leftover_tables(databases=["default"]) == []
    installed = apps.is_installed
    monkeypatch.setattr(
        apps,
        "is_installed",
        lambda app: app != f"privacy_plugin.{name}" and installed(app),
    )

    messages = database.check_leftover_tables(databases=["default"])

    assert ids(messages) == ["W082"]
    assert f"migrate privacy_{name} zero" in str(messages[0].hint)
    assert database.check_leftover_tables() == []


def test_embeds_that_are_not_shown_any_more_are_w081(db, settings):
    settings.WAGTAILEMBEDS_FINDERS = []
    assert wagtail_setup.check_hidden_embeds(databases=["default"]) == []
    Embed.objects.create(url="https://film.example/1", hash="x", html="", type="video")

    assert ids(wagtail_setup.check_hidden_embeds(databases=["default"])) == ["W081"]
    settings.WAGTAILEMBEDS_FINDERS = [{"class": "privacy_plugin.embeds.finder"}]
    assert wagtail_setup.check_hidden_embeds(databases=["default"]) == []
