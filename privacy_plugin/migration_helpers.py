"""Create groups of editors in a migration, and delete them when it is unapplied."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def delete_groups(
    apps: Apps, schema_editor: BaseDatabaseSchemaEditor, names: Iterable[str]
) -> None:
    """Delete groups with everything that refers to them: members, permissions.

    `QuerySet.delete` would compare model classes, of which the state of a migration
    may hold two for one model, and fail; so each table is emptied by itself.
    """
    alias = schema_editor.connection.alias
    group: Any = apps.get_model("auth", "Group")
    groups = group._base_manager.using(alias).filter(name__in=tuple(names))
    keys = list(groups.values_list("pk", flat=True))
    for relation in group._meta.get_fields(include_hidden=True):
        if relation.one_to_many and relation.auto_created:
            rows = relation.related_model._base_manager.using(alias)
            of_groups = rows.filter(**{f"{relation.field.attname}__in": keys})
            of_groups._raw_delete(alias)  # noqa: SLF001 - there is no public way
    groups._raw_delete(alias)  # noqa: SLF001
