"""What everybody can read under a name: all that a name alone may lead to.

A model whose rows have a public name offers ``public()`` on its queryset; without it,
none of its rows is found.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from privacy_plugin.processing import Category
from privacy_plugin.rights.columns import Column, site_lookup, stored
from privacy_plugin.rights.people.findings import (
    PersonalColumn,
    Section,
    Table,
    in_words,
)

MOST = 50


@dataclass(frozen=True, slots=True)
class PublicFindings:
    """The first public rows under a name, and whether there are more."""

    sections: tuple[Section, ...]
    has_more: bool


def find_public(name: str, site_ids: list[int] | None) -> PublicFindings:
    """Return public columns of public rows under a name; `site_ids` None for all."""
    sections, has_more = [], False
    for column in _name_columns():
        manager: Any = column.model._default_manager
        rows = manager.filter(**{f"{column.field}__iexact": name.strip()})
        if not name.strip() or not hasattr(rows, "public"):
            continue
        if site_ids is not None:
            rows = rows.filter(**{f"{site_lookup(column.model)}__in": site_ids})
        table = _public_table(column)
        found = list(rows.public().order_by("-pk").values(*table.columns)[: MOST + 1])
        has_more = has_more or len(found) > MOST
        if found:
            sections.append(Section(table, in_words(table, found[:MOST])))
    return PublicFindings(tuple(sections), has_more)


def _name_columns() -> list[Column]:
    found = [
        column
        for _activity, item, column in stored()
        if item.category == Category.NAME and item.public
    ]
    return list(dict.fromkeys(found))


def _public_table(column: Column) -> Table:
    table = Table(column.model)
    for activity, item, other in stored():
        if other.model is column.model and item.public:
            table.activities.setdefault(activity.key, activity)
            table.columns.setdefault(
                other.field, PersonalColumn(other.field, item.label)
            )
    return table
