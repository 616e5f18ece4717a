"""Everything that was migrated can be unapplied, app by app, and nothing stays."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tools.matrix import DATABASE_URL

ROOT = Path(__file__).resolve().parents[2]
FEATURES = (
    "privacy_comments", "privacy_embeds", "privacy_form_pages", "privacy_subscriptions",
)  # fmt: skip
REMOVE = """
import os, sys
from importlib import import_module
settings = import_module("tests.projects.everything")
settings.INSTALLED_APPS += ["privacy_plugin.form_pages", "wagtail.contrib.forms"]
if url := os.environ.get("DATABASE_URL"):
    import environ
    settings.DATABASES["default"] = environ.Env().db_url_config(url)
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.projects.everything"
import django
from django.core.management import call_command
from django.db import connection
django.setup()
if connection.vendor == "postgresql":
    database = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = "postgres"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{database}_removal"')
        cursor.execute(f'CREATE DATABASE "{database}_removal"')
    connection.settings_dict["NAME"] = f"{database}_removal"

def tables():
    found = connection.introspection.table_names()
    return {name for name in found if name.startswith("privacy_")}

def fill():
    from django.utils import timezone
    from privacy_plugin.consent import ledger
    from privacy_plugin.consent.subject import new_subject_key
    from privacy_plugin.disclosure.controller import Controller
    from privacy_plugin.disclosure.render.document import disclose
    from privacy_plugin.disclosure.notice import save_version
    somebody = Controller(name="Ada")
    version = save_version(disclose("comments.spam_check", controller=somebody))
    ledger.give(new_subject_key(), version, method="form:test", at=timezone.now())
    submit_a_text()

def submit_a_text():
    from django.contrib.auth.models import User
    from privacy_plugin.disclosure.texts.approval import DisclosureTextApproval
    from privacy_plugin.disclosure.texts.models import DisclosureText
    from wagtail.models import Locale, Site, Workflow, WorkflowTask
    task = DisclosureTextApproval.objects.create(name="Approval")
    workflow = Workflow.objects.create(name="Texts")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    text = DisclosureText.objects.create(
        activity="comments.publication", site=Site.objects.get(),
        locale=Locale.objects.get(),
    )
    text.save_revision(clean=False)
    workflow.start(text, User.objects.create_user("editor"))

def tasks():
    from wagtail.models import Task
    kind = "disclosuretextapproval"
    return Task.objects.filter(content_type__model=kind).count()

migrate = lambda *words: call_command("migrate", *words, verbosity=0, skip_checks=True)
call_command("migrate", verbosity=0)
whole = tables()
for app in sys.argv[1:]:
    migrate(app, "zero")
    assert not [name for name in tables() if name.startswith(app + "_")], app
migrate()
assert tables() == whole, tables() ^ whole
fill()
for app in [*sys.argv[1:], "privacy"]:
    migrate(app, "zero")
print("left", *sorted(tables()), *["task"] * tasks())
if connection.vendor == "postgresql":
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{database}_removal"')
"""

pytestmark = pytest.mark.long


@pytest.mark.parametrize("url", ["", DATABASE_URL], ids=["sqlite", "postgresql"])
def test_each_app_can_be_unapplied_applied_again_and_removed(url, tmp_path):
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PRIVACY_", "PYTEST_", "DJANGO_"))
    }

    done = subprocess.run(
        [sys.executable, "-c", REMOVE, *FEATURES],
        cwd=ROOT,
        env=kept | {"PROJECT_DIR": str(tmp_path), "DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["left"]
