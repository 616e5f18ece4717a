"""What the database holds about a site that its disclosures are made of.

One query reads all of it, as text. That text is compared before anything that was made
of it is used again (``memo``), so that a change is seen by the next request, whoever
made it and how.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import connections, models, router
from django.db.models import F, Max, QuerySet, TextField, Value
from django.db.models.functions import Cast, JSONObject

from privacy_plugin.disclosure.models import ControllerSettings, PublishedText
from privacy_plugin.prepared_query import PreparedQuery

M = TypeVar("M", bound=models.Model)

_UNSAVED = 2**62  # the key of a row that will get one


@dataclass(frozen=True, slots=True)
class StoredFacts:
    """The rows of one site: for each its model and its columns, as JSON."""

    rows: tuple[tuple[str, str], ...] = ()

    def get_all(self, model: type[M]) -> tuple[M, ...]:
        """Return the rows of a model, by their order in the admin and their keys."""
        label = model._meta.label
        found = [_build(model, text) for name, text in self.rows if name == label]
        return tuple(sorted(found, key=_get_place))

    def get(self, model: type[M]) -> M | None:
        """Return the row of a model that a site has only one of."""
        return next(iter(self.get_all(model)), None)

    def with_row(self, row: models.Model) -> StoredFacts:
        """Return the rows as they are once `row` is stored, after all others."""
        names = [field.attname for field in _fields(type(row))]
        columns = {name: getattr(row, name) for name in names}
        text = json.dumps(columns | {"id": row.pk or _UNSAVED})
        return StoredFacts((*self.rows, (row._meta.label, text)))


def read_stored_facts(site_id: int) -> StoredFacts:
    """Read everything there is about a site, in one query."""
    return StoredFacts(tuple(sorted(_read_rows(len(_tables), site_id=site_id))))


def register_site_setting(model: type[models.Model], lookup: str = "site_id") -> None:
    """Read the rows of a site in this table as well; `lookup` leads to the site."""
    _tables[model] = lookup


def _build_query(_tables_known: int, site_id: int) -> QuerySet[Any]:
    published = PublishedText.objects.filter(site_id=site_id)
    newest = published.values("activity", "language").annotate(newest=Max("pk"))
    texts = PublishedText.objects.filter(pk__in=newest.values("newest"))
    others = (
        model._default_manager.filter(**{lookup: site_id})
        for model, lookup in _tables.items()
    )
    return _as_text(texts).union(*map(_as_text, others), all=True)


_tables: dict[type[models.Model], str] = {ControllerSettings: "site_id"}
_read_rows: PreparedQuery[Any] = PreparedQuery(_build_query)


def _as_text(rows: QuerySet[Any]) -> QuerySet[Any, tuple[str, str]]:
    columns = {field.attname: F(field.attname) for field in _fields(rows.model)}
    text = Cast(JSONObject(**columns), TextField())
    label = Value(rows.model._meta.label)
    return rows.order_by().values_list(label, text)


def _fields(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """Return the columns that disclosures are made of; a time is none of them."""
    return [
        field
        for field in model._meta.concrete_fields
        if not isinstance(field, models.DateTimeField)
    ]


def _build(model: type[M], text: str) -> M:
    columns: Mapping[str, Any] = json.loads(text)
    alias = router.db_for_read(model)
    # Without a type of its own, JSON is a text within the JSON of the row.
    is_text = not connections[alias].features.has_native_json_field
    values = {
        field.attname: _read(field, columns[field.attname], is_text=is_text)
        for field in _fields(model)
    }
    return model.from_db(alias, list(values), list(values.values()))


def _read(field: models.Field[Any, Any], value: Any, *, is_text: bool) -> Any:
    if isinstance(field, models.JSONField):
        return json.loads(value) if is_text and isinstance(value, str) else value
    return field.to_python(value)


def _get_place(row: models.Model) -> tuple[int, int]:
    return getattr(row, "sort_order", None) or 0, row.pk
