"""What is stored about a person, in words and as data, page by page.

Everything is derived from the declarations: which columns, what each is called, and
which activity it belongs to. What is declared about editors is theirs (Art. 15(4)) and
stays out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _

from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.processing import (
    DataSubject,
    ProcessingActivity,
    registry,
)
from privacy_plugin.rights.columns import stored, subject_lookup

ROWS_A_PAGE = 50
_CORE = "privacy."  # proofs and lists, which nobody looks for first


@dataclass(frozen=True, slots=True)
class PersonalColumn:
    """A declared column and its label, a message id."""

    field: str
    label: str


@dataclass(slots=True)
class Table:
    """A model with what is declared of it: activities, columns, number of rows."""

    model: type[models.Model]
    activities: dict[str, ProcessingActivity] = field(default_factory=dict)
    columns: dict[str, PersonalColumn] = field(default_factory=dict)
    count: int = 0

    @property
    def label(self) -> str:
        return self.model._meta.label

    @property
    def title(self) -> str:
        """Return what the rows are called, with a capital letter."""
        name = str(self.model._meta.verbose_name_plural)
        return f"{name[:1].upper()}{name[1:]}"

    @property
    def activity_titles(self) -> list[str]:
        return [_(one.title) for one in self.activities.values()]

    def rows(self, keys: Iterable[SubjectKey]) -> models.QuerySet[Any]:
        rows = self.model._default_manager.order_by("pk")
        return rows.filter(**{f"{subject_lookup(self.model)}__in": list(keys)})


@dataclass(frozen=True, slots=True)
class Section:
    """Some rows of a table; each is a list of labels and values in words."""

    table: Table
    rows: tuple[tuple[tuple[str, str], ...], ...]


class Findings:
    """What is stored under some keys, in as many queries for one key as for many."""

    def __init__(self, keys: Iterable[SubjectKey]) -> None:
        self.keys = tuple(keys)
        self.tables: list[Table] = []
        for table in get_tables():
            table.count = table.rows(self.keys).count() if self.keys else 0
            if table.count:
                self.tables.append(table)

    @property
    def total(self) -> int:
        return sum(table.count for table in self.tables)

    @property
    def activities(self) -> dict[str, ProcessingActivity]:
        return {k: one for table in self.tables for k, one in table.activities.items()}

    def get_sections(self, start: int = 0, stop: int | None = None) -> list[Section]:
        """Return the rows from number `start` up to `stop`, in words."""
        stop = self.total if stop is None else stop
        sections, offset = [], 0
        for table in self.tables:
            begin, end = max(start - offset, 0), min(stop - offset, table.count)
            if begin < end:
                rows = list(table.rows(self.keys).values(*table.columns)[begin:end])
                sections.append(Section(table, in_words(table, rows)))
            offset += table.count
        return sections

    def get_data(self) -> dict[str, list[dict[str, Any]]]:
        """Return every declared column as plain data, by model."""
        return {
            table.label: [
                {name: as_plain(value) for name, value in row.items()}
                for row in table.rows(self.keys).values(*table.columns)
            ]
            for table in self.tables
        }


def get_tables() -> list[Table]:
    """Return every table that may hold data of a reader, what they wrote first."""
    found: dict[type[models.Model], Table] = {}
    for activity, item, column in stored():
        is_of_editors = set(activity.data_subjects) == {DataSubject.EDITOR}
        if column.subject_lookup and not is_of_editors:
            table = found.setdefault(column.model, Table(column.model))
            table.activities.setdefault(activity.key, activity)
            table.columns.setdefault(
                column.field, PersonalColumn(column.field, item.label)
            )
    return sorted(found.values(), key=lambda table: table.label.startswith(_CORE))


def as_plain(value: object) -> object:
    """Return a value as JSON knows it."""
    if value is None or isinstance(value, bool | int | float | str | list | dict):
        return value
    return value.isoformat() if isinstance(value, date | time) else str(value)


def in_words(
    table: Table, rows: list[dict[str, Any]]
) -> tuple[tuple[tuple[str, str], ...], ...]:
    names = {name: _get_names(table, name, rows) for name in table.columns}
    labels = {name: _(column.label) for name, column in table.columns.items()}
    return tuple(
        tuple(
            (labels[name], str(names[name].get(value, "")) or as_words(value))
            if not isinstance(value, list | dict)
            else (labels[name], as_words(value))
            for name, value in row.items()
        )
        for row in rows
    )


def _get_names(
    table: Table, name: str, rows: list[dict[str, Any]]
) -> Mapping[Any, object]:
    """Return what the values of a column are called: choices, or rows of a table.

    A model may say by ``get_privacy_labels(keys)`` what its rows are called.
    """
    try:
        column: Any = table.model._meta.get_field(name)
    except FieldDoesNotExist:  # pragma: no cover - a check refuses it
        return {}
    if name == "activity":
        return {row[name]: _get_activity_title(row[name]) for row in rows}
    if column.flatchoices:
        return dict(column.flatchoices)
    if not column.is_relation:
        return {}
    keys = {row[name] for row in rows} - {None}
    related: Any = column.related_model
    if hasattr(related, "get_privacy_labels"):
        labels: Mapping[Any, object] = related.get_privacy_labels(keys)
        return labels
    return {one.pk: one for one in related._default_manager.filter(pk__in=keys)}


def _get_activity_title(key: str) -> str:
    """Return what an activity is called, its key where nobody declares it any more."""
    declared = registry.find(key)
    return _(declared.title) if declared else key


def as_words(value: object) -> str:
    """Return a value as a person reads it; a dash for nothing."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if not value and value != 0:
        return "–"
    if isinstance(value, dict):
        return "\n".join(f"{name}: {as_words(one)}" for name, one in value.items())
    if isinstance(value, list):
        return "\n".join(as_words(one) for one in value)
    return _as_moment(value) if isinstance(value, date | time) else str(value)


def _as_moment(value: date | time) -> str:
    if isinstance(value, time):
        return time_format(value)
    if not isinstance(value, datetime):
        return date_format(value, "DATE_FORMAT")
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return date_format(local, "DATETIME_FORMAT")
