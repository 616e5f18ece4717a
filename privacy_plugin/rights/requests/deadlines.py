"""The deadlines of Art. 12(3) GDPR."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

MONTHS = 1
EXTENDED_MONTHS = 3  # one, and two more where a reason is given
_MONTHS_A_YEAR = 12


def add_months(day: date, months: int) -> date:
    """Return the same day some months later, the last of the month if there is none.

    Source: Regulation (EEC, Euratom) No 1182/71, Art. 3(2)(c).
    """
    years, month = divmod(day.month - 1 + months, _MONTHS_A_YEAR)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def get_deadline(received_on: date, *, is_extended: bool = False) -> date:
    """Return the last day on which a request is answered in time."""
    return add_months(received_on, EXTENDED_MONTHS if is_extended else MONTHS)
