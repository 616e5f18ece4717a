"""Whether an app has pending migrations."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def is_migrated(connection: BaseDatabaseWrapper, *app_labels: str) -> bool:
    """Say whether every migration of these apps has been applied to this database.

    ``migrate`` runs the checks of the database before it has migrated anything; a
    check that selects a column which is still to come would end the upgrade.
    """
    if not MigrationRecorder(connection).has_table():
        return False
    loader = MigrationLoader(connection)
    return all(
        node in loader.applied_migrations
        for node in loader.graph.nodes
        if node[0] in app_labels
    )
