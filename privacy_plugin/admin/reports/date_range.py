"""Filter a list by a range of days."""

from __future__ import annotations

from datetime import UTC, date

import django_filters  # type: ignore[import-untyped] # it ships no types
from django import forms
from wagtail.admin.filters import DateRangePickerWidget


class DateRangeField(django_filters.fields.DateRangeField):
    """Reject the first and last day of the calendar, which UTC may not have."""

    def compress(self, data_list: list[date | None]) -> slice | None:
        moments: slice | None = super().compress(data_list)
        if moments is None:
            return None
        try:
            for moment in (moments.start, moments.stop):
                if moment is not None:
                    moment.astimezone(UTC)
        except OverflowError:
            message = forms.DateField.default_error_messages["invalid"]
            raise forms.ValidationError(message, code="invalid") from None
        return moments


class DateRangeFilter(django_filters.DateFromToRangeFilter):
    """Two days, both included, with Wagtail's date picker."""

    field_class = DateRangeField

    def __init__(self, *args: object, **kwargs: object) -> None:
        kwargs.setdefault("widget", DateRangePickerWidget)
        super().__init__(*args, **kwargs)
