"""Map declarations to database columns.

A model with personal data sets `privacy_subject`, the lookup from a row to its subject
key. No table is named here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from wagtail.models import Site

from privacy_plugin.processing import (
    Category,
    DataSubject,
    PersonalData,
    ProcessingActivity,
    registry,
)
from privacy_plugin.rights.errors import UnknownColumn


@dataclass(frozen=True, slots=True)
class Column:
    """One column of one model."""

    model: type[models.Model]
    field: str

    @property
    def label(self) -> str:
        """Return ``app_label.Model.field``."""
        return f"{self.model._meta.label}.{self.field}"

    @property
    def subject_lookup(self) -> str:
        """Return the lookup from a row to its subject key; empty if there is none."""
        return subject_lookup(self.model)


def subject_lookup(model: type[models.Model]) -> str:
    """Return the lookup from a row of `model` to its subject key, empty for none."""
    return str(getattr(model, "privacy_subject", ""))


def site_lookup(model: type[models.Model]) -> str:
    """Return the lookup from a row of `model` to the key of its site, empty for none.

    It is `privacy_subject_site`, or else `privacy_site`, or else a field `site`.
    """
    named = getattr(model, "privacy_subject_site", getattr(model, "privacy_site", ""))
    return str(named or ("site" if leads_to(model, "site") is Site else ""))


def leads_to(model: type[models.Model], lookup: str) -> type[models.Model] | None:
    """Return the model that foreign keys lead to from `model`, None for no such way."""
    found: type[models.Model] = model
    for name in lookup.split("__"):
        try:
            field = found._meta.get_field(name)
        except FieldDoesNotExist:
            return None
        target = field.related_model if field in found._meta.concrete_fields else None
        if not isinstance(target, type):
            return None
        found = target
    return found


def resolve(label: str) -> Column:
    """Return the column ``app_label.Model.field``; raise UnknownColumn."""
    model_label, _dot, field = label.rpartition(".")
    try:
        model = apps.get_model(model_label)
        is_column = model._meta.get_field(field) in model._meta.concrete_fields
    except (LookupError, ValueError, FieldDoesNotExist):
        is_column = False
    if not is_column:
        msg = f"{label} is declared, but there is no such column"
        raise UnknownColumn(msg)
    return Column(model, field)


def stored(
    activities: Iterator[ProcessingActivity] | None = None,
) -> tuple[tuple[ProcessingActivity, PersonalData, Column], ...]:
    """Return each declared column with its declaration, switched on or off alike.

    What was stored while a switch was on is still there when it is off.
    """
    return tuple(
        (activity, item, resolve(item.stored_as))
        for activity in activities or iter(registry)
        for item in activity.data
        if item.stored_as
    )


def personal_models() -> tuple[type[models.Model], ...]:
    return tuple(dict.fromkeys(column.model for _a, _i, column in stored()))


def holds_editors_only(model: type[models.Model]) -> bool:
    """Say whether all personal data in `model` is about the people who edit the site.

    They have accounts; nothing leads from them to the subject key of a reader.
    """
    subjects = {
        subject
        for activity, _item, column in stored()
        if column.model is model
        for subject in activity.data_subjects
    }
    return subjects == {DataSubject.EDITOR}


def email_columns() -> tuple[Column, ...]:
    """Return the columns that hold e-mail addresses."""
    found = [c for _a, item, c in stored() if item.category == Category.EMAIL_ADDRESS]
    return tuple(dict.fromkeys(found))


def undeclared() -> tuple[str, ...]:
    """Return columns of declared models that are neither personal nor listed as not."""
    labels = {column.label for _a, _i, column in stored()}
    missing = []
    for model in _governed_models():
        listed = registry.columns_not_personal(model._meta.label)
        missing += [
            f"{model._meta.label}.{field.name}"
            for field in model._meta.concrete_fields
            if field.name not in listed
            and f"{model._meta.label}.{field.name}" not in labels
        ]
    return tuple(missing)


def _governed_models() -> tuple[type[models.Model], ...]:
    plugin = [
        model
        for config in apps.get_app_configs()
        if config.name.partition(".")[0] == "privacy_plugin"
        for model in config.get_models()
    ]
    return tuple(dict.fromkeys([*plugin, *personal_models()]))
