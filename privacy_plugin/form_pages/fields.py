"""The data that the fields of a form ask for: category, label and source of each.

A field without a category of its own has that of its kind; a kind nobody knows is text.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext_lazy as _

from privacy_plugin.form_pages.processing import EMAIL_COLUMN as EMAIL
from privacy_plugin.form_pages.processing import ENTERED_COLUMN, ENTERED_COLUMNS
from privacy_plugin.processing import (
    Category,
    DataCategory,
    PersonalData,
    ProcessingActivity,
    Source,
)
from privacy_plugin.processing.vocabulary import EditorText, list_data_categories

DEFAULT_CATEGORIES: dict[str, DataCategory] = {
    "singleline": Category.FREE_TEXT,
    "multiline": Category.FREE_TEXT,
    "email": Category.EMAIL_ADDRESS,
    "number": Category.FREE_TEXT,
    "url": Category.WEBSITE,
    "checkbox": Category.CHOICE,
    "checkboxes": Category.CHOICE,
    "dropdown": Category.CHOICE,
    "multiselect": Category.CHOICE,
    "radio": Category.CHOICE,
    "date": Category.TIME,
    "datetime": Category.TIME,
    "hidden": Category.FREE_TEXT,
}
_ONE_ADDRESS = frozenset({"email", "singleline"})


def get_category_choices() -> list[tuple[str, Any]]:
    """Return every category of data, with its label for editors."""
    return [(str(one), _(one.label)) for one in list_data_categories()]


def get_category(field: Any) -> DataCategory:
    """Return the category an editor chose for a field, or else that of its kind."""
    chosen = getattr(field, "category", "")
    known = {category.value: category for category in list_data_categories()}
    default = DEFAULT_CATEGORIES.get(field.field_type, Category.FREE_TEXT)
    return known.get(chosen, default)


def get_field_name(field: Any) -> str:
    """Return the name of a field in the form; one not yet saved has none stored."""
    return str(field.clean_name or field.get_field_clean_name())


def find_address_field(fields: Iterable[Any]) -> str:
    """Return the name of the first field for an e-mail address, empty for none."""
    found = (
        get_field_name(field)
        for field in fields
        if get_category(field) == Category.EMAIL_ADDRESS
        and field.field_type in _ONE_ADDRESS
    )
    return next(found, "")


def build_fields_data(fields: Iterable[Any]) -> tuple[PersonalData, ...]:
    """Return what the fields of one form ask for, in their order and words."""
    fields = tuple(fields)
    address = find_address_field(fields)
    return tuple(
        PersonalData(
            get_category(field),
            label=EditorText(field.label),
            source=Source.SITE if field.field_type == "hidden" else Source.ENTERED,
            stored_as=EMAIL if get_field_name(field) == address else ENTERED_COLUMN,
            optional=not field.required and field.field_type != "hidden",
        )
        for field in fields
    )


def replace_fields_data(
    activity: ProcessingActivity, data: tuple[PersonalData, ...]
) -> ProcessingActivity:
    """Return the activity with `data` in place of what stands for fields of a form.

    Those are the items that are entered and stored with the message. Without `data` it
    stays as it is.
    """
    if not data:
        return activity
    others = (item for item in activity.data if not _stands_for_fields(item))
    return replace(activity, data=(*data, *others))


def _stands_for_fields(item: PersonalData) -> bool:
    is_entered = item.source is Source.ENTERED and not item.sent_as
    return is_entered and item.stored_as in ENTERED_COLUMNS
