"""Each numbered check speaks when it should, and is silent on a well-kept site."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from django.apps import apps
from django.core.checks import CheckMessage
from django.core.checks.registry import registry as registered
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test.utils import CaptureQueriesContext
from wagtail.models import Site

from privacy_plugin import Category, Keep, NotPersonal, PersonalData, Source
from privacy_plugin.checks.database import check_append_only, check_controller
from privacy_plugin.checks.declarations import (
    check_declared_columns,
    check_site_lookups,
    check_subject_lookups,
)
from privacy_plugin.checks.installation import check_cache, check_urls
from privacy_plugin.checks.wagtail_setup import check_framework_egress, check_snippets
from privacy_plugin.comments.models import Comment
from privacy_plugin.consent import append_only
from privacy_plugin.disclosure.models import ControllerSettings
from privacy_plugin.processing import registry
from tests.support import factories


def ids(messages: list[CheckMessage]) -> list[str]:
    return [str(message.id).removeprefix("privacy.") for message in messages]


def column(stored_as: str, **changes: Any) -> Any:
    """Return a declaration that stores one column."""
    return factories.activity(
        data=(PersonalData(Category.NAME, source=Source.ENTERED, stored_as=stored_as),),
        retention=Keep(timedelta(days=1), after=stored_as),
        **changes,
    )


@pytest.mark.parametrize(
    "stored_as",
    [
        "privacy_comments.Comment.nickname",
        "privacy_comments.Letter.name",
        "nobody.Comment.name",
        "privacy_comments.Comment.events",
    ],
)
def test_a_declared_column_that_does_not_exist_is_e020(stored_as: str):
    with factories.declared(column(stored_as)):
        messages = check_declared_columns()
        assert check_subject_lookups() == []

    assert ids(messages) == ["E020"]
    assert stored_as in messages[0].msg
    assert "test.local" in messages[0].msg


@contextmanager
def listed(declaration: NotPersonal) -> Iterator[None]:
    """Let another list of what is not personal count for a model."""
    with patch.dict(registry._not_personal, {declaration.model: declaration}):
        yield


def test_a_column_nobody_spoke_about_is_e021():
    known = registry._not_personal["privacy_comments.Comment"].fields
    shorter = tuple(name for name in known if name != "depth")

    with listed(NotPersonal(model="privacy_comments.Comment", fields=shorter)):
        messages = check_declared_columns()

    assert ids(messages) == ["E021"]
    assert "privacy_comments.Comment.depth" in messages[0].msg
    assert "processing.py" in str(messages[0].hint)


def test_a_table_of_the_site_is_looked_through_once_something_in_it_is_declared():
    with factories.declared(column("wagtailcore.Page.title")):
        found = [message.msg for message in check_declared_columns()]

    assert any("wagtailcore.Page.slug" in message for message in found)
    assert not any("wagtailcore.Page.title" in message for message in found)


@pytest.mark.parametrize("lookup", [None, ""])
def test_rows_that_lead_to_nobody_are_e022(lookup: str | None, monkeypatch):
    if lookup is None:
        monkeypatch.delattr(Comment, "privacy_subject")
    else:
        monkeypatch.setattr(Comment, "privacy_subject", lookup)

    messages = check_subject_lookups()

    assert ids(messages) == ["E022"]
    assert "privacy_comments.Comment" in messages[0].msg


@pytest.mark.parametrize("lookup", ["nowhere", "discussion", "text", "discussion__pk"])
def test_a_way_that_leads_to_no_site_is_e036(lookup: str, monkeypatch):
    assert check_site_lookups() == []
    monkeypatch.setattr(Comment, "privacy_site", lookup)

    messages = check_site_lookups()

    assert ids(messages) == ["E036"]
    assert "privacy_comments.Comment" in messages[0].msg


def test_a_ledger_that_can_be_rewritten_is_e023(db):
    assert check_append_only(databases=["default"]) == []
    append_only.lift(connection)

    messages = check_append_only(databases=["default"])

    assert ids(messages) == ["E023"]
    assert "privacy_consentevent_no_delete" in messages[0].msg


def test_a_database_that_is_not_asked_about_or_not_migrated_is_not_reported(db):
    append_only.lift(connection)
    assert check_append_only(databases=None) == []
    assert check_controller(databases=None) == []


@pytest.mark.parametrize("app", ["privacy", "wagtailcore"])
def test_tables_with_migrations_to_come_are_not_read(app, db):
    ControllerSettings.objects.update(name="")
    MigrationRecorder(connection).record_unapplied(
        *MigrationLoader(connection).graph.leaf_nodes(app)[0]
    )

    with CaptureQueriesContext(connection) as queries:
        assert check_controller(databases=["default"]) == []
        assert check_append_only(databases=["default"]) == []

    assert not [sql for sql in queries if "privacy_controllersettings" in sql["sql"]]


def test_a_site_without_the_privacy_page_is_w001(settings):
    assert check_urls() == []
    settings.ROOT_URLCONF = "wagtail.urls"

    assert ids(check_urls()) == ["W001"]


@pytest.mark.parametrize(
    ("number", "name", "wrong"),
    [
        ("W002", "WAGTAIL_GRAVATAR_PROVIDER_URL", "//www.gravatar.com/avatar"),
        ("W003", "WAGTAIL_ENABLE_UPDATE_CHECK", True),
        ("W003", "WAGTAIL_ENABLE_UPDATE_CHECK", "lts"),
        ("W004", "WAGTAILEMBEDS_FINDERS", None),
    ],
)
def test_what_the_framework_sends_elsewhere_is_reported(
    number: str, name: str, wrong: object, settings
):
    assert check_framework_egress() == []

    setattr(settings, name, wrong)
    assert ids(check_framework_egress()) == [number]

    delattr(settings, name)
    assert ids(check_framework_egress()) == [number]


def test_a_cache_that_forgets_is_w005(settings):
    assert check_cache() == []
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    }

    assert ids(check_cache()) == ["W005"]


def test_a_site_without_snippets_is_w040(monkeypatch):
    assert check_snippets() == []
    monkeypatch.setattr(apps, "is_installed", lambda name: name != "wagtail.snippets")

    assert ids(check_snippets()) == ["W040"]


@pytest.mark.parametrize("field", ["name", "address", "email"])
def test_a_site_that_names_nobody_or_no_way_to_reach_them_is_w006(field: str, db):
    site = Site.objects.get(is_default_site=True)
    named = ControllerSettings.objects.filter(site=site)
    assert check_controller(databases=["default"]) == []

    named.update(**{field: "  "})
    messages = check_controller(databases=["default"])
    assert ids(messages) == ["W006"]
    assert site.hostname in messages[0].msg
    assert field in messages[0].msg

    named.delete()
    assert ids(check_controller(databases=["default"])) == ["W006"]
    assert ids(check_controller()) == ["W006"]  # a plain check looks as well


def test_the_checks_are_registered_and_the_site_passes_them(db):
    found = {check.__name__ for check in registered.get_checks()}
    assert {"check_settings", "check_declared_columns", "check_framework_egress"} <= (
        found
    )

    call_command("check", databases=["default"], fail_level="ERROR")
