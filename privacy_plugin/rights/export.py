"""Export everything stored about a person: Art. 15 and 20 GDPR."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from django.db import models

from privacy_plugin.consent.subject import SubjectKey
from privacy_plugin.processing import DataSubject
from privacy_plugin.rights.columns import Column, email_columns, stored
from privacy_plugin.rights.errors import NobodyFound


def get_subject_keys(email: str) -> tuple[SubjectKey, ...]:
    """Return the subject keys of everything stored with this e-mail address.

    Raises NobodyFound, also for an empty address, which is that of everybody who left
    none.
    """
    if not email.strip():
        raise NobodyFound
    found: dict[SubjectKey, None] = {}
    for column in email_columns():
        rows = column.model._default_manager.filter(
            **{f"{column.field}__iexact": email.strip()}
        )
        for key in rows.values_list(column.subject_lookup, flat=True):
            found[SubjectKey(key)] = None
    found.pop(SubjectKey(""), None)
    if not found:
        raise NobodyFound
    return tuple(found)


def export(subject: SubjectKey) -> dict[str, Any]:
    """Return each declared column stored about this person, by model.

    Plain data: ``{"app.Model": [{"field": value, …}, …]}``. What is declared about
    editors is theirs (Art. 15(4)) and stays out. Raises NobodyFound.
    """
    if not subject:
        raise NobodyFound
    columns: dict[type[models.Model], dict[str, Column]] = {}
    for activity, _item, column in stored():
        if column.subject_lookup and set(activity.data_subjects) != {
            DataSubject.EDITOR
        }:
            columns.setdefault(column.model, {})[column.field] = column
    result = {
        model._meta.label: rows
        for model, fields in columns.items()
        if (rows := _rows(model, tuple(fields.values()), subject))
    }
    if not result:
        raise NobodyFound
    return result


def _rows(
    model: type[models.Model], columns: tuple[Column, ...], subject: SubjectKey
) -> list[dict[str, Any]]:
    names = [column.field for column in columns]
    rows = model._default_manager.filter(**{columns[0].subject_lookup: subject})
    return [
        {name: _plain(value) for name, value in row.items()}
        for row in rows.order_by("pk").values(*names)
    ]


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool | int | float | str | list | dict):
        return value
    return value.isoformat() if isinstance(value, date | time) else str(value)
