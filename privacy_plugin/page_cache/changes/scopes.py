"""Which key a change of a table has.

A change of a table concerns every answer, unless its scope is declared: by an app in
the attribute `page_cache_scopes` of its AppConfig, by model name, or below for apps of
others. A wrong declaration cannot make an answer stale: of a table with a scope, an
answer depends on what its own queries have read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from wagtail.models import RevisionMixin

from privacy_plugin.page_cache.conf import page_cache_conf

SITE = "site"
TABLE = "table"
"""The scope of a table whose changes concern only answers that read it."""

OTHER_APPS: Mapping[str, str] = dict.fromkeys(
    (
        "admin.LogEntry",
        *("auth.User", "auth.User_groups", "auth.User_user_permissions"),
        *("auth.Group", "auth.Group_permissions", "auth.Permission"),
        *("django_tasks_database.DBTaskResult", "sessions.Session"),
        *("wagtailadmin.EditingSession", "wagtailadmin.FormState"),
        *("wagtailcore.APIToken", "wagtailcore.Comment", "wagtailcore.CommentReply"),
        *("wagtailcore.ModelLogEntry", "wagtailcore.PageLogEntry"),
        *("wagtailcore.PageSubscription", "wagtailcore.ReferenceIndex"),
        *("wagtailcore.Revision", "wagtailcore.TaskState", "wagtailcore.UploadedFile"),
        *("wagtailcore.WorkflowState", "wagtailforms.FormSubmission"),
        *("wagtailsearch.IndexEntry", "wagtailusers.UserProfile"),
    ),
    TABLE,
)

UNSEEN_FIELDS = frozenset(
    (
        *("draft_title", "has_unpublished_changes", "latest_revision"),
        *("latest_revision_created_at", "locked", "locked_at", "locked_by"),
    )
)
"""What a draft or a lock writes into the row of a page or snippet."""

_PLACEHOLDER = re.compile(r"\{(\w+)(?:\.(\w+))?\}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Part:
    """A piece of a key: a text, a column, or a column of a row that is pointed to."""

    text: str = ""
    column: str = ""
    table: str = ""
    primary_key: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Watched:
    """A table, the key of all of its changes, and how rows make a finer one.

    An update of nothing but `unseen` columns is no change.
    """

    table: str
    key: str = SITE
    parts: tuple[Part, ...] = ()
    seen: tuple[str, ...] = ()
    unseen: tuple[str, ...] = ()

    def holds(self, scope: str) -> bool:
        """Say whether `scope` is a finer key of rows of this table."""
        prefix = self.parts[0].text if self.parts else ""
        return bool(prefix) and scope.startswith(prefix)


def get_table_key(table: str) -> str:
    """Return the key of the changes of a table with a scope."""
    return f"{TABLE}:{table}"


def get_watched(tables: set[str]) -> dict[str, Watched]:
    """Return what is watched, by table; `tables` are those of the database."""
    scopes = _declared_scopes()
    watched: dict[str, Watched] = {}
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        is_own = model._meta.app_label == "privacy_page_cache"
        if table in tables and not (is_own or model._meta.proxy):
            scope = scopes.get(model._meta.label.lower(), SITE)
            watched[table] = _watch(model, scope)
    return watched


def _declared_scopes() -> dict[str, str]:
    scopes = dict(OTHER_APPS)
    for config in apps.get_app_configs():
        for name, scope in getattr(config, "page_cache_scopes", {}).items():
            scopes[f"{config.label}.{name}"] = scope
    scopes |= page_cache_conf.scopes
    return {label.lower(): scope for label, scope in scopes.items()}


def _watch(model: type[models.Model], scope: str) -> Watched:
    table = model._meta.db_table
    key = SITE if scope == SITE else get_table_key(table)
    parts = () if scope in {SITE, TABLE} else tuple(_parse(model, scope))
    return Watched(table, key, parts, *_split_columns(model))


def _split_columns(
    model: type[models.Model],
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the columns that readers may see, and those that they do not."""
    names = UNSEEN_FIELDS if issubclass(model, RevisionMixin) else frozenset[str]()
    seen: list[str] = []
    unseen: list[str] = []
    for field in model._meta.local_concrete_fields:
        assert field.column is not None  # noqa: S101 - it is concrete
        (unseen if field.name in names else seen).append(field.column)
    return tuple(seen), tuple(unseen)


def _parse(model: type[models.Model], scope: str) -> Iterator[Part]:
    end = 0
    for found in _PLACEHOLDER.finditer(scope):
        if found.start() > end:
            yield Part(text=scope[end : found.start()])
        end = found.end()
        field: Any = model._meta.get_field(found[1])
        if found[2] is None:
            yield Part(column=field.column)
            continue
        related = field.related_model._meta
        yield Part(
            column=field.column,
            table=related.db_table,
            primary_key=related.pk.column,
            value=related.get_field(found[2]).column,
        )
    if end < len(scope):
        yield Part(text=scope[end:])
