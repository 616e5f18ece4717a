"""Checks that read the database: the ledger's triggers, and the controller.

``migrate`` runs them before it migrates, so none of them reads a table of an app with
pending migrations.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, router
from django.db.backends.base.base import BaseDatabaseWrapper
from wagtail.models import Site

from privacy_plugin.checks.migration_state import is_migrated
from privacy_plugin.consent import append_only
from privacy_plugin.disclosure.models import ControllerSettings
from privacy_plugin.disclosure.texts.models import DisclosureText

DATABASES = ("sqlite", "postgresql")
FEATURES = ("akismet", "comments", "embeds", "form_pages", "subscriptions")


@register(Tags.database)
def check_append_only(
    databases: Sequence[str] | None = None, **_kwargs: Any
) -> list[CheckMessage]:
    """Report a database that lets the ledger be rewritten: E023."""
    return [
        Error(
            f"The database {connection.alias!r} lacks the triggers that keep the "
            f"consent ledger append-only: {', '.join(sorted(missing))}.",
            hint="Use SQLite or PostgreSQL. To put triggers back: manage.py shell -c "
            "'from django.db import connection; from privacy_plugin.consent import "
            "append_only; append_only.install(connection)'",
            id="privacy.E023",
        )
        for connection in _migrated(databases, "privacy")
        if (missing := append_only.missing(connection))
    ]


@register(Tags.database)
def check_controller(
    databases: Sequence[str] | None = None, **_kwargs: Any
) -> list[CheckMessage]:
    """Report a site that does not say who is responsible: W006.

    In a plain `check` too, or nothing would say that forms are gone.
    """
    return [
        Warning(
            f"Nobody is named as responsible for the site {site.hostname}, or cannot "
            f"be reached: {', '.join(missing)} missing. No form that collects data is "
            "shown there.",
            hint="Fill it in under Settings, Controller (Art. 13(1)(a) GDPR).",
            id="privacy.W006",
        )
        for site, missing in _sites_without_controller(databases or [DEFAULT_DB_ALIAS])
    ]


@register(Tags.database)
def check_text_workflow(
    databases: Sequence[str] | None = None, **_kwargs: Any
) -> list[CheckMessage]:
    """Report a workflow that is chosen for texts and not used for them: W041."""
    if not any(_migrated(databases, "privacy", "wagtailcore", "contenttypes")):
        return []
    workflow = DisclosureText.find_unused_workflow()
    if workflow is None:
        return []
    return [
        Warning(
            f"The workflow {workflow.name!r} is chosen for disclosure texts, but not "
            "used for them: its last step can be passed by people who may not publish "
            "them.",
            hint="Give it a last task of the type 'Approval of a disclosure text', "
            "under Settings, Workflows.",
            id="privacy.W041",
        ),
    ]


def _migrated(
    databases: Sequence[str] | None, *app_labels: str
) -> Iterator[BaseDatabaseWrapper]:
    """Yield the databases whose tables are as the installed code expects them."""
    for alias in databases or ():
        connection = connections[alias]
        if is_migrated(connection, *app_labels):
            yield connection


def _sites_without_controller(
    databases: Sequence[str],
) -> Iterator[tuple[Site, tuple[str, ...]]]:
    try:
        for connection in _migrated(databases, "privacy", "wagtailcore"):
            settings_of = {
                setting.site_id: setting
                for setting in ControllerSettings.objects.using(connection.alias)
            }
            for site in Site.objects.using(connection.alias).order_by("pk"):
                missing = settings_of.get(site.pk, ControllerSettings()).missing
                if missing:
                    yield site, missing
    except (DatabaseError, ImproperlyConfigured):  # Django itself says so
        return


@register
def check_database_engine(**_kwargs: Any) -> list[CheckMessage]:
    """Report a database that cannot keep the ledger append-only: E082.

    `migrate` asks before it begins, so that no table is made.
    """
    return [
        Error(
            f"The database {alias!r} is neither SQLite nor PostgreSQL; the ledger of "
            "consents could not be kept append-only there.",
            hint="Use SQLite or PostgreSQL, or keep the plugin's apps in a database of "
            "their own by DATABASE_ROUTERS.",
            id="privacy.E082",
        )
        for alias in connections
        if router.allow_migrate(alias, "privacy")
        and _vendor(alias) not in {"", *DATABASES}
    ]


def _vendor(alias: str) -> str:
    try:
        return str(connections[alias].vendor)
    except ImproperlyConfigured:  # its driver is missing; Django itself says so
        return ""


@register(Tags.database)
def check_leftover_tables(
    databases: Sequence[str] | None = None, **_kwargs: Any
) -> list[CheckMessage]:
    """Report readers' data of an app that is gone, which nothing deletes: W082."""
    return [
        Warning(
            f"privacy_plugin.{name} is not installed, but its tables in the database "
            f"{alias!r} are still there: nothing deletes what readers left in them.",
            hint=f"Install it again and run manage.py migrate privacy_{name} zero "
            "before you take it out; or delete the tables yourself.",
            id="privacy.W082",
        )
        for alias in databases or ()
        for name in _left_behind(connections[alias].introspection.table_names())
    ]


def _left_behind(tables: Sequence[str]) -> Iterator[str]:
    for name in FEATURES:
        has_table = any(table.startswith(f"privacy_{name}_") for table in tables)
        if has_table and not apps.is_installed(f"privacy_plugin.{name}"):
            yield name
