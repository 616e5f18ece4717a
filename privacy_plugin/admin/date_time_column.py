"""A table column with date and time in the user's format and time zone.

Wagtail's own column shows a relative time, without "vor" in German.
"""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from wagtail.admin.ui.tables import Column


class DateTimeColumn(Column):
    def get_value(self, instance: object) -> str:
        """Return day and time, a dash for none."""
        value: Any = super().get_value(instance)
        if value is None:
            return "–"
        return date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")
